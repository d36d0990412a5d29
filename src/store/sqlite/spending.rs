//! What accounts used, in SQLite.

use super::Sqlite;
use super::rows::{Step, all, time, tokens, word};
use crate::store::{Spending, StoreResult};
use crate::types::{AccountId, KeyId, LlmName, NanoDollars, Purpose, Spent, Timestamp, Tokens};
use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, query};
use uuid::Uuid;

#[async_trait]
impl Spending for Sqlite {
    async fn spent(&self, account: AccountId, bounds: &[Timestamp]) -> StoreResult<Vec<Spent>> {
        let spans: Vec<_> = bounds
            .windows(2)
            .map(|span| (span[0].0, span[1].0))
            .collect();
        query(
            "SELECT span.value ->> 0 AS start, key_id, purpose, llm, sum(calls) AS calls,
                 sum(requests) AS requests, sum(input) AS input, sum(cached_input) AS cached_input,
                 sum(cache_write) AS cache_write, sum(output) AS output, sum(cost) AS cost,
                 sum(saved) AS saved
             FROM json_each(?2) AS span CROSS JOIN usage
             WHERE account_id = ?1 AND usage.start >= span.value ->> 0 AND usage.start < span.value ->> 1
             GROUP BY span.value ->> 0, key_id, purpose, llm
             ORDER BY span.value ->> 0, purpose, llm, key_id",
        )
        .bind(account.0)
        .bind(serde_json::json!(spans).to_string())
        .fetch_all(&self.read)
        .await
        .and_then(|rows| all(&rows, spent))
        .step("sum up what was spent")
    }

    async fn spent_by_key(
        &self,
        account: AccountId,
        from: Timestamp,
        until: Timestamp,
    ) -> StoreResult<Vec<(KeyId, NanoDollars)>> {
        // Whole days of UTC as far as they go, and the quarters before and after.
        let last = (until.0.div_euclid(Timestamp::DAY) * Timestamp::DAY).max(from.0);
        let first = (from.0 + Timestamp::DAY - 1).div_euclid(Timestamp::DAY) * Timestamp::DAY;
        query(
            "SELECT key_id, sum(cost) AS cost FROM (
                 SELECT key_id, cost FROM spent_quarters
                 WHERE account_id = ?1 AND start >= ?2 AND start < ?3
                 UNION ALL
                 SELECT key_id, cost FROM spent_days
                 WHERE account_id = ?1 AND start >= ?3 AND start < ?4
                 UNION ALL
                 SELECT key_id, cost FROM spent_quarters
                 WHERE account_id = ?1 AND start >= ?4 AND start < ?5
             ) WHERE key_id <> x'' GROUP BY key_id",
        )
        .bind(account.0)
        .bind(from.0)
        .bind(first.min(last))
        .bind(last)
        .bind(until.0)
        .fetch_all(&self.read)
        .await
        .and_then(|rows| all(&rows, by_key))
        .step("sum up what was spent by key")
    }
}

fn by_key(row: &SqliteRow) -> sqlx::Result<(KeyId, NanoDollars)> {
    let cost = NanoDollars(row.try_get("cost")?);
    Ok((KeyId(row.try_get("key_id")?), cost))
}

fn spent(row: &SqliteRow) -> sqlx::Result<Spent> {
    let key: Vec<u8> = row.try_get("key_id")?;
    Ok(Spent {
        from: time(row, "start")?,
        key: Uuid::from_slice(&key).ok().map(KeyId),
        purpose: word(row, "purpose", Purpose::from_word)?,
        llm: LlmName(row.try_get("llm")?),
        calls: tokens(row, "calls")?,
        requests: tokens(row, "requests")?,
        tokens: Tokens {
            input: tokens(row, "input")?,
            cached_input: tokens(row, "cached_input")?,
            cache_write: tokens(row, "cache_write")?,
            output: tokens(row, "output")?,
            reasoning: 0,
        },
        cost: NanoDollars(row.try_get("cost")?),
        saved: NanoDollars(row.try_get("saved")?),
    })
}
