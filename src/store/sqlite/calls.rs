//! The list of an account's calls in SQLite.
//!
//! Whatever it is narrowed by, a page is read from the end of an index. Without a filter that is the one of the
//! account's charges. With one it is `calls_by_kind`: the newest of each kind that fits, and of these the newest.
//! Words of a title are looked up in the chats first.

use super::audit::json;
use super::rows::{Step, all, price, time, tokens, word};
use super::{Sqlite, charges, search};
use crate::redact::MARK;
use crate::store::{Calls, Charge, StoreResult};
use crate::types::{
    AccountId, Call, CallFilter, CallId, CallKey, CallKind, CallPlace, CallRecord, CallUnderWay,
    CallsFrom, ChatId, Judged, KeyId, LlmName, NanoDollars, Outcome, Purpose, Receipt, Said,
    Timestamp, Verdict,
};
use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, query};
use uuid::Uuid;

/// Chats with the words of a title that are looked into, those first that were used last.
const MOST_CHATS: u32 = 200;
/// Charges that are written with one statement: SQLite binds 32 766 values at most.
const ONE_STATEMENT: usize = 500;
/// How long before its beginning a call's text may have been judged, in seconds.
const JUDGED_BEFORE: i64 = 60 * 60;

/// Decisions are found by account, verdict and time: all verdicts are named, or all decisions of the account would
/// be read.
const JUDGED: &str = "SELECT verdict, engine, decided_at FROM decisions
     WHERE account_id = ?1 AND decided_at BETWEEN ?2 AND ?3 AND call_id = ?4
         AND verdict IN (SELECT value FROM json_each(?5))
     ORDER BY decided_at LIMIT 1";

/// All calls between two places.
macro_rules! of_account {
    ($order:literal) => {
        concat!(
            "SELECT charges.*, keys.name AS key_name
             FROM charges LEFT JOIN keys ON keys.id = charges.key_id
             WHERE charges.account_id = ?1
                 AND (charges.started_at, charges.call_id) > (?2, ?3)
                 AND (charges.started_at, charges.call_id) < (?4, ?5)
             ORDER BY charges.started_at ",
            $order,
            ", charges.call_id ",
            $order,
            " LIMIT ?6"
        )
    };
}

/// Those of some kinds.
macro_rules! of_kinds {
    ($order:literal) => {
        concat!(
            "SELECT charges.*, keys.name AS key_name
             FROM call_kinds AS kind
             CROSS JOIN charges ON charges.call_id IN (
                 SELECT listed.call_id FROM calls_by_kind AS listed
                 WHERE listed.kind = kind.id
                     AND (listed.started_at, listed.call_id) > (?2, ?3)
                     AND (listed.started_at, listed.call_id) < (?4, ?5)
                 ORDER BY listed.started_at ",
            $order,
            ", listed.call_id ",
            $order,
            " LIMIT ?6
             )
             LEFT JOIN keys ON keys.id = charges.key_id
             WHERE kind.account_id = ?1 AND (?7 IS NULL OR kind.llm = ?7)
                 AND (?8 IS NULL OR kind.purpose = ?8) AND (?9 IS NULL OR kind.key_id = ?9)
                 AND (?10 IS NULL OR kind.outcome = ?10)
             ORDER BY charges.started_at ",
            $order,
            ", charges.call_id ",
            $order,
            " LIMIT ?6"
        )
    };
}

/// Those of chats with these words in their title.
macro_rules! of_chats {
    ($order:literal) => {
        concat!(
            "WITH found AS MATERIALIZED (
                 SELECT chats.id FROM chats
                 WHERE chats.account_id = ?1 AND chats.seq IN (
                     SELECT rowid >> 24 FROM words WHERE words.text MATCH ?11 AND rowid & 0xffffff = 0
                 )
                 ORDER BY chats.active_at DESC LIMIT ?12
             )
             SELECT charges.*, keys.name AS key_name
             FROM found
             CROSS JOIN answers ON answers.chat_id = found.id
             CROSS JOIN charges INDEXED BY charges_by_answer ON charges.answer_id = answers.id
             LEFT JOIN keys ON keys.id = charges.key_id
             WHERE charges.account_id = ?1
                 AND (charges.started_at, charges.call_id) > (?2, ?3)
                 AND (charges.started_at, charges.call_id) < (?4, ?5)
                 AND (?7 IS NULL OR charges.llm = ?7)
                 AND (?8 IS NULL OR charges.purpose = ?8)
                 AND (?9 IS NULL OR charges.key_id = ?9)
                 AND (?10 IS NULL OR charges.outcome = ?10)
             ORDER BY charges.started_at ",
            $order,
            ", charges.call_id ",
            $order,
            " LIMIT ?6"
        )
    };
}

#[async_trait]
impl Calls for Sqlite {
    async fn calls(
        &self,
        account: AccountId,
        filter: &CallFilter,
        from: CallsFrom,
        most: u32,
    ) -> StoreResult<Vec<Call>> {
        let (lower, upper) = bounds(filter, from);
        let words = title_words(filter);
        let newest_first = !matches!(from, CallsFrom::NewerThan(_));
        let sql = match (words.is_some(), filter.is_of_kinds(), newest_first) {
            (true, _, true) => of_chats!("DESC"),
            (true, _, false) => of_chats!("ASC"),
            (false, true, true) => of_kinds!("DESC"),
            (false, true, false) => of_kinds!("ASC"),
            (false, false, true) => of_account!("DESC"),
            (false, false, false) => of_account!("ASC"),
        };
        let rows = query(sql)
            .bind(account.0)
            .bind(lower.started_at.0)
            .bind(lower.call.0)
            .bind(upper.started_at.0)
            .bind(upper.call.0)
            .bind(most)
            .bind(filter.llm.as_ref().map(|llm| &llm.0))
            .bind(filter.purpose.map(Purpose::as_str))
            .bind(filter.key.map(|key| key.0))
            .bind(filter.outcome.map(Outcome::as_str))
            .bind(words)
            .bind(MOST_CHATS)
            .fetch_all(&self.read)
            .await;
        let mut calls = rows
            .and_then(|rows| all(&rows, call))
            .step("list the calls of an account")?;
        if !newest_first {
            calls.reverse();
        }
        Ok(calls)
    }

    async fn next_calls(
        &self,
        account: AccountId,
        filter: &CallFilter,
        before: Option<CallPlace>,
        most: u32,
    ) -> StoreResult<(Vec<Call>, Option<CallPlace>)> {
        let of_days = CallFilter {
            from: filter.from,
            until: filter.until,
            ..CallFilter::default()
        };
        // Chats are few. Of kinds there may be many, and to read so many of each would take longer than to look
        // at all.
        let looked_at = match title_words(filter) {
            Some(_) => filter,
            None => &of_days,
        };
        let from = before.map_or(CallsFrom::Newest, CallsFrom::OlderThan);
        let mut calls = self.calls(account, looked_at, from, most).await?;
        let is_last = calls.len() < most as usize;
        let on = calls.last().map(Call::place).filter(|_| !is_last);
        calls.retain(|call| fits(call, filter));
        Ok((calls, on))
    }

    async fn calls_under_way(&self, account: AccountId) -> StoreResult<Vec<CallUnderWay>> {
        query(
            "SELECT calls.*, keys.name AS key_name
             FROM calls LEFT JOIN keys ON keys.id = calls.key_id
             WHERE calls.account_id = ?1 ORDER BY calls.started_at DESC, calls.id DESC",
        )
        .bind(account.0)
        .fetch_all(&self.read)
        .await
        .and_then(|rows| all(&rows, under_way))
        .step("list the calls under way of an account")
    }

    async fn call_kinds(&self, account: AccountId) -> StoreResult<Vec<CallKind>> {
        query(
            "SELECT kind.*, keys.name AS key_name
             FROM call_kinds AS kind LEFT JOIN keys ON keys.id = kind.key_id
             WHERE kind.account_id = ?1 ORDER BY kind.llm, kind.purpose, kind.outcome, kind.key_id",
        )
        .bind(account.0)
        .fetch_all(&self.read)
        .await
        .and_then(|rows| all(&rows, kind))
        .step("list the kinds of call of an account")
    }

    async fn call(&self, account: AccountId, call: CallId) -> StoreResult<Option<CallRecord>> {
        let step = "read a call";
        let row = query(
            "SELECT charges.*, keys.name AS key_name, chats.id AS chat_id, chats.title AS chat_title,
                 iif(answers.call_id = charges.call_id,
                     (length(answers.text) - length(replace(answers.text, ?3, ''))) / length(?3), 0)
                     AS redacted,
                 iif(answers.call_id = charges.call_id,
                     (SELECT sum(judges.cost) FROM charges AS judges
                      WHERE judges.answer_id = answers.id AND judges.purpose = 'moderation'), 0)
                     AS judged
             FROM charges
             LEFT JOIN keys ON keys.id = charges.key_id
             LEFT JOIN answers ON answers.id = charges.answer_id
             LEFT JOIN chats ON chats.id = answers.chat_id AND chats.account_id = charges.account_id
             WHERE charges.call_id = ?1 AND charges.account_id = ?2",
        )
        .bind(call.0)
        .bind(account.0)
        .bind(MARK)
        .fetch_optional(&self.read)
        .await
        .step(step)?;
        let Some(row) = row else { return Ok(None) };
        let found = record(&row).step(step)?;
        let judged = self.judged(account, &found.call).await.step(step)?;
        Ok(Some(CallRecord { judged, ..found }))
    }

    async fn invent_charges(&self, invented: &[Charge]) -> StoreResult<()> {
        let step = "invent charges";
        let mut tx = self.begin().await?;
        for some in invented.chunks(ONE_STATEMENT) {
            charges::add_all(&mut tx, some).await.step(step)?;
        }
        tx.commit().await.step(step)
    }
}

impl Sqlite {
    async fn judged(&self, account: AccountId, call: &Call) -> sqlx::Result<Option<Judged>> {
        let row = query(JUDGED)
            .bind(account.0)
            .bind(call.started_at.plus_seconds(-JUDGED_BEFORE).0)
            .bind(call.ended_at.0)
            .bind(call.id.0)
            .bind(json(&Verdict::ALL.map(Verdict::as_str)))
            .fetch_optional(&self.read)
            .await?;
        row.map(|row| {
            Ok(Judged {
                verdict: word(&row, "verdict", Verdict::from_word)?,
                engine: row.try_get("engine")?,
                at: time(&row, "decided_at")?,
            })
        })
        .transpose()
    }
}

/// What is listed lies between these, without them.
fn bounds(filter: &CallFilter, from: CallsFrom) -> (CallPlace, CallPlace) {
    let lower = CallPlace::at(filter.from.unwrap_or(Timestamp(i64::MIN)));
    let upper = CallPlace::at(filter.until.unwrap_or(Timestamp(i64::MAX)));
    match from {
        CallsFrom::Newest => (lower, upper),
        CallsFrom::OlderThan(place) => (lower, upper.min(place)),
        CallsFrom::NewerThan(place) => (lower.max(place), upper),
    }
}

/// All words, as SQLite's full-text index reads them.
fn title_words(filter: &CallFilter) -> Option<String> {
    let words = search::words(filter.title.as_deref()?);
    (!words.is_empty()).then(|| words.join(" "))
}

fn fits(call: &Call, filter: &CallFilter) -> bool {
    let CallFilter {
        llm,
        purpose,
        key,
        outcome,
        ..
    } = filter;
    llm.as_ref().is_none_or(|llm| call.llm == *llm)
        && purpose.is_none_or(|purpose| call.purpose == purpose)
        && key.is_none_or(|key| call.key.as_ref().is_some_and(|of| of.id == key))
        && outcome.is_none_or(|outcome| call.outcome == outcome)
}

pub(super) fn call(row: &SqliteRow) -> sqlx::Result<Call> {
    let charge = charges::charge(row)?;
    Ok(Call {
        id: charge.call,
        started_at: charge.started_at,
        ended_at: charge.ended_at,
        purpose: charge.purpose,
        llm: charge.llm,
        provider: charge.provider,
        key: named(row, charge.key)?,
        usage: charge.usage,
        cost: charge.cost,
        saved: charge.saved,
        outcome: charge.outcome,
        failed_attempts: charge.failed_attempts,
    })
}

fn named(row: &SqliteRow, key: Option<KeyId>) -> sqlx::Result<Option<CallKey>> {
    let name: Option<String> = row.try_get("key_name")?;
    Ok(key.map(|id| CallKey {
        id,
        name: name.unwrap_or_default(),
    }))
}

fn record(row: &SqliteRow) -> sqlx::Result<CallRecord> {
    let chat: Option<Uuid> = row.try_get("chat_id")?;
    let held: Option<i64> = row.try_get("held")?;
    let said = match chat {
        Some(chat) => Some(Said {
            chat: ChatId(chat),
            title: row.try_get("chat_title")?,
            redacted: row.try_get("redacted")?,
        }),
        None => None,
    };
    let judged: Option<i64> = row.try_get("judged")?;
    let receipt = Receipt {
        judged: NanoDollars(judged.unwrap_or(0)),
        ..charges::charge(row)?.receipt()
    };
    Ok(CallRecord {
        call: call(row)?,
        receipt,
        price: price(row)?,
        held: held.map(NanoDollars),
        judged: None,
        said,
    })
}

fn under_way(row: &SqliteRow) -> sqlx::Result<CallUnderWay> {
    let key: Option<Uuid> = row.try_get("key_id")?;
    Ok(CallUnderWay {
        id: CallId(row.try_get("id")?),
        started_at: time(row, "started_at")?,
        purpose: word(row, "purpose", Purpose::from_word)?,
        llm: LlmName(row.try_get("llm")?),
        provider: row.try_get("provider")?,
        key: named(row, key.map(KeyId))?,
        input_counted: tokens(row, "input_counted")?,
        held: NanoDollars(row.try_get("held")?),
    })
}

fn kind(row: &SqliteRow) -> sqlx::Result<CallKind> {
    let key: Vec<u8> = row.try_get("key_id")?;
    let key = Uuid::from_slice(&key).ok().map(KeyId);
    Ok(CallKind {
        key: named(row, key)?,
        purpose: word(row, "purpose", Purpose::from_word)?,
        llm: LlmName(row.try_get("llm")?),
        outcome: word(row, "outcome", Outcome::from_word)?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::open::{on_file, open};
    use super::JUDGED;
    use sqlx::{AssertSqlSafe, Row, query};

    #[tokio::test]
    async fn a_decision_is_found_without_a_look_at_all_others() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tollgate.db");
        open(path.to_str().unwrap()).await.unwrap();
        let store = on_file(&path).await.unwrap();
        let plan = query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {JUDGED}")));
        let steps = plan.fetch_all(&store.read).await.unwrap();
        let first: String = steps[0].get("detail");
        assert!(first.contains("decided_at>? AND decided_at<?"), "{first}");
    }
}
