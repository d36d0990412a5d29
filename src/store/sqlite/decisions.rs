//! Decisions about texts in SQLite.

use super::rows::{Step, all, json, time, unreadable, word};
use super::writer::Wrote;
use super::{Sqlite, Tx};
use crate::store::{Decision, Decisions, StoreResult};
use crate::types::{AccountId, CallId, DecisionId, Purpose, Verdict};
use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, query};

#[async_trait]
impl Decisions for Sqlite {
    async fn record_decisions(&self, decisions: &[Decision]) -> StoreResult<()> {
        let decisions = decisions.to_vec();
        self.write("record decisions", |tx| {
            Box::pin(async move {
                for decision in &decisions {
                    insert(tx, decision).await?;
                }
                Ok(Wrote::Keep(()))
            })
        })
        .await
    }

    async fn decisions_of(&self, account: AccountId) -> StoreResult<Vec<Decision>> {
        query("SELECT * FROM decisions WHERE account_id = ?1 ORDER BY decided_at, id")
            .bind(account.0)
            .fetch_all(&self.read)
            .await
            .and_then(|rows| all(&rows, decision))
            .step("list decisions")
    }
}

async fn insert(tx: &mut Tx, decision: &Decision) -> sqlx::Result<()> {
    query(
        "INSERT INTO decisions (
             id, call_id, account_id, purpose, engine, text_hash, text, verdict, scores, decided_at
         ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )
    .bind(decision.id.0)
    .bind(decision.call.0)
    .bind(decision.account.0)
    .bind(decision.purpose.as_str())
    .bind(&decision.engine)
    .bind(decision.text_hash.as_slice())
    .bind(&decision.text)
    .bind(decision.verdict.as_str())
    .bind(serde_json::json!(decision.scores).to_string())
    .bind(decision.decided_at.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

fn decision(row: &SqliteRow) -> sqlx::Result<Decision> {
    let hash: Vec<u8> = row.try_get("text_hash")?;
    let hash = hash
        .try_into()
        .map_err(|_| unreadable("text_hash", "not 32 bytes".into()));
    Ok(Decision {
        id: DecisionId(row.try_get("id")?),
        call: CallId(row.try_get("call_id")?),
        account: AccountId(row.try_get("account_id")?),
        purpose: word(row, "purpose", Purpose::from_word)?,
        engine: row.try_get("engine")?,
        text_hash: hash?,
        text: row.try_get("text")?,
        verdict: word(row, "verdict", Verdict::from_word)?,
        scores: json(row, "scores")?,
        decided_at: time(row, "decided_at")?,
    })
}
