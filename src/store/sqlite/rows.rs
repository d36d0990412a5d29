//! From rows to our types. A value that our types do not know is an error, never a guess.

use crate::error::StoreError;
use crate::gateway::parts_of;
use crate::store::StoreResult;
use crate::types::{
    Account, AccountId, Answer, AnswerId, AnswerState, Attempt, ChatId, ChatSettings, ChatSummary,
    Email, LlmName, NanoDollars, Outcome, Price, Question, QuestionId, Receipt, Role, Status,
    TierId, Timestamp, Tokens, Usage, UsageSource,
};
use serde::de::DeserializeOwned;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, error::BoxDynError};
use uuid::Uuid;

/// Names the step at which SQLite failed.
pub(super) trait Step<T> {
    fn step(self, what: &'static str) -> StoreResult<T>;
}

impl<T> Step<T> for sqlx::Result<T> {
    fn step(self, what: &'static str) -> StoreResult<T> {
        self.map_err(|source| StoreError {
            what,
            source: source.into(),
        })
    }
}

/// More than any call can use or cost: some $1 126 000, and as many billions of tokens. Thousands of these can
/// be added up.
const LARGEST: i64 = 1 << 50;

/// A number of tokens; one that cannot be real is cut.
pub(super) fn count(tokens: u64) -> i64 {
    i64::try_from(tokens).map_or(LARGEST, believable)
}

/// The same for an amount of money.
pub(super) fn believable(amount: i64) -> i64 {
    amount.min(LARGEST)
}

pub(super) fn tokens(row: &SqliteRow, column: &'static str) -> sqlx::Result<u64> {
    let value: i64 = row.try_get(column)?;
    u64::try_from(value).map_err(|e| unreadable(column, e.into()))
}

pub(super) fn unreadable(column: &str, source: BoxDynError) -> sqlx::Error {
    sqlx::Error::ColumnDecode {
        index: column.into(),
        source,
    }
}

/// Reads a word of one of our enums.
pub(super) fn word<T>(
    row: &SqliteRow,
    column: &'static str,
    known: impl Fn(&str) -> Option<T>,
) -> sqlx::Result<T> {
    let word: String = row.try_get(column)?;
    known(&word).ok_or_else(|| unreadable(column, format!("unknown word `{word}`").into()))
}

pub(super) fn email(row: &SqliteRow) -> sqlx::Result<Email> {
    word(row, "email", Email::parse)
}

pub(super) fn time(row: &SqliteRow, column: &'static str) -> sqlx::Result<Timestamp> {
    row.try_get(column).map(Timestamp)
}

pub(super) fn usage_source_word(source: UsageSource) -> &'static str {
    match source {
        UsageSource::Provider => "provider",
        UsageSource::Counted => "counted",
    }
}

fn usage_source(word: &str) -> Option<UsageSource> {
    [UsageSource::Provider, UsageSource::Counted]
        .into_iter()
        .find(|source| usage_source_word(*source) == word)
}

pub(super) fn account(row: &SqliteRow) -> sqlx::Result<Account> {
    Ok(Account {
        id: AccountId(row.try_get("id")?),
        email: email(row)?,
        name: row.try_get("name")?,
        role: word(row, "role", Role::from_word)?,
        status: word(row, "status", Status::from_word)?,
        tier: TierId(row.try_get("tier_id")?),
        created_at: time(row, "created_at")?,
        epoch: row.try_get("epoch")?,
    })
}

pub(super) fn chat_summary(row: &SqliteRow) -> sqlx::Result<ChatSummary> {
    Ok(ChatSummary {
        id: ChatId(row.try_get("id")?),
        title: row.try_get("title")?,
        active_at: time(row, "active_at")?,
    })
}

pub(super) fn chat_settings(row: &SqliteRow) -> sqlx::Result<ChatSettings> {
    Ok(ChatSettings {
        llm: LlmName(row.try_get("llm")?),
        system_prompt: row.try_get("system_prompt")?,
        temperature: row.try_get("temperature")?,
        max_tokens: row.try_get("max_tokens")?,
    })
}

/// A question under the columns `question_id`, `parent_id`, `question_text` and `asked_at`.
pub(super) fn question(row: &SqliteRow) -> sqlx::Result<Question> {
    let parent: Option<Uuid> = row.try_get("parent_id")?;
    Ok(Question {
        id: QuestionId(row.try_get("question_id")?),
        parent: parent.map(AnswerId),
        text: row.try_get("question_text")?,
        asked_at: time(row, "asked_at")?,
    })
}

/// An answer from `answers_with_receipts`.
pub(super) fn answer(row: &SqliteRow) -> sqlx::Result<Answer> {
    Ok(Answer {
        id: AnswerId(row.try_get("id")?),
        question: QuestionId(row.try_get("question_id")?),
        llm: LlmName(row.try_get("llm")?),
        llm_title: row.try_get("llm_title")?,
        provider: row.try_get("provider")?,
        text: row.try_get("text")?,
        reasoning: row.try_get("reasoning")?,
        state: word(row, "state", AnswerState::from_word)?,
        error: row.try_get("error")?,
        receipt: receipt(row)?,
        started_at: time(row, "started_at")?,
    })
}

fn receipt(row: &SqliteRow) -> sqlx::Result<Option<Receipt>> {
    let Some(llm) = row.try_get::<Option<String>, _>("charged_llm")? else {
        return Ok(None);
    };
    let failed_attempts = attempts(row)?;
    let lost: NanoDollars = failed_attempts.iter().map(|attempt| attempt.cost).sum();
    let usage = usage(row, "reasoning_tokens")?;
    let cost = NanoDollars(row.try_get("cost")?);
    let outcome = word(row, "outcome", Outcome::from_word)?;
    Ok(Some(Receipt {
        llm: LlmName(llm),
        provider: row.try_get("charged_provider")?,
        parts: parts_of(price(row)?, &usage.tokens, cost, outcome),
        usage,
        cost: cost + lost,
        judged: NanoDollars(row.try_get("judged")?),
        saved: NanoDollars(row.try_get("saved")?),
        outcome,
        failed_attempts,
    }))
}

/// As JSON; older charges have none.
pub(super) fn price(row: &SqliteRow) -> sqlx::Result<Option<Price>> {
    let text: Option<String> = row.try_get("price")?;
    let read = |text: String| serde_json::from_str(&text);
    let price = text.map(read).transpose();
    price.map_err(|error| unreadable("price", error.into()))
}

/// Attempts that failed, as JSON; most calls have none.
pub(super) fn attempts(row: &SqliteRow) -> sqlx::Result<Vec<Attempt>> {
    json(row, "failed_attempts")
}

pub(super) fn json<T: DeserializeOwned>(row: &SqliteRow, column: &'static str) -> sqlx::Result<T> {
    let text: String = row.try_get(column)?;
    serde_json::from_str(&text).map_err(|error| unreadable(column, error.into()))
}

pub(super) fn attempts_text(attempts: &[Attempt]) -> String {
    serde_json::json!(attempts).to_string()
}

/// `reasoning` is the name of its column, which an answer's text of the same name may have taken.
pub(super) fn usage(row: &SqliteRow, reasoning: &'static str) -> sqlx::Result<Usage> {
    Ok(Usage {
        tokens: Tokens {
            input: tokens(row, "input")?,
            cached_input: tokens(row, "cached_input")?,
            cache_write: tokens(row, "cache_write")?,
            output: tokens(row, "output")?,
            reasoning: tokens(row, reasoning)?,
        },
        source: word(row, "usage_source", usage_source)?,
    })
}

/// Reads every row with `read`.
pub(super) fn all<T>(
    rows: &[SqliteRow],
    read: impl Fn(&SqliteRow) -> sqlx::Result<T>,
) -> sqlx::Result<Vec<T>> {
    rows.iter().map(read).collect()
}
