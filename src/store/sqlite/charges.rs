//! Calls that are under way, and charges, in SQLite.

use super::house::count_failed;
use super::rows::{
    Step, all, attempts, attempts_text, believable, count, price, time, tokens, usage,
    usage_source_word, word,
};
use super::writer::Wrote;
use super::{Sqlite, Tx, admission, budgets};
use crate::store::{Admission, Ask, Charge, Charges, Discrepancy, Held, OpenCall, StoreResult};
use crate::types::{
    AccountId, AnswerId, CallId, KeyId, LlmName, NanoDollars, Outcome, Price, Purpose, Timestamp,
};
use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, query, query_scalar};
use uuid::Uuid;

#[async_trait]
impl Charges for Sqlite {
    async fn admit(&self, ask: &Ask, now: Timestamp) -> StoreResult<Admission> {
        let ask = ask.clone();
        self.write("admit a call", move |tx| {
            Box::pin(async move { admission::admit(tx, &ask, now).await.map(Wrote::Keep) })
        })
        .await
    }

    async fn open_rest(&self, rest: &OpenCall, before: CallId) -> StoreResult<()> {
        let rest = rest.clone();
        self.write("open the rest of a call", move |tx| {
            Box::pin(async move {
                let nothing = OpenCall {
                    held: Held::default(),
                    ..rest
                };
                open(tx, &nothing, Some(before)).await.map(Wrote::Keep)
            })
        })
        .await
    }

    async fn settle_batch(&self, charges: &[Charge], dropped: &[CallId]) -> StoreResult<()> {
        let (charges, dropped) = (charges.to_vec(), dropped.to_vec());
        self.write("settle a batch", |tx| {
            Box::pin(async move {
                for charge in &charges {
                    settle(tx, charge).await?;
                }
                for call in dropped {
                    close(tx, call, None).await?;
                }
                Ok(Wrote::Keep(()))
            })
        })
        .await
    }

    async fn record_charge(&self, charge: &Charge) -> StoreResult<bool> {
        let charge = charge.clone();
        self.write("record a charge", |tx| {
            Box::pin(async move { settle(tx, &charge).await.map(Wrote::Keep) })
        })
        .await
    }

    async fn record_attempt(
        &self,
        charge: &Charge,
        of: CallId,
        now: Timestamp,
    ) -> StoreResult<bool> {
        let charge = charge.clone();
        self.write("record the charge of an attempt", move |tx| {
            Box::pin(async move {
                insert(tx, &charge).await?;
                let fits = admission::still_fits(tx, &charge, now).await?;
                if !fits {
                    shrink(tx, of, &charge).await?;
                }
                Ok(Wrote::Keep(fits))
            })
        })
        .await
    }

    async fn release(&self, calls: &[CallId]) -> StoreResult<()> {
        let calls = calls.to_vec();
        self.write("release calls", move |tx| {
            Box::pin(async move {
                for call in calls {
                    close(tx, call, None).await?;
                }
                Ok(Wrote::Keep(()))
            })
        })
        .await
    }

    async fn fail(&self, call: CallId) -> StoreResult<()> {
        self.write("close a call that failed", move |tx| {
            Box::pin(async move {
                count_failed(tx, call).await?;
                close(tx, call, None).await?;
                Ok(Wrote::Keep(()))
            })
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

    async fn judged(&self, answer: AnswerId) -> StoreResult<NanoDollars> {
        let sum = "SELECT coalesce(sum(cost), 0) FROM charges WHERE answer_id = ?1 AND purpose = 'moderation'";
        let sum = query_scalar(sum).bind(answer.0).fetch_one(&self.read).await;
        sum.map(NanoDollars).step("sum up what judges were paid")
    }

    async fn discrepancies(&self, lost: Timestamp) -> StoreResult<Vec<Discrepancy>> {
        self.find_discrepancies(lost).await
    }
}

pub(super) async fn open(tx: &mut Tx, call: &OpenCall, before: Option<CallId>) -> sqlx::Result<()> {
    query(
        "INSERT INTO calls (
             id, account_id, key_id, purpose, requests, llm, provider, price_input,
             price_cached_input, price_cache_write, price_output, input_counted, held_prompt,
             held_output, held, started_at, expires_at, before
         ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
    )
    .bind(call.id.0)
    .bind(call.account.0)
    .bind(call.key.map(|key| key.0))
    .bind(call.purpose.as_str())
    .bind(call.requests)
    .bind(&call.llm.0)
    .bind(&call.provider)
    .bind(call.price.input.0)
    .bind(call.price.cached_input.0)
    .bind(call.price.cache_write.0)
    .bind(call.price.output.0)
    .bind(count(call.input_counted))
    .bind(count(call.held.prompt))
    .bind(count(call.held.output))
    .bind(believable(call.amount().0))
    .bind(call.started_at.0)
    .bind(call.expires_at.0)
    .bind(before.map(|call| call.0))
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Records the charge and closes its call; `false` if it was charged before.
pub(super) async fn settle(tx: &mut Tx, charge: &Charge) -> sqlx::Result<bool> {
    let recorded = insert(tx, charge).await?;
    close(tx, charge.call, Some(charge)).await?;
    Ok(recorded)
}

/// Adds the charge, and the alerts of budgets that it brings about; `false` if the call was charged before.
pub(super) async fn insert(tx: &mut Tx, charge: &Charge) -> sqlx::Result<bool> {
    let recorded = add(tx, charge).await?;
    if recorded {
        budgets::charged(tx, charge).await?;
    }
    Ok(recorded)
}

/// What a charge is written into; its values are those of `row!`, bound by [`with_values`].
macro_rules! into {
    () => {
        "INSERT INTO charges (
             call_id, account_id, answer_id, purpose, llm, provider, input, cached_input,
             cache_write, output, reasoning, usage_source, cost, outcome, started_at, ended_at,
             failed_attempts, saved, key_id, requests, kept, price, held
         ) VALUES "
    };
}

/// With what its call held.
macro_rules! row {
    () => {
        "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
             (SELECT held FROM calls WHERE id = ?))"
    };
}

macro_rules! once {
    () => {
        " ON CONFLICT (call_id) DO NOTHING"
    };
}

/// Adds the charge and nothing else.
async fn add(tx: &mut Tx, charge: &Charge) -> sqlx::Result<bool> {
    let added = with_values(query(concat!(into!(), row!(), once!())), charge);
    let added = added.execute(&mut **tx).await?;
    Ok(added.rows_affected() == 1)
}

/// The same of many with one statement.
pub(super) async fn add_all(tx: &mut Tx, charges: &[Charge]) -> sqlx::Result<()> {
    let rows = vec![row!(); charges.len()].join(", ");
    let sql = sqlx::AssertSqlSafe(format!("{}{rows}{}", into!(), once!()));
    let added = charges.iter().fold(query(sql), with_values);
    added.execute(&mut **tx).await.map(drop)
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

fn with_values<'q>(query: Query<'q>, charge: &Charge) -> Query<'q> {
    let tokens = &charge.usage.tokens;
    let price = charge
        .price
        .map(|price| serde_json::json!(price).to_string());
    query
        .bind(charge.call.0)
        .bind(charge.account.0)
        .bind(charge.answer.map(|a| a.0))
        .bind(charge.purpose.as_str())
        .bind(charge.llm.0.clone())
        .bind(charge.provider.clone())
        .bind(count(tokens.input))
        .bind(count(tokens.cached_input))
        .bind(count(tokens.cache_write))
        .bind(count(tokens.output))
        .bind(count(tokens.reasoning))
        .bind(usage_source_word(charge.usage.source))
        .bind(believable(charge.cost.0))
        .bind(charge.outcome.as_str())
        .bind(charge.started_at.0)
        .bind(charge.ended_at.0)
        .bind(attempts_text(&charge.failed_attempts))
        .bind(believable(charge.saved.0))
        .bind(charge.key.map(|key| key.0))
        .bind(charge.requests)
        .bind(charge.kept)
        .bind(price)
        .bind(charge.call.0)
}

/// Ends a call and its hold. What is left of that goes to the call that goes on in its place.
pub(super) async fn close(tx: &mut Tx, call: CallId, used: Option<&Charge>) -> sqlx::Result<()> {
    let ended = query(
        "DELETE FROM calls WHERE id = ?1 RETURNING held_prompt, held_output, held,
             EXISTS (SELECT 1 FROM calls WHERE before = ?1) AS goes_on",
    )
    .bind(call.0)
    .fetch_optional(&mut **tx)
    .await?;
    let Some(ended) = ended else {
        return Ok(());
    };
    if !ended.try_get("goes_on")? {
        return Ok(());
    }
    let used = used.map_or([0; 3], used_of);
    let left = |held: &str, used: i64| ended.try_get(held).map(|held: i64| (held - used).max(0));
    query(
        "UPDATE calls SET held_prompt = ?2, held_output = ?3, held = ?4, before = NULL
         WHERE before = ?1",
    )
    .bind(call.0)
    .bind(left("held_prompt", used[0])?)
    .bind(left("held_output", used[1])?)
    .bind(left("held", used[2])?)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// What a charge takes of a hold's tokens of the prompt, its tokens of the answer and its amount.
fn used_of(charge: &Charge) -> [i64; 3] {
    let tokens = &charge.usage.tokens;
    [
        count(tokens.total() - tokens.output),
        count(tokens.output),
        believable(charge.cost.0),
    ]
}

/// A call holds less by what it, or an attempt of it, has used.
async fn shrink(tx: &mut Tx, call: CallId, used: &Charge) -> sqlx::Result<()> {
    let [prompt, output, cost] = used_of(used);
    query(
        "UPDATE calls SET held_prompt = max(0, held_prompt - ?2),
             held_output = max(0, held_output - ?3), held = max(0, held - ?4)
         WHERE id = ?1",
    )
    .bind(call.0)
    .bind(prompt)
    .bind(output)
    .bind(cost)
    .execute(&mut **tx)
    .await
    .map(drop)
}

fn open_call(row: &SqliteRow) -> sqlx::Result<OpenCall> {
    let price = |column| row.try_get(column).map(NanoDollars);
    Ok(OpenCall {
        id: CallId(row.try_get("id")?),
        account: AccountId(row.try_get("account_id")?),
        key: key(row)?,
        purpose: word(row, "purpose", Purpose::from_word)?,
        requests: row.try_get("requests")?,
        llm: LlmName(row.try_get("llm")?),
        provider: row.try_get("provider")?,
        price: Price {
            input: price("price_input")?,
            cached_input: price("price_cached_input")?,
            cache_write: price("price_cache_write")?,
            output: price("price_output")?,
        },
        input_counted: tokens(row, "input_counted")?,
        held: Held {
            prompt: tokens(row, "held_prompt")?,
            output: tokens(row, "held_output")?,
        },
        expires_at: time(row, "expires_at")?,
        started_at: time(row, "started_at")?,
    })
}

pub(super) fn charge(row: &SqliteRow) -> sqlx::Result<Charge> {
    let answer: Option<Uuid> = row.try_get("answer_id")?;
    Ok(Charge {
        call: CallId(row.try_get("call_id")?),
        account: AccountId(row.try_get("account_id")?),
        key: key(row)?,
        requests: row.try_get("requests")?,
        kept: row.try_get("kept")?,
        answer: answer.map(AnswerId),
        purpose: word(row, "purpose", Purpose::from_word)?,
        llm: LlmName(row.try_get("llm")?),
        provider: row.try_get("provider")?,
        usage: usage(row, "reasoning")?,
        price: price(row)?,
        cost: NanoDollars(row.try_get("cost")?),
        saved: NanoDollars(row.try_get("saved")?),
        outcome: word(row, "outcome", Outcome::from_word)?,
        failed_attempts: attempts(row)?,
        started_at: time(row, "started_at")?,
        ended_at: time(row, "ended_at")?,
    })
}

fn key(row: &SqliteRow) -> sqlx::Result<Option<KeyId>> {
    let key: Option<Uuid> = row.try_get("key_id")?;
    Ok(key.map(KeyId))
}
