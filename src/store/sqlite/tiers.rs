//! Tiers and what accounts may use apart from them, in SQLite.

use super::admission::{User, calendar, rooms, terms};
use super::affected::affected;
use super::audit::Signed;
use super::rows::{Step, all, time, tokens, unreadable};
use super::tier_changes::{change, create, give, move_into, set_apart};
use super::writer::Wrote;
use super::{Sqlite, Tx};
use crate::ledger::{Window, Zone};
use crate::store::{StoreResult, Tiers};
use crate::types::{
    AccountId, Affected, KeyId, Limits, LlmName, NanoDollars, NewTier, Standing, Tier, TierId,
    TierInUse, TierVersion, Timestamp, TopUpId,
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

    async fn tiers_in_use(&self) -> StoreResult<Vec<TierInUse>> {
        query(
            "SELECT *, (SELECT count(*) FROM accounts WHERE tier_id = tiers.id) AS people
             FROM tiers ORDER BY name",
        )
        .fetch_all(&self.read)
        .await
        .and_then(|rows| {
            all(&rows, |row| {
                let (tier, people) = (tier(row)?, tokens(row, "people")?);
                Ok(TierInUse { tier, people })
            })
        })
        .step("list tiers and count who is in them")
    }

    async fn affected(
        &self,
        tier: TierId,
        limits: &Limits,
        now: Timestamp,
    ) -> StoreResult<Affected> {
        affected(self, tier, limits, now)
            .await
            .step("look whom a change of a tier concerns")
    }

    async fn tier_history(&self, id: TierId) -> StoreResult<Vec<TierVersion>> {
        query(
            "SELECT tier_versions.tier_id AS id, version, tier_versions.name, limits, models, changed_at,
                 accounts.name AS by_name
             FROM tier_versions LEFT JOIN accounts ON accounts.id = changed_by
             WHERE tier_versions.tier_id = ?1 ORDER BY version DESC",
        )
        .bind(id.0)
        .fetch_all(&self.read)
        .await
        .and_then(|rows| {
            all(&rows, |row| {
                let (tier, changed_by) = (tier(row)?, row.try_get("by_name")?);
                Ok(TierVersion { tier, changed_by })
            })
        })
        .step("list the versions of a tier")
    }

    async fn create_tier(
        &self,
        id: TierId,
        tier: &NewTier,
        by: Option<AccountId>,
        at: Timestamp,
    ) -> StoreResult<bool> {
        let what = "create a tier";
        let mut tx = self.begin().await?;
        let created = create(&mut tx, id, tier, Signed { by, at }).await;
        let created = created.step(what)?;
        tx.commit().await.step(what)?;
        Ok(created)
    }

    async fn change_tier(
        &self,
        id: TierId,
        version: i64,
        tier: &NewTier,
        by: Option<AccountId>,
        at: Timestamp,
    ) -> StoreResult<bool> {
        let what = "change a tier";
        let mut tx = self.begin().await?;
        let changed = change(&mut tx, (id, version), tier, Signed { by, at }).await;
        let changed = changed.step(what)?;
        tx.commit().await.step(what)?;
        Ok(changed)
    }

    async fn change_tiers(
        &self,
        changes: &[(TierId, i64, NewTier)],
        by: Option<AccountId>,
        at: Timestamp,
    ) -> StoreResult<bool> {
        let what = "change tiers";
        let mut tx = self.begin().await?;
        for (id, version, tier) in changes {
            let changed = change(&mut tx, (*id, *version), tier, Signed { by, at }).await;
            if !changed.step(what)? {
                return Ok(false);
            }
        }
        tx.commit().await.step(what)?;
        Ok(true)
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

    async fn set_tier(
        &self,
        account: AccountId,
        tier: TierId,
        by: Option<AccountId>,
        at: Timestamp,
    ) -> StoreResult<bool> {
        let what = "set an account's tier";
        let mut tx = self.begin().await?;
        let set = move_into(&mut tx, account, tier, Signed { by, at }).await;
        let set = set.step(what)?;
        tx.commit().await.step(what)?;
        Ok(set)
    }

    async fn set_own_limits(
        &self,
        account: AccountId,
        limits: &Limits,
        by: Option<AccountId>,
        at: Timestamp,
    ) -> StoreResult<bool> {
        let what = "set an account's limits";
        let mut tx = self.begin().await?;
        let set = set_apart(&mut tx, account, limits, Signed { by, at }).await;
        let set = set.step(what)?;
        tx.commit().await.step(what)?;
        Ok(set)
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
        let what = "top up a budget";
        let mut tx = self.begin().await?;
        let given = give(&mut tx, id, account, amount, (by, at)).await;
        let given = given.step(what)?;
        tx.commit().await.step(what)?;
        Ok(given)
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

pub(super) fn tier(row: &SqliteRow) -> sqlx::Result<Tier> {
    Ok(Tier {
        id: TierId(row.try_get("id")?),
        version: row.try_get("version")?,
        name: row.try_get("name")?,
        limits: limits(row)?,
        models: models(row, "models")?,
        changed_at: time(row, "changed_at")?,
    })
}

pub(super) fn limits(row: &SqliteRow) -> sqlx::Result<Limits> {
    let text: String = row.try_get("limits")?;
    serde_json::from_str(&text).map_err(|error| unreadable("limits", error.into()))
}

/// A list of models in a column; `None` is all.
pub(super) fn models(row: &SqliteRow, column: &'static str) -> sqlx::Result<Option<Vec<LlmName>>> {
    let text: Option<String> = row.try_get(column)?;
    let read = |text: String| {
        serde_json::from_str(&text).map_err(|error| unreadable(column, error.into()))
    };
    text.map(read).transpose()
}

pub(super) fn text(limits: &Limits) -> String {
    // A struct of numbers is always JSON.
    serde_json::to_string(limits).unwrap_or_default()
}
