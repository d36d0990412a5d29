//! What an account used, summed up for those who look at it.

use super::StoreResult;
use crate::types::{AccountId, KeyId, LlmName, NanoDollars, Purpose, Timestamp, Tokens};
use async_trait::async_trait;

/// What was used within one span of time with one model, for one purpose, with one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spent {
    /// Where the span begins.
    pub from: Timestamp,
    /// `None` in the browser.
    pub key: Option<KeyId>,
    pub purpose: Purpose,
    pub llm: LlmName,
    pub calls: u64,
    pub requests: u64,
    pub tokens: Tokens,
    pub cost: NanoDollars,
    /// What answers that were kept would have cost.
    pub saved: NanoDollars,
}

#[async_trait]
pub trait Spending: Send + Sync {
    /// What `account` used in each of the spans of which every one ends where the next begins, in their order.
    /// Sums are kept by quarters of an hour of UTC, so the bounds are to fall on those; those of days do in
    /// every time zone.
    async fn spent(&self, account: AccountId, bounds: &[Timestamp]) -> StoreResult<Vec<Spent>>;
}
