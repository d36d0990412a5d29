//! What an account used, summed up for those who look at it.

use super::StoreResult;
use crate::types::{AccountId, KeyId, NanoDollars, Spent, Timestamp};
use async_trait::async_trait;

#[async_trait]
pub trait Spending: Send + Sync {
    /// What `account` used in each of the spans of which every one ends where the next begins, in their order.
    /// Sums are kept by quarters of an hour of UTC, so the bounds are to fall on those; those of days do in
    /// every time zone.
    async fn spent(&self, account: AccountId, bounds: &[Timestamp]) -> StoreResult<Vec<Spent>>;

    /// What `account` spent with each of its keys from `from` up to `until`, which fall on quarters of an hour
    /// too. Keys that were not used are left out.
    async fn spent_by_key(
        &self,
        account: AccountId,
        from: Timestamp,
        until: Timestamp,
    ) -> StoreResult<Vec<(KeyId, NanoDollars)>>;
}
