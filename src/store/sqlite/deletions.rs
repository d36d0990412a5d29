//! The end of an account in SQLite.

use super::rows::Step;
use super::{Sqlite, Tx, second_factors};
use crate::store::{Deletions, StoreResult};
use crate::types::{AccountId, Timestamp};
use async_trait::async_trait;
use sqlx::query;

/// Whoever was let in just before an account was deleted has ended by then, in seconds.
const SETTLED_AFTER: i64 = 3_600;

/// What is erased piece by piece, in an order in which nothing refers to what is gone.
const SAID: [&str; 5] = [
    "DELETE FROM chats WHERE seq IN (
         SELECT chats.seq FROM accounts JOIN chats ON chats.account_id = accounts.id
         WHERE deleted_at IS NOT NULL AND erased_at IS NULL LIMIT ?1)",
    "DELETE FROM decisions WHERE id IN (
         SELECT decisions.id FROM accounts JOIN decisions ON decisions.account_id = accounts.id
         WHERE deleted_at IS NOT NULL AND erased_at IS NULL LIMIT ?1)",
    "DELETE FROM vectors WHERE rowid IN (
         SELECT vectors.rowid FROM accounts JOIN vectors ON vectors.account_id = accounts.id
         WHERE deleted_at IS NOT NULL AND erased_at IS NULL LIMIT ?1)",
    "DELETE FROM outbox WHERE alert_id IN (
         SELECT alerts.id FROM accounts JOIN alerts ON alerts.account_id = accounts.id
         JOIN outbox ON outbox.alert_id = alerts.id
         WHERE deleted_at IS NOT NULL AND erased_at IS NULL LIMIT ?1)",
    "DELETE FROM alerts WHERE id IN (
         SELECT alerts.id FROM accounts JOIN alerts ON alerts.account_id = accounts.id
         WHERE deleted_at IS NOT NULL AND erased_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.alert_id = alerts.id) LIMIT ?1)",
];

/// What belongs to an account and goes with its name.
const OWN: [&str; 5] = [
    "DELETE FROM keys WHERE account_id = ?1",
    "DELETE FROM alert_settings WHERE account_id = ?1",
    "DELETE FROM invites WHERE invited_by = ?1 AND used_at IS NULL",
    "UPDATE invites SET email = NULL WHERE used_by = ?1",
    "DELETE FROM sessions WHERE account_id = ?1",
];

#[async_trait]
impl Deletions for Sqlite {
    async fn delete_account(&self, account: AccountId, at: Timestamp) -> StoreResult<bool> {
        let what = "delete an account";
        let mut tx = self.begin().await?;
        if !forget_name(&mut tx, account, at).await.step(what)? {
            return Ok(false);
        }
        for part in OWN {
            let gone = query(part).bind(account.0).execute(&mut *tx).await;
            gone.step(what)?;
        }
        second_factors::remove(&mut tx, account).await.step(what)?;
        tx.commit().await.step(what)?;
        Ok(true)
    }

    async fn erase_some(&self, most: u32, at: Timestamp) -> StoreResult<bool> {
        let what = "erase what a deleted account has said";
        let mut tx = self.begin().await?;
        let mut erased = 0;
        for part in SAID {
            let gone = query(part).bind(most).execute(&mut *tx).await.step(what)?;
            erased += gone.rows_affected();
        }
        if erased == 0 {
            let done = query(
                "UPDATE accounts SET erased_at = ?1
                 WHERE deleted_at <= ?2 AND erased_at IS NULL",
            );
            let settled = at.plus_seconds(-SETTLED_AFTER);
            let done = done.bind(at.0).bind(settled.0).execute(&mut *tx).await;
            done.step(what)?;
        }
        tx.commit().await.step(what)?;
        Ok(erased > 0)
    }
}

/// `false` if it is the last open admin, or was deleted before.
async fn forget_name(tx: &mut Tx, account: AccountId, at: Timestamp) -> sqlx::Result<bool> {
    query(
        "UPDATE accounts SET
             email = 'deleted-' || lower(hex(id)) || '@deleted.invalid', name = 'Deleted account',
             password_hash = '', role = 'person', status = 'suspended', epoch = epoch + 1,
             last_seen_at = NULL, theme = 'system', daily_cap = NULL, own_limits = '{}',
             deleted_at = ?2
         WHERE id = ?1 AND deleted_at IS NULL AND (
             role <> 'admin' OR EXISTS (
                 SELECT 1 FROM accounts AS other
                 WHERE other.id <> ?1 AND other.role = 'admin' AND other.status = 'active'
             )
         )",
    )
    .bind(account.0)
    .bind(at.0)
    .execute(&mut **tx)
    .await
    .map(|done| done.rows_affected() == 1)
}
