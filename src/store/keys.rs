//! Keys with which programs call on behalf of an account. A key is kept as SHA-256 only.

use super::StoreResult;
use crate::types::{Account, AccountId, KeyId, Limits, LlmName, Timestamp};
use async_trait::async_trait;
use std::sync::Arc;

/// What a key opens, as its holder says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct KeyTerms {
    /// From then on it opens nothing.
    pub expires_at: Option<Timestamp>,
    /// Within those of its account.
    pub limits: Limits,
    /// The models that it may ask; all where there is no list.
    pub llms: Option<Vec<LlmName>>,
}

pub struct NewKey {
    pub id: KeyId,
    pub account: AccountId,
    pub name: String,
    pub secret_hash: [u8; 32],
    pub terms: KeyTerms,
    pub created_at: Timestamp,
}

/// A key as its holder sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApiKey {
    pub id: KeyId,
    /// Rises by one with each change. Whoever changes a key says which version was seen.
    pub version: i64,
    pub name: String,
    pub terms: KeyTerms,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
}

/// A key that a program has shown, and the account as it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KnownKey {
    pub id: KeyId,
    pub account: Account,
    pub expires_at: Option<Timestamp>,
    /// The models that it may ask; all where there is no list.
    pub llms: Option<Arc<[LlmName]>>,
    pub last_used_at: Option<Timestamp>,
}

#[async_trait]
pub trait Keys: Send + Sync {
    /// Keeps a new key. `false` if the account has another of this name that is not revoked.
    async fn create_key(&self, key: &NewKey) -> StoreResult<bool>;

    /// A key that is not revoked, also one that has expired, and that of a suspended account.
    async fn key(&self, secret_hash: &[u8; 32]) -> StoreResult<Option<KnownKey>>;

    /// The keys of an account that are not revoked, oldest first.
    async fn keys_of(&self, account: AccountId) -> StoreResult<Vec<ApiKey>>;

    /// Sets what a key opens, if `version` is still the newest; else `false`, and nothing changes.
    async fn change_key(
        &self,
        account: AccountId,
        key: KeyId,
        version: i64,
        terms: &KeyTerms,
    ) -> StoreResult<bool>;

    /// Ends a key for good. `false` if the account has no such key.
    async fn revoke_key(&self, account: AccountId, key: KeyId, at: Timestamp) -> StoreResult<bool>;

    /// The same, done by somebody else than its holder, and written into the audit log.
    async fn take_key(
        &self,
        account: AccountId,
        key: KeyId,
        by: Option<AccountId>,
        at: Timestamp,
    ) -> StoreResult<bool>;

    /// A program called with the key, which is a sign of life of its account.
    async fn use_key(&self, key: KeyId, at: Timestamp) -> StoreResult<()>;
}
