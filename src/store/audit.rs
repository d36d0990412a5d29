//! What admins and operators changed. The functions that change something write it down themselves, in the same
//! transaction; nothing here writes.

use super::StoreResult;
use crate::types::{AccountId, AuditFilter, AuditPage, AuditPlace};
use async_trait::async_trait;

#[async_trait]
pub trait Audit: Send + Sync {
    /// At most `most` rows of the log, newest first.
    async fn audit(
        &self,
        filter: AuditFilter,
        place: AuditPlace,
        most: usize,
    ) -> StoreResult<AuditPage>;

    /// The accounts that changed something, by name.
    async fn audit_actors(&self) -> StoreResult<Vec<(AccountId, String)>>;
}
