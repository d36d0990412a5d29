//! The end of an account: nothing of it stays but what the ledger needs to add up.

use super::StoreResult;
use crate::types::{AccountId, Timestamp};
use async_trait::async_trait;

#[async_trait]
pub trait Deletions: Send + Sync {
    /// Deletes an account: its name, address, password, second factor, sessions, keys and settings go at once, what
    /// it said with [`Deletions::erase_some`]. Its row stays without a name, because charges name it. `false`, and
    /// nothing changes, if it is the last open admin or was deleted before.
    async fn delete_account(&self, account: AccountId, at: Timestamp) -> StoreResult<bool>;

    /// Erases some of what deleted accounts have said. `false` once nothing is left.
    async fn erase_some(&self, most: u32, at: Timestamp) -> StoreResult<bool>;
}
