//! Accounts, passwords and one-time links in SQLite.

use super::audit::{Change, Signed, note};
use super::rows::{Step, account, all, email, word};
use super::{Sqlite, Tx};
use crate::store::{Accounts, Credentials, NewAccount, NewInvite, StoreResult};
use crate::types::{
    Account, AccountId, AccountSummary, AuditWhat, Email, Role, Status, TierId, Timestamp,
};
use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, query, query_scalar};
use uuid::Uuid;

#[async_trait]
impl Accounts for Sqlite {
    async fn any_account(&self) -> StoreResult<bool> {
        query_scalar("SELECT EXISTS (SELECT 1 FROM accounts)")
            .fetch_one(&self.read)
            .await
            .step("look for accounts")
    }

    async fn account(&self, id: AccountId) -> StoreResult<Option<Account>> {
        query("SELECT * FROM accounts WHERE id = ?1")
            .bind(id.0)
            .fetch_optional(&self.read)
            .await
            .and_then(|row| row.as_ref().map(account).transpose())
            .step("read an account")
    }

    async fn credentials(&self, email: &Email) -> StoreResult<Option<Credentials>> {
        query("SELECT * FROM accounts WHERE email = ?1 AND deleted_at IS NULL")
            .bind(email.as_str())
            .fetch_optional(&self.read)
            .await
            .and_then(|row| row.as_ref().map(credentials).transpose())
            .step("read credentials")
    }

    async fn credentials_of(&self, id: AccountId) -> StoreResult<Option<Credentials>> {
        query("SELECT * FROM accounts WHERE id = ?1")
            .bind(id.0)
            .fetch_optional(&self.read)
            .await
            .and_then(|row| row.as_ref().map(credentials).transpose())
            .step("read credentials")
    }

    async fn create_account(&self, new: NewAccount) -> StoreResult<bool> {
        let what = "create an account";
        let mut tx = self.begin().await?;
        let created = insert(&mut tx, &new, new.role).await.step(what)?;
        if created {
            let (by, at) = (None, new.created_at);
            let made = new_word(AuditWhat::AccountCreated, new.id.0, new.role.as_str());
            note(&mut tx, Signed { by, at }, made).await.step(what)?;
        }
        tx.commit().await.step(what)?;
        Ok(created)
    }

    async fn sign_up(&self, new: NewAccount) -> StoreResult<bool> {
        let what = "sign somebody up";
        let mut tx = self.begin().await?;
        let created = insert(&mut tx, &new, new.role).await.step(what)?;
        tx.commit().await.step(what)?;
        Ok(created)
    }

    async fn set_password(&self, id: AccountId, password_hash: &str) -> StoreResult<i64> {
        let what = "set a password";
        let mut tx = self.begin().await?;
        let epoch = query_scalar(
            "UPDATE accounts SET password_hash = ?2, epoch = epoch + 1 WHERE id = ?1
             RETURNING epoch",
        )
        .bind(id.0)
        .bind(password_hash)
        .fetch_one(&mut *tx)
        .await
        .step(what)?;
        end_sessions(&mut tx, id).await.step(what)?;
        tx.commit().await.step(what)?;
        Ok(epoch)
    }

    async fn rehash_password(&self, id: AccountId, old: &str, new: &str) -> StoreResult<()> {
        query("UPDATE accounts SET password_hash = ?3 WHERE id = ?1 AND password_hash = ?2")
            .bind(id.0)
            .bind(old)
            .bind(new)
            .execute(&self.write)
            .await
            .map(drop)
            .step("hash a password anew")
    }

    async fn set_status(
        &self,
        id: AccountId,
        status: Status,
        by: Option<AccountId>,
        at: Timestamp,
    ) -> StoreResult<bool> {
        let what = "set an account's status";
        let mut tx = self.begin().await?;
        let signed = Signed { by, at };
        let changed = change_status(&mut tx, id, status, signed).await;
        let changed = changed.step(what)?;
        tx.commit().await.step(what)?;
        Ok(changed)
    }

    async fn set_role(
        &self,
        id: AccountId,
        role: Role,
        by: Option<AccountId>,
        at: Timestamp,
    ) -> StoreResult<bool> {
        let what = "set an account's role";
        let mut tx = self.begin().await?;
        let changed = change_role(&mut tx, id, role, Signed { by, at }).await;
        let changed = changed.step(what)?;
        tx.commit().await.step(what)?;
        Ok(changed)
    }

    async fn accounts(&self) -> StoreResult<Vec<AccountSummary>> {
        query("SELECT * FROM accounts WHERE deleted_at IS NULL ORDER BY created_at, id")
            .fetch_all(&self.read)
            .await
            .and_then(|rows| all(&rows, summary))
            .step("list accounts")
    }

    async fn create_invite(&self, invite: NewInvite) -> StoreResult<()> {
        let what = "create a link";
        let mut tx = self.begin().await?;
        if invite.invited_by.is_none() {
            query("DELETE FROM invites WHERE invited_by IS NULL AND used_at IS NULL")
                .execute(&mut *tx)
                .await
                .step(what)?;
        }
        query(
            "INSERT INTO invites
                 (id, secret_hash, role, email, invited_by, created_at, expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )
        .bind(invite.id.0)
        .bind(invite.secret_hash.as_slice())
        .bind(invite.role.as_str())
        .bind(invite.email.as_ref().map(Email::as_str))
        .bind(invite.invited_by.map(|a| a.0))
        .bind(invite.created_at.0)
        .bind(invite.expires_at.0)
        .execute(&mut *tx)
        .await
        .step(what)?;
        if let Some(by) = invite.invited_by {
            let (by, at) = (Some(by), invite.created_at);
            let made = new_word(AuditWhat::Invitation, invite.id.0, invite.role.as_str());
            note(&mut tx, Signed { by, at }, made).await.step(what)?;
        }
        tx.commit().await.step(what)
    }

    async fn invite(
        &self,
        secret_hash: &[u8; 32],
        now: Timestamp,
    ) -> StoreResult<Option<(Role, Option<Email>)>> {
        query(VALID_INVITE)
            .bind(secret_hash.as_slice())
            .bind(now.0)
            .fetch_optional(&self.read)
            .await
            .and_then(|row| row.as_ref().map(invitation).transpose())
            .step("read a link")
    }

    async fn redeem_invite(
        &self,
        secret_hash: &[u8; 32],
        new: NewAccount,
    ) -> StoreResult<Option<bool>> {
        let what = "redeem a link";
        let mut tx = self.begin().await?;
        let row = query(VALID_INVITE)
            .bind(secret_hash.as_slice())
            .bind(new.created_at.0)
            .fetch_optional(&mut *tx)
            .await
            .step(what)?;
        let Some(row) = row else { return Ok(None) };
        let (role, _) = invitation(&row).step(what)?;
        if !insert(&mut tx, &new, role).await.step(what)? {
            return Ok(Some(false));
        }
        query("UPDATE invites SET used_at = ?2, used_by = ?3 WHERE secret_hash = ?1")
            .bind(secret_hash.as_slice())
            .bind(new.created_at.0)
            .bind(new.id.0)
            .execute(&mut *tx)
            .await
            .step(what)?;
        tx.commit().await.step(what)?;
        Ok(Some(true))
    }
}

/// A link that still opens. The set-up link does so only while there is no account.
const VALID_INVITE: &str = "SELECT role, email FROM invites
     WHERE secret_hash = ?1 AND used_at IS NULL AND expires_at > ?2
         AND (invited_by IS NOT NULL OR NOT EXISTS (SELECT 1 FROM accounts))";

/// `false` if the address is taken.
async fn insert(tx: &mut Tx, new: &NewAccount, role: Role) -> sqlx::Result<bool> {
    query(
        "INSERT INTO accounts (id, email, name, role, password_hash, created_at, tier_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (email) DO NOTHING",
    )
    .bind(new.id.0)
    .bind(new.email.as_str())
    .bind(&new.name)
    .bind(role.as_str())
    .bind(&new.password_hash)
    .bind(new.created_at.0)
    .bind(TierId::at_first(role).0)
    .execute(&mut **tx)
    .await
    .map(|done| done.rows_affected() == 1)
}

/// Something that was not there before, in a word.
fn new_word(what: AuditWhat, object: Uuid, word: &str) -> Change {
    Change {
        what,
        object,
        before: None,
        after: Some(word.to_owned()),
    }
}

async fn change_status(
    tx: &mut Tx,
    id: AccountId,
    status: Status,
    signed: Signed,
) -> sqlx::Result<bool> {
    let before = query_scalar("SELECT status FROM accounts WHERE id = ?1")
        .bind(id.0)
        .fetch_optional(&mut **tx)
        .await?;
    let changed = match status {
        Status::Active => open(tx, id).await,
        Status::Suspended => suspend(tx, id).await,
    }?;
    if changed {
        let change = Change {
            what: AuditWhat::AccountStatus,
            object: id.0,
            before,
            after: Some(status.as_str().to_owned()),
        };
        note(tx, signed, change).await?;
    }
    Ok(changed)
}

async fn change_role(tx: &mut Tx, id: AccountId, role: Role, signed: Signed) -> sqlx::Result<bool> {
    let before: Option<String> = query_scalar("SELECT role FROM accounts WHERE id = ?1")
        .bind(id.0)
        .fetch_optional(&mut **tx)
        .await?;
    let done = query(
        "UPDATE accounts SET role = ?2
         WHERE id = ?1 AND deleted_at IS NULL AND (
             ?2 = 'admin' OR role <> 'admin' OR status = 'suspended' OR EXISTS (
                 SELECT 1 FROM accounts AS other
                 WHERE other.id <> ?1 AND other.role = 'admin' AND other.status = 'active'
             )
         )",
    )
    .bind(id.0)
    .bind(role.as_str())
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    if role == Role::Person {
        void_links(tx, id).await?;
    }
    let change = Change {
        what: AuditWhat::AccountRole,
        object: id.0,
        before,
        after: Some(role.as_str().to_owned()),
    };
    note(tx, signed, change).await?;
    Ok(true)
}

async fn open(tx: &mut Tx, id: AccountId) -> sqlx::Result<bool> {
    query("UPDATE accounts SET status = 'active' WHERE id = ?1 AND deleted_at IS NULL")
        .bind(id.0)
        .execute(&mut **tx)
        .await
        .map(|done| done.rows_affected() == 1)
}

/// The links that a suspended account has given out are void too: else it could come back through one.
async fn suspend(tx: &mut Tx, id: AccountId) -> sqlx::Result<bool> {
    let done = query(
        "UPDATE accounts SET status = 'suspended', epoch = epoch + (status = 'active')
         WHERE id = ?1 AND (
             role <> 'admin' OR status = 'suspended' OR EXISTS (
                 SELECT 1 FROM accounts AS other
                 WHERE other.id <> ?1 AND other.role = 'admin' AND other.status = 'active'
             )
         )",
    )
    .bind(id.0)
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    void_links(tx, id).await?;
    end_sessions(tx, id).await?;
    Ok(true)
}

/// Those that the account gave out and nobody has used.
async fn void_links(tx: &mut Tx, id: AccountId) -> sqlx::Result<()> {
    query("DELETE FROM invites WHERE invited_by = ?1 AND used_at IS NULL")
        .bind(id.0)
        .execute(&mut **tx)
        .await
        .map(drop)
}

async fn end_sessions(tx: &mut Tx, id: AccountId) -> sqlx::Result<()> {
    query("DELETE FROM sessions WHERE account_id = ?1")
        .bind(id.0)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Notes when an account was last there; never moves back.
pub(super) async fn seen(tx: &mut Tx, id: AccountId, at: Timestamp) -> sqlx::Result<()> {
    query("UPDATE accounts SET last_seen_at = max(coalesce(last_seen_at, ?2), ?2) WHERE id = ?1")
        .bind(id.0)
        .bind(at.0)
        .execute(&mut **tx)
        .await
        .map(drop)
}

fn credentials(row: &SqliteRow) -> sqlx::Result<Credentials> {
    Ok(Credentials {
        account: account(row)?,
        password_hash: row.try_get("password_hash")?,
    })
}

fn summary(row: &SqliteRow) -> sqlx::Result<AccountSummary> {
    let last_seen: Option<i64> = row.try_get("last_seen_at")?;
    Ok(AccountSummary {
        account: account(row)?,
        last_seen_at: last_seen.map(Timestamp),
    })
}

fn invitation(row: &SqliteRow) -> sqlx::Result<(Role, Option<Email>)> {
    let address: Option<String> = row.try_get("email")?;
    let address = address.map(|_| email(row)).transpose()?;
    Ok((word(row, "role", Role::from_word)?, address))
}
