//! What admins set in the browser, in place of what the file of the configuration says.

use super::StoreResult;
use crate::types::{AccountId, Override, Section, Timestamp};
use async_trait::async_trait;

#[async_trait]
pub trait Overrides: Send + Sync {
    /// The newest version of each section that was ever set.
    async fn overrides(&self) -> StoreResult<Vec<Override>>;

    /// Makes a new version of a section, if `version` is still the newest (0: it was never set); else `false`,
    /// and nothing changes. It is written into the audit log.
    async fn set_override(
        &self,
        section: &Section,
        version: i64,
        document: Option<&str>,
        by: Option<AccountId>,
        at: Timestamp,
    ) -> StoreResult<bool>;

    /// Every version of a section, newest first.
    async fn override_history(&self, section: &Section) -> StoreResult<Vec<Override>>;
}
