//! Second factors: a secret that makes codes, and recovery codes for who has lost it.

use super::StoreResult;
use crate::types::{AccountId, Timestamp};
use async_trait::async_trait;

/// How a second factor stands.
#[derive(Clone, PartialEq, Eq)]
pub struct SecondFactor {
    /// Never logged.
    pub secret: Vec<u8>,
    /// From then on sign-in asks for a code. `None` while it is being set up.
    pub confirmed_at: Option<Timestamp>,
    /// Recovery codes that are not used yet.
    pub recovery_codes: u32,
}

#[async_trait]
pub trait SecondFactors: Send + Sync {
    async fn second_factor(&self, account: AccountId) -> StoreResult<Option<SecondFactor>>;

    /// Keeps a secret to be confirmed, in place of one that was not. `false` if one is confirmed already.
    async fn begin_second_factor(&self, account: AccountId, secret: &[u8]) -> StoreResult<bool>;

    /// Confirms it by a code of this step, with new recovery codes. `false` if there is none to be confirmed.
    async fn confirm_second_factor(
        &self,
        account: AccountId,
        step: u64,
        recovery_codes: &[[u8; 32]],
        at: Timestamp,
    ) -> StoreResult<bool>;

    /// Counts one try at a code. Gives `false`, and counts nothing, where `most` were made in vain since `since`.
    async fn count_try(
        &self,
        account: AccountId,
        most: u32,
        since: Timestamp,
        now: Timestamp,
    ) -> StoreResult<bool>;

    /// Takes a code of this step, which forgets the tries before it. `false` if one of it, or of a newer one,
    /// was taken before.
    async fn take_step(&self, account: AccountId, step: u64) -> StoreResult<bool>;

    /// Keeps these recovery codes in place of those that there were. `false` if no second factor is on.
    async fn renew_recovery_codes(
        &self,
        account: AccountId,
        recovery_codes: &[[u8; 32]],
    ) -> StoreResult<bool>;

    /// Uses a recovery code up, which forgets the tries before it. `false` if it is not one, or was used.
    async fn use_recovery_code(
        &self,
        account: AccountId,
        code_hash: &[u8; 32],
        at: Timestamp,
    ) -> StoreResult<bool>;

    /// Forgets the secret and the recovery codes. `false` if there were none.
    async fn remove_second_factor(&self, account: AccountId) -> StoreResult<bool>;

    /// The same by somebody else, which is written into the audit log.
    async fn reset_second_factor(
        &self,
        account: AccountId,
        by: Option<AccountId>,
        at: Timestamp,
    ) -> StoreResult<bool>;
}
