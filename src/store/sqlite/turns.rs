//! How a turn begins and how its answer ends, each within one transaction.

use super::{Tx, accounts, charges};
use crate::store::{AnswerEnd, Charge, NewTurn, TurnBegun};
use crate::types::CallId;
use sqlx::{Row, SqliteExecutor, query, query_scalar};
use uuid::Uuid;

/// Whatever is not `New` must be rolled back.
///
/// About ids of others: a parent in somebody else's chat is `NotFound`, like one that never was. A chat,
/// question or answer whose id is in use elsewhere is `Conflict`, like one of the account's own with other
/// content. That one cannot be made to look like an unknown id, which would begin a turn; but to ask for
/// it, one has to know an id of 74 random bits.
pub(super) async fn begin(tx: &mut Tx, turn: &NewTurn) -> sqlx::Result<TurnBegun> {
    if let Some(known) = known(&mut **tx, turn).await? {
        return Ok(known);
    }
    if !parent_is_there(tx, turn).await? {
        return Ok(TurnBegun::NotFound);
    }
    if !keep_chat(tx, turn).await? || !keep_question(tx, turn).await? {
        return Ok(TurnBegun::Conflict);
    }
    insert_answer(tx, turn).await?;
    accounts::seen(tx, turn.account, turn.started_at).await?;
    Ok(TurnBegun::New)
}

/// Whether the answer's id was used before. Settings and model may have changed between two sendings of one
/// prompt, for example its defaults; what makes it the same is what was asked, and where. With the same call it is
/// as new as it was: its commit has reached the disk, and word of that did not reach whoever waits.
pub(super) async fn known(
    from: impl SqliteExecutor<'_>,
    turn: &NewTurn,
) -> sqlx::Result<Option<TurnBegun>> {
    let row = query(
        "SELECT chats.account_id, answers.chat_id, answers.question_id, questions.parent_id,
             questions.text, answers.call_id
         FROM answers
         JOIN questions ON questions.id = answers.question_id
         JOIN chats ON chats.id = answers.chat_id
         WHERE answers.id = ?1",
    )
    .bind(turn.answer.0)
    .fetch_optional(from)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let same = row.try_get::<Uuid, _>("account_id")? == turn.account.0
        && row.try_get::<Uuid, _>("chat_id")? == turn.chat.0
        && row.try_get::<Uuid, _>("question_id")? == turn.question.id.0
        && row.try_get::<Option<Uuid>, _>("parent_id")? == turn.question.parent.map(|p| p.0)
        && row.try_get::<String, _>("text")? == turn.question.text;
    let call = CallId(row.try_get("call_id")?);
    Ok(Some(match same {
        true if call == turn.call => TurnBegun::New,
        true => TurnBegun::Repeated,
        false => TurnBegun::Conflict,
    }))
}

/// The parent is an answer in the same chat of the same account, or there is none.
async fn parent_is_there(tx: &mut Tx, turn: &NewTurn) -> sqlx::Result<bool> {
    let Some(parent) = turn.question.parent else {
        return Ok(true);
    };
    query_scalar(
        "SELECT EXISTS (
             SELECT 1 FROM answers JOIN chats ON chats.id = answers.chat_id
             WHERE answers.id = ?1 AND chats.id = ?2 AND chats.account_id = ?3
         )",
    )
    .bind(parent.0)
    .bind(turn.chat.0)
    .bind(turn.account.0)
    .fetch_one(&mut **tx)
    .await
}

/// Makes the chat, or keeps the settings of the one that is there. `false` if it is somebody else's.
async fn keep_chat(tx: &mut Tx, turn: &NewTurn) -> sqlx::Result<bool> {
    let settings = &turn.settings;
    query(
        "INSERT INTO chats (
             id, account_id, title, llm, system_prompt, temperature, max_tokens, active_at
         ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (id) DO UPDATE SET
             llm = excluded.llm,
             system_prompt = excluded.system_prompt,
             temperature = excluded.temperature,
             max_tokens = excluded.max_tokens,
             active_at = max(active_at, excluded.active_at)
         WHERE account_id = excluded.account_id",
    )
    .bind(turn.chat.0)
    .bind(turn.account.0)
    .bind(&turn.title)
    .bind(&settings.llm.0)
    .bind(&settings.system_prompt)
    .bind(settings.temperature)
    .bind(settings.max_tokens)
    .bind(turn.started_at.0)
    .execute(&mut **tx)
    .await
    .map(|done| done.rows_affected() == 1)
}

/// Stores the question, or finds it as it was. `false` if its id stands for another one.
async fn keep_question(tx: &mut Tx, turn: &NewTurn) -> sqlx::Result<bool> {
    let question = &turn.question;
    let inserted = query(
        "INSERT INTO questions (id, chat_id, parent_id, text, asked_at)
         VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO NOTHING",
    )
    .bind(question.id.0)
    .bind(turn.chat.0)
    .bind(question.parent.map(|p| p.0))
    .bind(&question.text)
    .bind(question.asked_at.0)
    .execute(&mut **tx)
    .await?;
    if inserted.rows_affected() == 1 {
        return Ok(true);
    }
    query_scalar(
        "SELECT chat_id = ?2 AND parent_id IS ?3 AND text = ?4 FROM questions WHERE id = ?1",
    )
    .bind(question.id.0)
    .bind(turn.chat.0)
    .bind(question.parent.map(|p| p.0))
    .bind(&question.text)
    .fetch_one(&mut **tx)
    .await
}

async fn insert_answer(tx: &mut Tx, turn: &NewTurn) -> sqlx::Result<()> {
    query(
        "INSERT INTO answers (
             id, chat_id, question_id, call_id, llm, llm_title, provider, started_at
         ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )
    .bind(turn.answer.0)
    .bind(turn.chat.0)
    .bind(turn.question.id.0)
    .bind(turn.call.0)
    .bind(&turn.llm.0)
    .bind(&turn.llm_title)
    .bind(&turn.provider)
    .bind(turn.started_at.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// `false` if nothing is to be committed.
///
/// An answer whose chat was deleted while it was written has nowhere to go, but what it cost is charged.
pub(super) async fn end(
    tx: &mut Tx,
    end: &AnswerEnd,
    charge: Option<&Charge>,
) -> sqlx::Result<bool> {
    let row = query("SELECT state, call_id FROM answers WHERE id = ?1")
        .bind(end.answer.0)
        .fetch_optional(&mut **tx)
        .await?;
    let Some(row) = row else {
        return match charge {
            Some(charge) => charges::settle(tx, charge).await,
            None => Ok(false),
        };
    };
    if row.try_get::<String, _>("state")? != "writing" {
        return Ok(false);
    }
    let written_by = CallId(row.try_get("call_id")?);
    // Without a charge the call goes on until whoever has it says what it used.
    if let Some(charge) = charge {
        charges::settle(tx, charge).await?;
        if charge.call != written_by {
            charges::close(tx, written_by, None).await?;
        }
    }
    write_end(tx, end, charge.map(|c| c.call)).await?;
    Ok(true)
}

/// The call that was charged is the one whose charge is shown as the receipt.
async fn write_end(tx: &mut Tx, end: &AnswerEnd, charged: Option<CallId>) -> sqlx::Result<()> {
    query(
        "UPDATE answers SET state = ?2, text = ?3, reasoning = ?4, error = ?5,
             call_id = coalesce(?6, call_id)
         WHERE id = ?1",
    )
    .bind(end.answer.0)
    .bind(end.state.as_str())
    .bind(&end.text)
    .bind(&end.reasoning)
    .bind(&end.error)
    .bind(charged.map(|c| c.0))
    .execute(&mut **tx)
    .await
    .map(drop)
}
