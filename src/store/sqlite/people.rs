//! People as admins look for them, in SQLite.

use super::Sqlite;
use super::rows::{Step, account, all, time, unreadable};
use crate::store::people::{PeopleFilter, Person, PersonInDetail, Since, TopUp, Turn};
use crate::store::{People, StoreResult};
use crate::types::{AccountId, NanoDollars, Status, TierId, Timestamp};
use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, query};
use uuid::Uuid;

/// Top-ups of one account that are shown.
const TOP_UPS: i64 = 10;

#[async_trait]
impl People for Sqlite {
    async fn people(
        &self,
        filter: &PeopleFilter,
        turn: Turn,
        since: Since,
        most: u32,
    ) -> StoreResult<Vec<Person>> {
        let (statement, from, backwards) = match turn {
            Turn::First => (FIRST, None, false),
            Turn::After(id) => (AFTER, Some(id.0), false),
            Turn::Before(id) => (BEFORE, Some(id.0), true),
        };
        let rows = query(statement)
            .bind(since.today.0)
            .bind(since.month.0)
            .bind(filter.words.as_deref().map(pattern))
            .bind(filter.tier.map(|tier| tier.0))
            .bind(filter.status.map(Status::as_str))
            .bind(from)
            .bind(most)
            .fetch_all(&self.read)
            .await;
        let people = rows.and_then(|rows| all(&rows, person));
        let mut people = people.step("list people")?;
        if backwards {
            people.reverse();
        }
        Ok(people)
    }

    async fn person(
        &self,
        id: AccountId,
        since: Since,
        now: Timestamp,
    ) -> StoreResult<Option<PersonInDetail>> {
        let what = "read an account";
        let row = query(IN_DETAIL)
            .bind(since.today.0)
            .bind(since.month.0)
            .bind(id.0)
            .bind(now.0)
            .fetch_optional(&self.read)
            .await
            .step(what)?;
        let Some(row) = row else { return Ok(None) };
        let top_ups = query(
            "SELECT amount, given_at, accounts.name AS name FROM top_ups
             JOIN accounts ON accounts.id = given_by
             WHERE account_id = ?1 ORDER BY given_at DESC LIMIT ?2",
        )
        .bind(id.0)
        .bind(TOP_UPS)
        .fetch_all(&self.read)
        .await
        .and_then(|rows| all(&rows, top_up))
        .step(what)?;
        in_detail(&row, top_ups).map(Some).step(what)
    }
}

/// Anywhere in the text, every letter for itself.
fn pattern(words: &str) -> String {
    let mut pattern = String::from("%");
    for letter in words.trim().chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern + "%"
}

/// One statement for each turn, so that each can go along the index by name.
macro_rules! people {
    ($place:literal, $order:literal) => {
        concat!(
            "SELECT page.*,
                 (SELECT coalesce(sum(cost), 0) FROM spent_days
                  WHERE account_id = page.id AND start >= ?1) AS spent_today,
                 (SELECT coalesce(sum(cost), 0) FROM spent_days
                  WHERE account_id = page.id AND start >= ?2) AS spent_this_month
             FROM (
                 SELECT accounts.*, tiers.name AS tier_name
                 FROM accounts LEFT JOIN tiers ON tiers.id = accounts.tier_id
                 WHERE deleted_at IS NULL
                     AND (?3 IS NULL OR accounts.name LIKE ?3 ESCAPE '\\' OR email LIKE ?3 ESCAPE '\\')
                     AND (?4 IS NULL OR tier_id = ?4) AND (?5 IS NULL OR status = ?5)
                     AND ",
            $place,
            " ORDER BY ",
            $order,
            " LIMIT ?7
             ) AS page ORDER BY ",
            $order
        )
    };
}

const FIRST: &str = people!("?6 IS NULL", "name COLLATE NOCASE, id");
const AFTER: &str = people!(
    "(accounts.name COLLATE NOCASE, accounts.id) > (SELECT name, id FROM accounts WHERE id = ?6)",
    "name COLLATE NOCASE, id"
);
const BEFORE: &str = people!(
    "(accounts.name COLLATE NOCASE, accounts.id) < (SELECT name, id FROM accounts WHERE id = ?6)",
    "name COLLATE NOCASE DESC, id DESC"
);

const IN_DETAIL: &str = "SELECT accounts.*, tiers.name AS tier_name,
         (SELECT coalesce(sum(cost), 0) FROM spent_days
          WHERE account_id = accounts.id AND start >= ?1) AS spent_today,
         (SELECT coalesce(sum(cost), 0) FROM spent_days
          WHERE account_id = accounts.id AND start >= ?2) AS spent_this_month,
         (SELECT count(*) FROM sessions
          WHERE account_id = accounts.id AND expires_at > ?4) AS sessions,
         EXISTS (SELECT 1 FROM second_factors
                 WHERE account_id = accounts.id AND confirmed_at IS NOT NULL) AS second_factor,
         (SELECT count(*) FROM keys
          WHERE account_id = accounts.id AND revoked_at IS NULL) AS keys
     FROM accounts LEFT JOIN tiers ON tiers.id = accounts.tier_id
     WHERE accounts.id = ?3 AND deleted_at IS NULL";

fn person(row: &SqliteRow) -> sqlx::Result<Person> {
    let last_seen: Option<i64> = row.try_get("last_seen_at")?;
    let tier: Option<Uuid> = row.try_get("tier_id")?;
    let name: Option<String> = row.try_get("tier_name")?;
    Ok(Person {
        account: account(row)?,
        tier: tier.map(TierId).zip(name),
        last_seen_at: last_seen.map(Timestamp),
        spent_today: NanoDollars(row.try_get("spent_today")?),
        spent_this_month: NanoDollars(row.try_get("spent_this_month")?),
    })
}

fn in_detail(row: &SqliteRow, top_ups: Vec<TopUp>) -> sqlx::Result<PersonInDetail> {
    let own: String = row.try_get("own_limits")?;
    let own_limits = serde_json::from_str(&own);
    let cap: Option<i64> = row.try_get("daily_cap")?;
    Ok(PersonInDetail {
        person: person(row)?,
        own_limits: own_limits.map_err(|error| unreadable("own_limits", error.into()))?,
        daily_cap: cap.map(NanoDollars),
        time_zone: row.try_get("time_zone")?,
        sessions: row.try_get("sessions")?,
        second_factor: row.try_get("second_factor")?,
        keys: row.try_get("keys")?,
        top_ups,
    })
}

fn top_up(row: &SqliteRow) -> sqlx::Result<TopUp> {
    Ok(TopUp {
        amount: NanoDollars(row.try_get("amount")?),
        at: time(row, "given_at")?,
        by: row.try_get("name")?,
    })
}
