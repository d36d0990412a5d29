//! Keys of programs in SQLite.

use super::audit::{Change, Signed, note};
use super::rows::{Step, account, all, time, unreadable};
use super::tiers;
use super::{Sqlite, Tx};
use crate::store::{ApiKey, KeyTerms, Keys, KnownKey, NewKey, StoreResult};
use crate::types::{AccountId, AuditWhat, KeyId, LlmName, Timestamp};
use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, query, query_scalar};
use uuid::Uuid;

#[async_trait]
impl Keys for Sqlite {
    async fn create_key(&self, key: &NewKey) -> StoreResult<bool> {
        query(
            "INSERT INTO keys (id, account_id, name, secret_hash, created_at, expires_at, limits, llms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (account_id, name) WHERE revoked_at IS NULL DO NOTHING",
        )
        .bind(key.id.0)
        .bind(key.account.0)
        .bind(&key.name)
        .bind(key.secret_hash.as_slice())
        .bind(key.created_at.0)
        .bind(key.terms.expires_at.map(|at| at.0))
        .bind(tiers::text(&key.terms.limits))
        .bind(list(&key.terms))
        .execute(&self.write)
        .await
        .map(|done| done.rows_affected() == 1)
        .step("create a key")
    }

    async fn key(&self, secret_hash: &[u8; 32]) -> StoreResult<Option<KnownKey>> {
        query(
            "SELECT accounts.*, keys.id AS key_id, keys.last_used_at, keys.expires_at, keys.llms
             FROM keys JOIN accounts ON accounts.id = keys.account_id
             WHERE keys.secret_hash = ?1 AND keys.revoked_at IS NULL",
        )
        .bind(secret_hash.as_slice())
        .fetch_optional(&self.read)
        .await
        .and_then(|row| row.as_ref().map(known).transpose())
        .step("look up a key")
    }

    async fn keys_of(&self, account: AccountId) -> StoreResult<Vec<ApiKey>> {
        query(
            "SELECT * FROM keys WHERE account_id = ?1 AND revoked_at IS NULL
             ORDER BY created_at, id",
        )
        .bind(account.0)
        .fetch_all(&self.read)
        .await
        .and_then(|rows| all(&rows, api_key))
        .step("list keys")
    }

    async fn change_key(
        &self,
        account: AccountId,
        key: KeyId,
        version: i64,
        terms: &KeyTerms,
    ) -> StoreResult<bool> {
        query(
            "UPDATE keys SET version = version + 1, expires_at = ?4, limits = ?5, llms = ?6
             WHERE account_id = ?1 AND id = ?2 AND version = ?3 AND revoked_at IS NULL",
        )
        .bind(account.0)
        .bind(key.0)
        .bind(version)
        .bind(terms.expires_at.map(|at| at.0))
        .bind(tiers::text(&terms.limits))
        .bind(list(terms))
        .execute(&self.write)
        .await
        .map(|done| done.rows_affected() == 1)
        .step("change a key")
    }

    async fn revoke_key(&self, account: AccountId, key: KeyId, at: Timestamp) -> StoreResult<bool> {
        let what = "revoke a key";
        let mut tx = self.begin().await?;
        let revoked = revoke(&mut tx, account, key, at).await.step(what)?;
        tx.commit().await.step(what)?;
        Ok(revoked)
    }

    async fn take_key(
        &self,
        account: AccountId,
        key: KeyId,
        by: Option<AccountId>,
        at: Timestamp,
    ) -> StoreResult<bool> {
        let what = "revoke somebody else's key";
        let mut tx = self.begin().await?;
        let revoked = revoke(&mut tx, account, key, at).await.step(what)?;
        if revoked {
            let change = Change {
                what: AuditWhat::KeyRevoked,
                object: key.0,
                before: None,
                after: None,
            };
            note(&mut tx, Signed { by, at }, change).await.step(what)?;
        }
        tx.commit().await.step(what)?;
        Ok(revoked)
    }

    async fn use_key(&self, key: KeyId, at: Timestamp) -> StoreResult<()> {
        let what = "note the use of a key";
        let mut tx = self.begin().await?;
        let account: Option<Uuid> = query_scalar(
            "UPDATE keys SET last_used_at = max(coalesce(last_used_at, ?2), ?2) WHERE id = ?1
             RETURNING account_id",
        )
        .bind(key.0)
        .bind(at.0)
        .fetch_optional(&mut *tx)
        .await
        .step(what)?;
        if let Some(account) = account {
            let account = AccountId(account);
            super::accounts::seen(&mut tx, account, at)
                .await
                .step(what)?;
        }
        tx.commit().await.step(what)
    }
}

async fn revoke(tx: &mut Tx, account: AccountId, key: KeyId, at: Timestamp) -> sqlx::Result<bool> {
    query(
        "UPDATE keys SET revoked_at = ?3
         WHERE account_id = ?1 AND id = ?2 AND revoked_at IS NULL",
    )
    .bind(account.0)
    .bind(key.0)
    .bind(at.0)
    .execute(&mut **tx)
    .await
    .map(|done| done.rows_affected() == 1)
}

fn moment(row: &SqliteRow, column: &str) -> sqlx::Result<Option<Timestamp>> {
    let at: Option<i64> = row.try_get(column)?;
    Ok(at.map(Timestamp))
}

fn list(terms: &KeyTerms) -> Option<String> {
    // A list of texts is always JSON.
    let text = |llms| serde_json::to_string(llms).unwrap_or_default();
    terms.llms.as_ref().map(text)
}

fn llms(row: &SqliteRow) -> sqlx::Result<Option<Vec<LlmName>>> {
    let text: Option<String> = row.try_get("llms")?;
    let read = |text: String| serde_json::from_str(&text);
    text.map(read)
        .transpose()
        .map_err(|error| unreadable("llms", error.into()))
}

fn known(row: &SqliteRow) -> sqlx::Result<KnownKey> {
    Ok(KnownKey {
        id: KeyId(row.try_get("key_id")?),
        account: account(row)?,
        expires_at: moment(row, "expires_at")?,
        llms: llms(row)?.map(Into::into),
        last_used_at: moment(row, "last_used_at")?,
    })
}

fn api_key(row: &SqliteRow) -> sqlx::Result<ApiKey> {
    Ok(ApiKey {
        id: KeyId(row.try_get("id")?),
        version: row.try_get("version")?,
        name: row.try_get("name")?,
        terms: KeyTerms {
            expires_at: moment(row, "expires_at")?,
            limits: tiers::limits(row)?,
            llms: llms(row)?,
        },
        created_at: time(row, "created_at")?,
        last_used_at: moment(row, "last_used_at")?,
    })
}
