//! Accounts, their passwords and the one-time links that make them.

use super::StoreResult;
use crate::types::{Account, AccountId, AccountSummary, Email, InviteId, Role, Status, Timestamp};
use async_trait::async_trait;

/// An account and the hash its password is checked against.
#[derive(Clone)]
pub struct Credentials {
    pub account: Account,
    /// PHC string, never logged.
    pub password_hash: String,
}

pub struct NewAccount {
    pub id: AccountId,
    pub email: Email,
    pub name: String,
    pub role: Role,
    pub password_hash: String,
    pub created_at: Timestamp,
}

/// A one-time link. Only the SHA-256 of its secret is kept.
pub struct NewInvite {
    pub id: InviteId,
    pub secret_hash: [u8; 32],
    pub role: Role,
    /// The only address the account may have; anyone's if there is none.
    pub email: Option<Email>,
    /// `None` for the set-up link of the first start.
    pub invited_by: Option<AccountId>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

#[async_trait]
pub trait Accounts: Send + Sync {
    /// Whether any account exists; while none does, the set-up link is the only door.
    async fn any_account(&self) -> StoreResult<bool>;

    async fn account(&self, id: AccountId) -> StoreResult<Option<Account>>;

    async fn credentials(&self, email: &Email) -> StoreResult<Option<Credentials>>;

    async fn credentials_of(&self, id: AccountId) -> StoreResult<Option<Credentials>>;

    /// Makes an account without a link, from the command line, which is written into the audit log. `false` if
    /// the address is taken.
    async fn create_account(&self, new: NewAccount) -> StoreResult<bool>;

    /// Makes an account that somebody made by themselves. `false` if the address is taken.
    async fn sign_up(&self, new: NewAccount) -> StoreResult<bool>;

    /// Sets a new password and ends every session of the account in the same step (the epoch rises).
    /// Gives the new epoch.
    async fn set_password(&self, id: AccountId, password_hash: &str) -> StoreResult<i64>;

    /// The same password under stronger parameters: the epoch stays. Nothing happens if the password was
    /// changed meanwhile and `old` is no longer its hash.
    async fn rehash_password(&self, id: AccountId, old: &str, new: &str) -> StoreResult<()>;

    /// Suspends or opens an account; suspension ends its sessions and voids the links that it has given out
    /// and nobody has used. `false` if there is none such.
    /// Never suspends the last active admin: then nothing changes and the answer is `false`.
    /// It is written into the audit log.
    async fn set_status(
        &self,
        id: AccountId,
        status: Status,
        by: Option<AccountId>,
        at: Timestamp,
    ) -> StoreResult<bool>;

    /// Makes an account an admin's or a person's. Who is no admin any more, their links that nobody has used are void.
    /// `false` if there is none such. Never takes it from the last active admin: then nothing changes and the answer
    /// is `false`. It is written into the audit log.
    async fn set_role(
        &self,
        id: AccountId,
        role: Role,
        by: Option<AccountId>,
        at: Timestamp,
    ) -> StoreResult<bool>;

    /// All accounts, oldest first.
    async fn accounts(&self) -> StoreResult<Vec<AccountSummary>>;

    /// Keeps a link. One set-up link (`invited_by: None`) is valid at a time: a new one replaces it.
    /// All others are written into the audit log.
    async fn create_invite(&self, invite: NewInvite) -> StoreResult<()>;

    /// The role and address of a link that is neither used nor expired.
    async fn invite(
        &self,
        secret_hash: &[u8; 32],
        now: Timestamp,
    ) -> StoreResult<Option<(Role, Option<Email>)>>;

    /// Uses the link up and makes the account with the link's role, in one step: of two who hold the same
    /// link one gets the account. `None`: the link is used, expired or unknown; `Some(false)`: the address
    /// is taken and the link is still good. The set-up link works only while no account exists.
    async fn redeem_invite(
        &self,
        secret_hash: &[u8; 32],
        new: NewAccount,
    ) -> StoreResult<Option<bool>>;
}
