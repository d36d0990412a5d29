//! Calls that are under way, and charges, in SQLite.

use super::rows::{
    Step, all, attempts, attempts_text, count, time, tokens, usage, usage_source_word, word,
};
use super::writer::Wrote;
use super::{Sqlite, Tx};
use crate::store::{Charge, Charges, OpenCall, StoreResult};
use crate::types::{AccountId, AnswerId, CallId, LlmName, NanoDollars, Outcome, Price, Purpose};
use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, query};
use uuid::Uuid;

#[async_trait]
impl Charges for Sqlite {
    async fn open_call(&self, call: &OpenCall) -> StoreResult<()> {
        let call = call.clone();
        self.write("open a call", |tx| {
            Box::pin(async move { open(tx, &call).await.map(Wrote::Keep) })
        })
        .await
    }

    async fn open_batch(&self, calls: &[OpenCall]) -> StoreResult<()> {
        let calls = calls.to_vec();
        self.write("open the calls of a batch", |tx| {
            Box::pin(async move {
                for call in &calls {
                    open(tx, call).await?;
                }
                Ok(Wrote::Keep(()))
            })
        })
        .await
    }

    async fn settle_batch(&self, charges: &[Charge], dropped: &[CallId]) -> StoreResult<()> {
        let (charges, dropped) = (charges.to_vec(), dropped.to_vec());
        self.write("settle a batch", |tx| {
            Box::pin(async move {
                for charge in &charges {
                    insert(tx, charge).await?;
                    close(tx, charge.call).await?;
                }
                for call in dropped {
                    close(tx, call).await?;
                }
                Ok(Wrote::Keep(()))
            })
        })
        .await
    }

    async fn record_charge(&self, charge: &Charge) -> StoreResult<bool> {
        let charge = charge.clone();
        self.write("record a charge", |tx| {
            Box::pin(async move {
                let recorded = insert(tx, &charge).await?;
                close(tx, charge.call).await?;
                Ok(Wrote::Keep(recorded))
            })
        })
        .await
    }

    async fn drop_call(&self, call: CallId) -> StoreResult<()> {
        self.write("drop a call", move |tx| {
            Box::pin(async move { close(tx, call).await.map(Wrote::Keep) })
        })
        .await
    }

    async fn open_calls(&self) -> StoreResult<Vec<OpenCall>> {
        query("SELECT * FROM calls ORDER BY started_at, id")
            .fetch_all(&self.read)
            .await
            .and_then(|rows| all(&rows, open_call))
            .step("list open calls")
    }

    async fn charges_of(&self, account: AccountId) -> StoreResult<Vec<Charge>> {
        query("SELECT * FROM charges WHERE account_id = ?1 ORDER BY started_at, call_id")
            .bind(account.0)
            .fetch_all(&self.read)
            .await
            .and_then(|rows| all(&rows, charge))
            .step("list charges")
    }
}

async fn open(tx: &mut Tx, call: &OpenCall) -> sqlx::Result<()> {
    query(
        "INSERT INTO calls (
             id, account_id, purpose, llm, provider, price_input, price_cached_input,
             price_cache_write, price_output, input_counted, started_at
         ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )
    .bind(call.id.0)
    .bind(call.account.0)
    .bind(call.purpose.as_str())
    .bind(&call.llm.0)
    .bind(&call.provider)
    .bind(call.price.input.0)
    .bind(call.price.cached_input.0)
    .bind(call.price.cache_write.0)
    .bind(call.price.output.0)
    .bind(count(call.input_counted))
    .bind(call.started_at.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// `false` if the call was charged before.
pub(super) async fn insert(tx: &mut Tx, charge: &Charge) -> sqlx::Result<bool> {
    let tokens = &charge.usage.tokens;
    query(
        "INSERT INTO charges (
             call_id, account_id, answer_id, purpose, llm, provider, input, cached_input,
             cache_write, output, reasoning, usage_source, cost, outcome, started_at, ended_at,
             failed_attempts, saved
         ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
         ON CONFLICT (call_id) DO NOTHING",
    )
    .bind(charge.call.0)
    .bind(charge.account.0)
    .bind(charge.answer.map(|a| a.0))
    .bind(charge.purpose.as_str())
    .bind(&charge.llm.0)
    .bind(&charge.provider)
    .bind(count(tokens.input))
    .bind(count(tokens.cached_input))
    .bind(count(tokens.cache_write))
    .bind(count(tokens.output))
    .bind(count(tokens.reasoning))
    .bind(usage_source_word(charge.usage.source))
    .bind(charge.cost.0)
    .bind(charge.outcome.as_str())
    .bind(charge.started_at.0)
    .bind(charge.ended_at.0)
    .bind(attempts_text(&charge.failed_attempts))
    .bind(charge.saved.0)
    .execute(&mut **tx)
    .await
    .map(|done| done.rows_affected() == 1)
}

pub(super) async fn close(tx: &mut Tx, call: CallId) -> sqlx::Result<()> {
    query("DELETE FROM calls WHERE id = ?1")
        .bind(call.0)
        .execute(&mut **tx)
        .await
        .map(drop)
}

fn open_call(row: &SqliteRow) -> sqlx::Result<OpenCall> {
    let price = |column| row.try_get(column).map(NanoDollars);
    Ok(OpenCall {
        id: CallId(row.try_get("id")?),
        account: AccountId(row.try_get("account_id")?),
        purpose: word(row, "purpose", Purpose::from_word)?,
        llm: LlmName(row.try_get("llm")?),
        provider: row.try_get("provider")?,
        price: Price {
            input: price("price_input")?,
            cached_input: price("price_cached_input")?,
            cache_write: price("price_cache_write")?,
            output: price("price_output")?,
        },
        input_counted: tokens(row, "input_counted")?,
        started_at: time(row, "started_at")?,
    })
}

fn charge(row: &SqliteRow) -> sqlx::Result<Charge> {
    let answer: Option<Uuid> = row.try_get("answer_id")?;
    Ok(Charge {
        call: CallId(row.try_get("call_id")?),
        account: AccountId(row.try_get("account_id")?),
        answer: answer.map(AnswerId),
        purpose: word(row, "purpose", Purpose::from_word)?,
        llm: LlmName(row.try_get("llm")?),
        provider: row.try_get("provider")?,
        usage: usage(row, "reasoning")?,
        cost: NanoDollars(row.try_get("cost")?),
        saved: NanoDollars(row.try_get("saved")?),
        outcome: word(row, "outcome", Outcome::from_word)?,
        failed_attempts: attempts(row)?,
        started_at: time(row, "started_at")?,
        ended_at: time(row, "ended_at")?,
    })
}
