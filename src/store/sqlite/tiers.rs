//! Tiers and what accounts may use apart from them, in SQLite.

use super::admission::{User, calendar, rooms, terms};
use super::rows::{Step, all, time, unreadable};
use super::writer::Wrote;
use super::{Sqlite, Tx};
use crate::ledger::{Window, Zone};
use crate::store::{StoreResult, Tiers};
use crate::types::{
    AccountId, KeyId, Limits, NanoDollars, NewTier, Standing, Tier, TierId, Timestamp, TopUpId,
};
use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, query, query_scalar};

#[async_trait]
impl Tiers for Sqlite {
    async fn tiers(&self) -> StoreResult<Vec<Tier>> {
        query("SELECT * FROM tiers ORDER BY name")
            .fetch_all(&self.read)
            .await
            .and_then(|rows| all(&rows, tier))
            .step("list tiers")
    }

    async fn tier_history(&self, id: TierId) -> StoreResult<Vec<Tier>> {
        query(
            "SELECT tier_id AS id, version, name, limits, changed_at FROM tier_versions
             WHERE tier_id = ?1 ORDER BY version DESC",
        )
        .bind(id.0)
        .fetch_all(&self.read)
        .await
        .and_then(|rows| all(&rows, tier))
        .step("list the versions of a tier")
    }

    async fn create_tier(
        &self,
        id: TierId,
        tier: &NewTier,
        by: Option<AccountId>,
        at: Timestamp,
    ) -> StoreResult<bool> {
        query(
            "INSERT INTO tiers (id, version, name, limits, changed_at, changed_by)
             VALUES (?1, 1, ?2, ?3, ?4, ?5) ON CONFLICT (name) DO NOTHING",
        )
        .bind(id.0)
        .bind(&tier.name)
        .bind(text(&tier.limits))
        .bind(at.0)
        .bind(by.map(|by| by.0))
        .execute(&self.write)
        .await
        .map(|done| done.rows_affected() == 1)
        .step("create a tier")
    }

    async fn change_tier(
        &self,
        id: TierId,
        version: i64,
        tier: &NewTier,
        by: Option<AccountId>,
        at: Timestamp,
    ) -> StoreResult<bool> {
        query(
            "UPDATE tiers SET version = version + 1, name = ?3, limits = ?4, changed_at = ?5,
                 changed_by = ?6
             WHERE id = ?1 AND version = ?2",
        )
        .bind(id.0)
        .bind(version)
        .bind(&tier.name)
        .bind(text(&tier.limits))
        .bind(at.0)
        .bind(by.map(|by| by.0))
        .execute(&self.write)
        .await
        .map(|done| done.rows_affected() == 1)
        .step("change a tier")
    }

    async fn tier_of(&self, account: AccountId) -> StoreResult<Option<Tier>> {
        query(
            "SELECT tiers.* FROM accounts JOIN tiers ON tiers.id = accounts.tier_id
             WHERE accounts.id = ?1",
        )
        .bind(account.0)
        .fetch_optional(&self.read)
        .await
        .and_then(|row| row.as_ref().map(tier).transpose())
        .step("read an account's tier")
    }

    async fn set_tier(&self, account: AccountId, tier: TierId) -> StoreResult<bool> {
        query(
            "UPDATE accounts SET tier_id = ?2
             WHERE id = ?1 AND EXISTS (SELECT 1 FROM tiers WHERE id = ?2)",
        )
        .bind(account.0)
        .bind(tier.0)
        .execute(&self.write)
        .await
        .map(|done| done.rows_affected() == 1)
        .step("set an account's tier")
    }

    async fn set_own_limits(&self, account: AccountId, limits: &Limits) -> StoreResult<bool> {
        query("UPDATE accounts SET own_limits = ?2 WHERE id = ?1")
            .bind(account.0)
            .bind(text(limits))
            .execute(&self.write)
            .await
            .map(|done| done.rows_affected() == 1)
            .step("set an account's limits")
    }

    async fn set_key_limits(
        &self,
        account: AccountId,
        key: KeyId,
        limits: &Limits,
    ) -> StoreResult<bool> {
        query(
            "UPDATE keys SET version = version + 1, limits = ?3 WHERE account_id = ?1 AND id = ?2",
        )
        .bind(account.0)
        .bind(key.0)
        .bind(text(limits))
        .execute(&self.write)
        .await
        .map(|done| done.rows_affected() == 1)
        .step("set a key's limits")
    }

    async fn set_daily_cap(
        &self,
        account: AccountId,
        cap: Option<NanoDollars>,
    ) -> StoreResult<bool> {
        query("UPDATE accounts SET daily_cap = ?2 WHERE id = ?1")
            .bind(account.0)
            .bind(cap.map(|cap| cap.0))
            .execute(&self.write)
            .await
            .map(|done| done.rows_affected() == 1)
            .step("set a daily cap")
    }

    async fn set_time_zone(
        &self,
        account: AccountId,
        zone: &str,
        now: Timestamp,
    ) -> StoreResult<bool> {
        let zone = zone.to_owned();
        self.write("set a time zone", move |tx| {
            Box::pin(async move { move_to(tx, account, &zone, now).await.map(Wrote::Keep) })
        })
        .await
    }

    async fn time_zone(&self, account: AccountId) -> StoreResult<Option<String>> {
        query_scalar("SELECT time_zone FROM accounts WHERE id = ?1")
            .bind(account.0)
            .fetch_optional(&self.read)
            .await
            .step("read a time zone")
    }

    async fn top_up(
        &self,
        id: TopUpId,
        account: AccountId,
        amount: NanoDollars,
        by: AccountId,
        at: Timestamp,
    ) -> StoreResult<bool> {
        query(
            "INSERT INTO top_ups (id, account_id, amount, given_at, given_by)
             VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO NOTHING",
        )
        .bind(id.0)
        .bind(account.0)
        .bind(amount.0)
        .bind(at.0)
        .bind(by.0)
        .execute(&self.write)
        .await
        .map(|done| done.rows_affected() == 1)
        .step("top up a budget")
    }

    async fn standing(&self, account: AccountId, now: Timestamp) -> StoreResult<Vec<Standing>> {
        let what = "sum up what an account has used";
        let mut tx = self.read.begin().await.step(what)?;
        let user = User { account, key: None };
        let Some(terms) = terms(&mut tx, user).await.step(what)? else {
            return Ok(Vec::new());
        };
        let rooms = rooms(&mut tx, user, &terms, now).await.step(what)?;
        let standing = rooms.into_iter().map(|room| Standing {
            limit: room.limit,
            most: room.most,
            settled: room.settled,
            held: room.held,
            begun_at: room.begun_at,
            turns_at: room.turns_at,
        });
        Ok(standing.collect())
    }
}

async fn move_to(
    tx: &mut Tx,
    account: AccountId,
    zone: &str,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let row = query("SELECT * FROM accounts WHERE id = ?1")
        .bind(account.0)
        .fetch_optional(&mut **tx)
        .await?;
    let (Some(row), Some(zone)) = (row, Zone::named(zone)) else {
        return Ok(false);
    };
    let calendar = calendar(&row)?.moved_to(zone, now);
    let from = |window: Option<Window>| window.map(|window| window.start.0);
    let until = |window: Option<Window>| window.map(|window| window.end.0);
    query(
        "UPDATE accounts SET time_zone = ?2, day_from = ?3, day_until = ?4, month_from = ?5,
             month_until = ?6
         WHERE id = ?1",
    )
    .bind(account.0)
    .bind(calendar.zone.name())
    .bind(from(calendar.day))
    .bind(until(calendar.day))
    .bind(from(calendar.month))
    .bind(until(calendar.month))
    .execute(&mut **tx)
    .await
    .map(|done| done.rows_affected() == 1)
}

fn tier(row: &SqliteRow) -> sqlx::Result<Tier> {
    Ok(Tier {
        id: TierId(row.try_get("id")?),
        version: row.try_get("version")?,
        name: row.try_get("name")?,
        limits: limits(row)?,
        changed_at: time(row, "changed_at")?,
    })
}

pub(super) fn limits(row: &SqliteRow) -> sqlx::Result<Limits> {
    let text: String = row.try_get("limits")?;
    serde_json::from_str(&text).map_err(|error| unreadable("limits", error.into()))
}

pub(super) fn text(limits: &Limits) -> String {
    // A struct of numbers is always JSON.
    serde_json::to_string(limits).unwrap_or_default()
}
