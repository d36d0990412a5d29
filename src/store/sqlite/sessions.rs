//! Sessions in SQLite.

use super::Sqlite;
use super::rows::{Step, all, time};
use crate::store::{SessionRecord, Sessions, StoreResult};
use crate::types::{AccountId, Timestamp};
use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, query};
use uuid::Uuid;

#[async_trait]
impl Sessions for Sqlite {
    async fn create_session(&self, record: &SessionRecord) -> StoreResult<bool> {
        let what = "create a session";
        let mut tx = self.begin().await?;
        let created = query(
            "INSERT INTO sessions (id_hash, account_id, data, created_at, expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id_hash) DO NOTHING",
        )
        .bind(record.id_hash.as_slice())
        .bind(record.account.map(|a| a.0))
        .bind(&record.data)
        .bind(record.created_at.0)
        .bind(record.expires_at.0)
        .execute(&mut *tx)
        .await
        .step(what)?
        .rows_affected();
        seen(&mut tx, record).await.step(what)?;
        tx.commit().await.step(what)?;
        Ok(created == 1)
    }

    async fn save_session(&self, record: &SessionRecord) -> StoreResult<bool> {
        let what = "save a session";
        let mut tx = self.begin().await?;
        let saved = query(
            "UPDATE sessions SET account_id = ?2, data = ?3, expires_at = ?4
             WHERE id_hash = ?1 AND expires_at > ?5",
        )
        .bind(record.id_hash.as_slice())
        .bind(record.account.map(|a| a.0))
        .bind(&record.data)
        .bind(record.expires_at.0)
        .bind(record.created_at.0)
        .execute(&mut *tx)
        .await
        .step(what)?
        .rows_affected();
        if saved == 1 {
            seen(&mut tx, record).await.step(what)?;
        }
        tx.commit().await.step(what)?;
        Ok(saved == 1)
    }

    async fn session(
        &self,
        id_hash: &[u8; 32],
        now: Timestamp,
    ) -> StoreResult<Option<SessionRecord>> {
        query("SELECT * FROM sessions WHERE id_hash = ?1 AND expires_at > ?2")
            .bind(id_hash.as_slice())
            .bind(now.0)
            .fetch_optional(&self.read)
            .await
            .and_then(|row| row.as_ref().map(session).transpose())
            .step("read a session")
    }

    async fn delete_session(&self, id_hash: &[u8; 32]) -> StoreResult<()> {
        query("DELETE FROM sessions WHERE id_hash = ?1")
            .bind(id_hash.as_slice())
            .execute(&self.write)
            .await
            .map(drop)
            .step("delete a session")
    }

    async fn end_session(&self, account: AccountId, id_hash: &[u8; 32]) -> StoreResult<bool> {
        query("DELETE FROM sessions WHERE id_hash = ?1 AND account_id = ?2")
            .bind(id_hash.as_slice())
            .bind(account.0)
            .execute(&self.write)
            .await
            .map(|done| done.rows_affected() == 1)
            .step("end a session")
    }

    async fn end_other_sessions(&self, account: AccountId, kept: &[u8; 32]) -> StoreResult<u64> {
        query("DELETE FROM sessions WHERE account_id = ?1 AND id_hash <> ?2")
            .bind(account.0)
            .bind(kept.as_slice())
            .execute(&self.write)
            .await
            .map(|done| done.rows_affected())
            .step("end sessions")
    }

    async fn delete_expired_sessions(&self, now: Timestamp) -> StoreResult<u64> {
        query("DELETE FROM sessions WHERE expires_at <= ?1")
            .bind(now.0)
            .execute(&self.write)
            .await
            .map(|done| done.rows_affected())
            .step("delete expired sessions")
    }

    async fn sessions_of(
        &self,
        account: AccountId,
        now: Timestamp,
    ) -> StoreResult<Vec<SessionRecord>> {
        query(
            "SELECT * FROM sessions WHERE account_id = ?1 AND expires_at > ?2
             ORDER BY created_at DESC, id_hash",
        )
        .bind(account.0)
        .bind(now.0)
        .fetch_all(&self.read)
        .await
        .and_then(|rows| all(&rows, session))
        .step("list sessions")
    }
}

/// A sign-in is a sign of life of its account.
async fn seen(
    tx: &mut sqlx::Transaction<'static, sqlx::Sqlite>,
    record: &SessionRecord,
) -> sqlx::Result<()> {
    if let Some(account) = record.account {
        super::accounts::seen(tx, account, record.created_at).await?;
    }
    Ok(())
}

fn session(row: &SqliteRow) -> sqlx::Result<SessionRecord> {
    let id_hash: &[u8] = row.try_get("id_hash")?;
    let account: Option<Uuid> = row.try_get("account_id")?;
    Ok(SessionRecord {
        id_hash: id_hash
            .try_into()
            .map_err(|e| sqlx::Error::Decode(Box::new(e)))?,
        account: account.map(AccountId),
        data: row.try_get("data")?,
        created_at: time(row, "created_at")?,
        expires_at: time(row, "expires_at")?,
    })
}
