//! What everybody did together, in SQLite.

use super::calls::call;
use super::rows::{Step, all, time, tokens};
use super::{Sqlite, Tx};
use crate::store::{Dear, House, HouseCall, HouseNow, HouseSum, Slow, Spender, StoreResult};
use crate::types::{CallId, CallPlace, LlmName, NanoDollars, Timestamp};
use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, query};
use std::collections::BTreeMap;

/// Names for whom a charge is.
const SPENDERS: &str = "AS found JOIN accounts ON accounts.id = found.account_id LEFT JOIN keys ON keys.id = found.key_id";

#[async_trait]
impl House for Sqlite {
    async fn house_sums(&self, spans: &[(Timestamp, Timestamp)]) -> StoreResult<Vec<HouseSum>> {
        let spans: Vec<_> = spans
            .iter()
            .map(|(from, until)| (from.0, until.0))
            .collect();
        query(
            "SELECT coalesce(sum(answered), 0) AS answered, coalesce(sum(cached), 0) AS cached,
                 coalesce(sum(failed), 0) AS failed, coalesce(sum(cost), 0) AS cost,
                 coalesce(sum(saved), 0) AS saved
             FROM json_each(?1) AS span
             LEFT JOIN house_quarters ON start >= span.value ->> 0 AND start < span.value ->> 1
             GROUP BY span.key ORDER BY span.key",
        )
        .bind(serde_json::json!(spans).to_string())
        .fetch_all(&self.read)
        .await
        .and_then(|rows| all(&rows, sum))
        .step("sum up what everybody did")
    }

    async fn house_now(&self, since: Timestamp, now: Timestamp) -> StoreResult<HouseNow> {
        query(
            "SELECT held, under_way,
                 (SELECT count(*) FROM accounts WHERE status = 'active' AND deleted_at IS NULL) AS people,
                 (SELECT count(DISTINCT account_id) FROM charges WHERE started_at >= ?1) AS active,
                 (SELECT count(DISTINCT account_id) FROM alerts WHERE window_end > ?2) AS scarce
             FROM (SELECT coalesce(sum(held), 0) AS held, count(*) AS under_way
                 FROM calls WHERE expires_at > ?2)",
        )
        .bind(since.0)
        .bind(now.0)
        .fetch_one(&self.read)
        .await
        .and_then(|row| {
            Ok(HouseNow {
                held: NanoDollars(row.try_get("held")?),
                under_way: tokens(&row, "under_way")?,
                people: tokens(&row, "people")?,
                active: tokens(&row, "active")?,
                scarce: tokens(&row, "scarce")?,
            })
        })
        .step("look how things stand")
    }

    async fn dearest(&self, since: Timestamp, most: u32) -> StoreResult<Vec<Dear>> {
        let rows = sqlx::AssertSqlSafe(format!(
            "SELECT accounts.name, keys.name AS key_name, llm, calls, cost FROM (
                 SELECT account_id, key_id, llm, count(*) AS calls, sum(cost) AS cost
                 FROM charges INDEXED BY charges_by_time WHERE started_at >= ?1 AND cost > 0
                 GROUP BY account_id, key_id, llm ORDER BY 5 DESC, account_id LIMIT ?2
             ) {SPENDERS} ORDER BY cost DESC, found.account_id"
        ));
        query(rows)
            .bind(since.0)
            .bind(most)
            .fetch_all(&self.read)
            .await
            .and_then(|rows| {
                all(&rows, |row| {
                    Ok(Dear {
                        spender: spender(row)?,
                        calls: tokens(row, "calls")?,
                        cost: NanoDollars(row.try_get("cost")?),
                    })
                })
            })
            .step("look what cost most")
    }

    async fn spent_by_provider(
        &self,
        since: Timestamp,
    ) -> StoreResult<BTreeMap<String, NanoDollars>> {
        query(
            "SELECT provider, sum(cost) AS cost FROM charges INDEXED BY charges_by_time
             WHERE started_at >= ?1 AND cost > 0 GROUP BY provider",
        )
        .bind(since.0)
        .fetch_all(&self.read)
        .await
        .and_then(|rows| {
            let spent = |row: &SqliteRow| Ok((row.try_get(0)?, NanoDollars(row.try_get(1)?)));
            rows.iter().map(spent).collect()
        })
        .step("sum up what providers were paid")
    }

    async fn slowest(&self, since: Timestamp, most: u32) -> StoreResult<Vec<Slow>> {
        let rows = sqlx::AssertSqlSafe(format!(
            "SELECT accounts.name, keys.name AS key_name, llm, started_at, ended_at, cost FROM (
                 SELECT account_id, key_id, llm, started_at, ended_at, cost
                 FROM charges INDEXED BY charges_by_time WHERE started_at >= ?1
                 ORDER BY ended_at - started_at DESC LIMIT ?2
             ) {SPENDERS} ORDER BY ended_at - started_at DESC"
        ));
        query(rows)
            .bind(since.0)
            .bind(most)
            .fetch_all(&self.read)
            .await
            .and_then(|rows| {
                all(&rows, |row| {
                    let at = time(row, "started_at")?;
                    Ok(Slow {
                        spender: spender(row)?,
                        at,
                        took: at.until(time(row, "ended_at")?),
                        cost: NanoDollars(row.try_get("cost")?),
                    })
                })
            })
            .step("look what took longest")
    }

    async fn house_calls(
        &self,
        after: CallPlace,
        until: Timestamp,
        most: u32,
    ) -> StoreResult<Vec<HouseCall>> {
        query(
            "SELECT charges.*, accounts.email, keys.name AS key_name
             FROM charges INDEXED BY charges_by_time
             JOIN accounts ON accounts.id = charges.account_id
             LEFT JOIN keys ON keys.id = charges.key_id
             WHERE (charges.started_at, charges.call_id) > (?1, ?2) AND charges.started_at < ?3
             ORDER BY charges.started_at, charges.call_id LIMIT ?4",
        )
        .bind(after.started_at.0)
        .bind(after.call.0)
        .bind(until.0)
        .bind(most)
        .fetch_all(&self.read)
        .await
        .and_then(|rows| {
            all(&rows, |row| {
                Ok(HouseCall {
                    email: row.try_get("email")?,
                    call: call(row)?,
                })
            })
        })
        .step("list the calls of everybody")
    }
}

/// Nobody answered a call that is open.
pub(super) async fn count_failed(tx: &mut Tx, call: CallId) -> sqlx::Result<()> {
    query(
        "INSERT INTO house_quarters
         SELECT started_at / 900000000 * 900000000, 0, 0, 1, 0, 0 FROM calls WHERE id = ?1
         ON CONFLICT DO UPDATE SET failed = failed + 1",
    )
    .bind(call.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

fn sum(row: &SqliteRow) -> sqlx::Result<HouseSum> {
    Ok(HouseSum {
        answered: tokens(row, "answered")?,
        cached: tokens(row, "cached")?,
        failed: tokens(row, "failed")?,
        cost: NanoDollars(row.try_get("cost")?),
        saved: NanoDollars(row.try_get("saved")?),
    })
}

fn spender(row: &SqliteRow) -> sqlx::Result<Spender> {
    Ok(Spender {
        name: row.try_get("name")?,
        key: row.try_get("key_name")?,
        llm: LlmName(row.try_get("llm")?),
    })
}
