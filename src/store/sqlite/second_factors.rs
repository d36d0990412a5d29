//! Second factors in SQLite.

use super::audit::{Change, Signed, note};
use super::rows::{Step, unreadable};
use super::{Sqlite, Tx};
use crate::store::{SecondFactor, SecondFactors, StoreResult};
use crate::types::{AccountId, AuditWhat, Timestamp};
use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, query};

#[async_trait]
impl SecondFactors for Sqlite {
    async fn second_factor(&self, account: AccountId) -> StoreResult<Option<SecondFactor>> {
        query(
            "SELECT secret, confirmed_at, (
                 SELECT count(*) FROM recovery_codes
                 WHERE recovery_codes.account_id = ?1 AND used_at IS NULL
             ) AS recovery_codes
             FROM second_factors WHERE account_id = ?1",
        )
        .bind(account.0)
        .fetch_optional(&self.read)
        .await
        .and_then(|row| row.as_ref().map(second_factor).transpose())
        .step("read a second factor")
    }

    async fn begin_second_factor(&self, account: AccountId, secret: &[u8]) -> StoreResult<bool> {
        query(
            "INSERT INTO second_factors (account_id, secret) VALUES (?1, ?2)
             ON CONFLICT (account_id) DO UPDATE SET secret = excluded.secret, last_step = 0
             WHERE confirmed_at IS NULL",
        )
        .bind(account.0)
        .bind(secret)
        .execute(&self.write)
        .await
        .map(|done| done.rows_affected() == 1)
        .step("begin a second factor")
    }

    async fn confirm_second_factor(
        &self,
        account: AccountId,
        step: u64,
        recovery_codes: &[[u8; 32]],
        at: Timestamp,
    ) -> StoreResult<bool> {
        let what = "confirm a second factor";
        let mut tx = self.begin().await?;
        let confirmed = query(
            "UPDATE second_factors SET confirmed_at = ?2, last_step = ?3, tries = 0
             WHERE account_id = ?1 AND confirmed_at IS NULL",
        )
        .bind(account.0)
        .bind(at.0)
        .bind(number(step))
        .execute(&mut *tx)
        .await
        .step(what)?;
        if confirmed.rows_affected() == 0 {
            return Ok(false);
        }
        keep_codes(&mut tx, account, recovery_codes)
            .await
            .step(what)?;
        tx.commit().await.step(what)?;
        Ok(true)
    }

    async fn count_try(
        &self,
        account: AccountId,
        most: u32,
        since: Timestamp,
        now: Timestamp,
    ) -> StoreResult<bool> {
        query(
            "UPDATE second_factors SET
                 tries = iif(tries_since <= ?3, 1, tries + 1),
                 tries_since = iif(tries_since <= ?3, ?4, tries_since)
             WHERE account_id = ?1 AND (tries < ?2 OR tries_since <= ?3)",
        )
        .bind(account.0)
        .bind(most)
        .bind(since.0)
        .bind(now.0)
        .execute(&self.write)
        .await
        .map(|done| done.rows_affected() == 1)
        .step("count a try at a code")
    }

    async fn take_step(&self, account: AccountId, step: u64) -> StoreResult<bool> {
        query(
            "UPDATE second_factors SET last_step = ?2, tries = 0
             WHERE account_id = ?1 AND last_step < ?2 AND confirmed_at IS NOT NULL",
        )
        .bind(account.0)
        .bind(number(step))
        .execute(&self.write)
        .await
        .map(|done| done.rows_affected() == 1)
        .step("take a code")
    }

    async fn renew_recovery_codes(
        &self,
        account: AccountId,
        recovery_codes: &[[u8; 32]],
    ) -> StoreResult<bool> {
        let what = "renew recovery codes";
        let mut tx = self.begin().await?;
        let on = "SELECT 1 FROM second_factors WHERE account_id = ?1 AND confirmed_at IS NOT NULL";
        let on = query(on).bind(account.0).fetch_optional(&mut *tx).await;
        if on.step(what)?.is_none() {
            return Ok(false);
        }
        keep_codes(&mut tx, account, recovery_codes)
            .await
            .step(what)?;
        tx.commit().await.step(what)?;
        Ok(true)
    }

    async fn use_recovery_code(
        &self,
        account: AccountId,
        code_hash: &[u8; 32],
        at: Timestamp,
    ) -> StoreResult<bool> {
        let what = "use a recovery code";
        let mut tx = self.begin().await?;
        let used = query(
            "UPDATE recovery_codes SET used_at = ?3
             WHERE account_id = ?1 AND code_hash = ?2 AND used_at IS NULL",
        )
        .bind(account.0)
        .bind(code_hash.as_slice())
        .bind(at.0)
        .execute(&mut *tx)
        .await
        .step(what)?;
        if used.rows_affected() == 0 {
            return Ok(false);
        }
        query("UPDATE second_factors SET tries = 0 WHERE account_id = ?1")
            .bind(account.0)
            .execute(&mut *tx)
            .await
            .step(what)?;
        tx.commit().await.step(what)?;
        Ok(true)
    }

    async fn remove_second_factor(&self, account: AccountId) -> StoreResult<bool> {
        let what = "remove a second factor";
        let mut tx = self.begin().await?;
        let removed = remove(&mut tx, account).await.step(what)?;
        tx.commit().await.step(what)?;
        Ok(removed)
    }

    async fn reset_second_factor(
        &self,
        account: AccountId,
        by: Option<AccountId>,
        at: Timestamp,
    ) -> StoreResult<bool> {
        let what = "reset a second factor";
        let mut tx = self.begin().await?;
        let removed = remove(&mut tx, account).await.step(what)?;
        if removed {
            let reset = Change {
                what: AuditWhat::SecondFactorReset,
                object: account.0,
                before: None,
                after: None,
            };
            note(&mut tx, Signed { by, at }, reset).await.step(what)?;
        }
        tx.commit().await.step(what)?;
        Ok(removed)
    }
}

/// For within a transaction that removes more.
pub(super) async fn remove(tx: &mut Tx, account: AccountId) -> sqlx::Result<bool> {
    query("DELETE FROM recovery_codes WHERE account_id = ?1")
        .bind(account.0)
        .execute(&mut **tx)
        .await?;
    query("DELETE FROM second_factors WHERE account_id = ?1")
        .bind(account.0)
        .execute(&mut **tx)
        .await
        .map(|done| done.rows_affected() == 1)
}

async fn keep_codes(tx: &mut Tx, account: AccountId, codes: &[[u8; 32]]) -> sqlx::Result<()> {
    query("DELETE FROM recovery_codes WHERE account_id = ?1")
        .bind(account.0)
        .execute(&mut **tx)
        .await?;
    for code in codes {
        query("INSERT INTO recovery_codes (account_id, code_hash) VALUES (?1, ?2)")
            .bind(account.0)
            .bind(code.as_slice())
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

fn number(step: u64) -> i64 {
    i64::try_from(step).unwrap_or(i64::MAX)
}

fn second_factor(row: &SqliteRow) -> sqlx::Result<SecondFactor> {
    let confirmed_at: Option<i64> = row.try_get("confirmed_at")?;
    let codes: i64 = row.try_get("recovery_codes")?;
    Ok(SecondFactor {
        secret: row.try_get("secret")?,
        confirmed_at: confirmed_at.map(Timestamp),
        recovery_codes: u32::try_from(codes).map_err(|e| unreadable("recovery_codes", e.into()))?,
    })
}
