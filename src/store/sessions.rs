//! Where accounts are signed in. Session ids are kept as SHA-256, so that a copy of the database opens no
//! session.

use super::StoreResult;
use crate::types::{AccountId, Timestamp};
use async_trait::async_trait;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRecord {
    pub id_hash: [u8; 32],
    /// Set once somebody has signed in.
    pub account: Option<AccountId>,
    /// What the session holds, as JSON.
    pub data: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

#[async_trait]
pub trait Sessions: Send + Sync {
    /// Keeps a new session. `false` if the id is taken.
    async fn create_session(&self, record: &SessionRecord) -> StoreResult<bool>;

    /// Replaces a session, except its beginning; `created_at` says when it is saved. `false` if there is none
    /// any more: what was ended or has expired is not brought back.
    async fn save_session(&self, record: &SessionRecord) -> StoreResult<bool>;

    /// A session that has not expired.
    async fn session(
        &self,
        id_hash: &[u8; 32],
        now: Timestamp,
    ) -> StoreResult<Option<SessionRecord>>;

    async fn delete_session(&self, id_hash: &[u8; 32]) -> StoreResult<()>;

    /// Ends one session of an account. `false` if it has no such session.
    async fn end_session(&self, account: AccountId, id_hash: &[u8; 32]) -> StoreResult<bool>;

    /// Ends all sessions of an account but this one; gives how many.
    async fn end_other_sessions(&self, account: AccountId, kept: &[u8; 32]) -> StoreResult<u64>;

    /// Forgets what has expired; gives how many.
    async fn delete_expired_sessions(&self, now: Timestamp) -> StoreResult<u64>;

    /// The sessions of an account that have not expired, newest first.
    async fn sessions_of(
        &self,
        account: AccountId,
        now: Timestamp,
    ) -> StoreResult<Vec<SessionRecord>>;
}
