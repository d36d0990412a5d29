//! What people set for themselves.

use super::StoreResult;
use crate::types::{AccountId, Profile, Theme};
use async_trait::async_trait;

#[async_trait]
pub trait Profiles: Send + Sync {
    /// `None` if there is no such account.
    async fn profile(&self, account: AccountId) -> StoreResult<Option<Profile>>;

    /// `false` if there is no such account.
    async fn set_profile(&self, account: AccountId, name: &str, theme: Theme) -> StoreResult<bool>;
}
