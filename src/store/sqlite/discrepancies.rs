//! Adds up what was charged once more, and compares.

use super::Sqlite;
use super::rows::Step;
use crate::store::{Discrepancy, StoreResult};
use crate::types::Timestamp;
use sqlx::{Row, query};

/// What must not be found, and where to look for it: each row is one place, in words.
const CHECKS: [(&str, &str); 8] = [
    (
        "a quarter of an hour is not the sum of its charges",
        "WITH charged AS (
             SELECT account_id, started_at / 900000000 * 900000000 AS start,
                 coalesce(key_id, x'') AS key_id, sum(requests) AS requests,
                 sum(iif(kept OR outcome = 'cached', 0, input + cached_input + cache_write + output))
                     AS tokens,
                 sum(cost) AS cost
             FROM charges GROUP BY 1, 2, 3
         )
         SELECT hex(coalesce(charged.account_id, spent.account_id)) || ' at '
             || coalesce(charged.start, spent.start)
         FROM charged FULL JOIN spent_quarters AS spent
             ON spent.account_id = charged.account_id AND spent.start = charged.start
                 AND spent.key_id = charged.key_id
         WHERE (charged.requests, charged.tokens, charged.cost)
             IS NOT (spent.requests, spent.tokens, spent.cost)",
    ),
    (
        "a day is not the sum of its quarters of an hour",
        "WITH summed AS (
             SELECT account_id, start / 86400000000 * 86400000000 AS start, key_id,
                 sum(requests) AS requests, sum(tokens) AS tokens, sum(cost) AS cost
             FROM spent_quarters GROUP BY 1, 2, 3
         )
         SELECT hex(coalesce(summed.account_id, spent.account_id)) || ' at '
             || coalesce(summed.start, spent.start)
         FROM summed FULL JOIN spent_days AS spent
             ON spent.account_id = summed.account_id AND spent.start = summed.start
                 AND spent.key_id = summed.key_id
         WHERE (summed.requests, summed.tokens, summed.cost)
             IS NOT (spent.requests, spent.tokens, spent.cost)",
    ),
    (
        "the usage that pages show is not the sum of its charges",
        "WITH charged AS (
             SELECT account_id, started_at / 900000000 * 900000000 AS start,
                 coalesce(key_id, x'') AS key_id, purpose, llm, count(*) AS calls,
                 sum(requests) AS requests, sum(input) AS input, sum(cached_input) AS cached_input,
                 sum(cache_write) AS cache_write, sum(output) AS output, sum(cost) AS cost,
                 sum(saved) AS saved
             FROM charges GROUP BY 1, 2, 3, 4, 5
         )
         SELECT hex(coalesce(charged.account_id, usage.account_id)) || ' at '
             || coalesce(charged.start, usage.start)
         FROM charged FULL JOIN usage
             ON usage.account_id = charged.account_id AND usage.start = charged.start
                 AND usage.key_id = charged.key_id AND usage.purpose = charged.purpose
                 AND usage.llm = charged.llm
         WHERE (charged.calls, charged.requests, charged.input, charged.cached_input, charged.cache_write,
                 charged.output, charged.cost, charged.saved)
             IS NOT (usage.calls, usage.requests, usage.input, usage.cached_input, usage.cache_write,
                 usage.output, usage.cost, usage.saved)",
    ),
    (
        "a quarter of an hour of the house is not the sum of its charges",
        "WITH charged AS (
             SELECT started_at / 900000000 * 900000000 AS start, sum(outcome <> 'failed') AS answered,
                 sum(outcome = 'cached') AS cached, sum(outcome = 'failed') AS failed,
                 sum(cost) AS cost, sum(saved) AS saved
             FROM charges GROUP BY 1
         )
         SELECT 'at ' || coalesce(charged.start, house.start)
         FROM charged FULL JOIN house_quarters AS house ON house.start = charged.start
         WHERE house.start IS NULL OR (coalesce(charged.answered, 0), coalesce(charged.cached, 0),
                 coalesce(charged.cost, 0), coalesce(charged.saved, 0))
             IS NOT (house.answered, house.cached, house.cost, house.saved)
             OR house.failed < charged.failed",
    ),
    (
        "a call is not on the list of its kind, or on another",
        "SELECT hex(charges.call_id)
         FROM charges
         LEFT JOIN call_kinds AS kind ON kind.account_id = charges.account_id
             AND kind.key_id = coalesce(charges.key_id, x'') AND kind.purpose = charges.purpose
             AND kind.llm = charges.llm AND kind.outcome = charges.outcome
         LEFT JOIN calls_by_kind AS listed ON listed.kind = kind.id
             AND listed.started_at = charges.started_at AND listed.call_id = charges.call_id
         WHERE listed.kind IS NULL
         UNION ALL
         SELECT hex(listed.call_id)
         FROM calls_by_kind AS listed
         LEFT JOIN call_kinds AS kind ON kind.id = listed.kind
         LEFT JOIN charges ON charges.call_id = listed.call_id
         WHERE (kind.account_id, kind.key_id, kind.purpose, kind.llm, kind.outcome, listed.started_at)
             IS NOT (charges.account_id, coalesce(charges.key_id, x''), charges.purpose, charges.llm,
                 charges.outcome, charges.started_at)",
    ),
    (
        "a call is charged and still open",
        "SELECT hex(calls.id) FROM calls JOIN charges ON charges.call_id = calls.id",
    ),
    (
        "a hold has outlived its expiry",
        "SELECT hex(id) FROM calls WHERE expires_at <= ?1",
    ),
    (
        "an answer that is complete was not charged",
        "SELECT hex(answers.id) FROM answers
         WHERE state = 'complete'
             AND NOT EXISTS (SELECT 1 FROM charges WHERE charges.call_id = answers.call_id)",
    ),
];

/// Most places that are told of one kind.
const MOST: &str = " LIMIT 20";

impl Sqlite {
    pub(super) async fn find_discrepancies(
        &self,
        lost: Timestamp,
    ) -> StoreResult<Vec<Discrepancy>> {
        let step = "check the ledger";
        // One view of the database, whatever is written meanwhile.
        let mut tx = self.read.begin().await.step(step)?;
        let mut found = Vec::new();
        for (what, places) in CHECKS {
            let places = sqlx::AssertSqlSafe(format!("{places}{MOST}"));
            let rows = query(places).bind(lost.0).fetch_all(&mut *tx).await;
            for row in rows.step(step)? {
                let place = row.try_get(0).step(step)?;
                found.push(Discrepancy { what, place });
            }
        }
        Ok(found)
    }
}
