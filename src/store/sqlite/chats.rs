//! Chats, questions and answers in SQLite.

use super::rows::{Step, all, answer, chat_settings, chat_summary, question};
use super::writer::Wrote;
use super::{Sqlite, search, turns};
use crate::store::{AnswerEnd, Charge, Chats, NewTurn, RunningAnswer, StoreResult, TurnBegun};
use crate::types::{
    AccountId, Answer, AnswerId, CallId, Chat, ChatId, ChatSettings, ChatSummary, Question,
    QuestionId, Timestamp, Turn,
};
use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, query};
use uuid::Uuid;

#[async_trait]
impl Chats for Sqlite {
    async fn known_turn(&self, turn: &NewTurn) -> StoreResult<Option<TurnBegun>> {
        turns::known(&self.read, turn).await.step("look for a turn")
    }

    async fn begin_turn(&self, turn: &NewTurn) -> StoreResult<TurnBegun> {
        let turn = turn.clone();
        self.write("begin a turn", |tx| {
            Box::pin(async move {
                let begun = turns::begin(tx, &turn).await?;
                Ok(Wrote::kept_if(begun == TurnBegun::New, begun))
            })
        })
        .await
    }

    async fn append_answer(
        &self,
        answer: AnswerId,
        text: &str,
        reasoning: &str,
    ) -> StoreResult<()> {
        query(
            "UPDATE answers SET text = text || ?2, reasoning = reasoning || ?3
             WHERE id = ?1 AND state = 'writing'",
        )
        .bind(answer.0)
        .bind(text)
        .bind(reasoning)
        .execute(&self.write)
        .await
        .map(drop)
        .step("append to an answer")
    }

    async fn end_answer(&self, end: &AnswerEnd, charge: Option<&Charge>) -> StoreResult<bool> {
        let (end, charge) = (end.clone(), charge.cloned());
        self.write("end an answer", |tx| {
            Box::pin(async move {
                let ended = turns::end(tx, &end, charge.as_ref()).await?;
                Ok(Wrote::kept_if(ended, ended))
            })
        })
        .await
    }

    async fn answer(
        &self,
        account: AccountId,
        id: AnswerId,
    ) -> StoreResult<Option<(ChatId, Answer)>> {
        query(
            "SELECT a.* FROM answers_with_receipts AS a JOIN chats ON chats.id = a.chat_id
             WHERE a.id = ?1 AND chats.account_id = ?2",
        )
        .bind(id.0)
        .bind(account.0)
        .fetch_optional(&self.read)
        .await
        .and_then(|row| {
            row.map(|row| Ok((ChatId(row.try_get("chat_id")?), answer(&row)?)))
                .transpose()
        })
        .step("read an answer")
    }

    async fn question(
        &self,
        account: AccountId,
        id: QuestionId,
    ) -> StoreResult<Option<(ChatId, Question)>> {
        query(
            "SELECT q.id AS question_id, q.chat_id, q.parent_id, q.text AS question_text, q.asked_at
             FROM questions AS q JOIN chats ON chats.id = q.chat_id
             WHERE q.id = ?1 AND chats.account_id = ?2",
        )
        .bind(id.0)
        .bind(account.0)
        .fetch_optional(&self.read)
        .await
        .and_then(|row| {
            row.map(|row| Ok((ChatId(row.try_get("chat_id")?), question(&row)?)))
                .transpose()
        })
        .step("read a question")
    }

    async fn chat_settings(
        &self,
        account: AccountId,
        chat: ChatId,
    ) -> StoreResult<Option<ChatSettings>> {
        query("SELECT * FROM chats WHERE id = ?1 AND account_id = ?2")
            .bind(chat.0)
            .bind(account.0)
            .fetch_optional(&self.read)
            .await
            .and_then(|row| row.as_ref().map(chat_settings).transpose())
            .step("read a chat's settings")
    }

    async fn running_answers(&self) -> StoreResult<Vec<RunningAnswer>> {
        query(
            "SELECT id, call_id, text, reasoning, started_at FROM answers WHERE state = 'writing'
             ORDER BY seq",
        )
        .fetch_all(&self.read)
        .await
        .and_then(|rows| all(&rows, running_answer))
        .step("list running answers")
    }

    async fn chat(&self, account: AccountId, chat: ChatId) -> StoreResult<Option<Chat>> {
        let what = "read a chat";
        let row = query("SELECT * FROM chats WHERE id = ?1 AND account_id = ?2")
            .bind(chat.0)
            .bind(account.0)
            .fetch_optional(&self.read)
            .await
            .step(what)?;
        let Some(row) = row else { return Ok(None) };
        let rows = query(NEWEST_BRANCH)
            .bind(chat.0)
            .fetch_all(&self.read)
            .await
            .step(what)?;
        read_chat(chat, &row, &rows).map(Some).step(what)
    }

    async fn path_to(
        &self,
        account: AccountId,
        question: &Question,
    ) -> StoreResult<Vec<(Question, Answer)>> {
        let Some(parent) = question.parent else {
            return Ok(Vec::new());
        };
        query(PATH_FROM_ROOT)
            .bind(parent.0)
            .bind(account.0)
            .fetch_all(&self.read)
            .await
            .and_then(|rows| all(&rows, question_and_answer))
            .step("read the path to a question")
    }

    async fn chats(
        &self,
        account: AccountId,
        before: Option<&ChatSummary>,
        limit: u32,
    ) -> StoreResult<Vec<ChatSummary>> {
        // Without a page before, everything is before the end of time.
        let (active_at, id) = before.map_or((i64::MAX, Uuid::max()), |last| {
            (last.active_at.0, last.id.0)
        });
        query(
            "SELECT id, title, active_at FROM chats
             WHERE account_id = ?1 AND (active_at, id) < (?2, ?3)
             ORDER BY active_at DESC, id DESC LIMIT ?4",
        )
        .bind(account.0)
        .bind(active_at)
        .bind(id)
        .bind(limit)
        .fetch_all(&self.read)
        .await
        .and_then(|rows| all(&rows, chat_summary))
        .step("list chats")
    }

    async fn search_chats(
        &self,
        account: AccountId,
        query: &str,
        limit: u32,
    ) -> StoreResult<Vec<ChatSummary>> {
        search::chats(&self.read, account, query, limit)
            .await
            .step("search chats")
    }

    async fn rename_chat(
        &self,
        account: AccountId,
        chat: ChatId,
        title: &str,
    ) -> StoreResult<bool> {
        query("UPDATE chats SET title = ?3 WHERE id = ?1 AND account_id = ?2")
            .bind(chat.0)
            .bind(account.0)
            .bind(title)
            .execute(&self.write)
            .await
            .map(|done| done.rows_affected() == 1)
            .step("rename a chat")
    }

    async fn retitle_chat(&self, chat: ChatId, old: &str, new: &str) -> StoreResult<bool> {
        query("UPDATE chats SET title = ?3 WHERE id = ?1 AND title = ?2")
            .bind(chat.0)
            .bind(old)
            .bind(new)
            .execute(&self.write)
            .await
            .map(|done| done.rows_affected() == 1)
            .step("retitle a chat")
    }

    async fn set_chat_settings(
        &self,
        account: AccountId,
        chat: ChatId,
        settings: &ChatSettings,
    ) -> StoreResult<bool> {
        query(
            "UPDATE chats SET llm = ?3, system_prompt = ?4, temperature = ?5, max_tokens = ?6
             WHERE id = ?1 AND account_id = ?2",
        )
        .bind(chat.0)
        .bind(account.0)
        .bind(&settings.llm.0)
        .bind(&settings.system_prompt)
        .bind(settings.temperature)
        .bind(settings.max_tokens)
        .execute(&self.write)
        .await
        .map(|done| done.rows_affected() == 1)
        .step("set a chat's settings")
    }

    async fn delete_chat(&self, account: AccountId, chat: ChatId) -> StoreResult<bool> {
        query("DELETE FROM chats WHERE id = ?1 AND account_id = ?2")
            .bind(chat.0)
            .bind(account.0)
            .execute(&self.write)
            .await
            .map(|done| done.rows_affected() == 1)
            .step("delete a chat")
    }
}

/// The newest answer of a chat is always the end of the newest branch, for whatever follows an answer is
/// newer. From there the way back to the first turn is unique. Each turn comes with all its answers, the one
/// on the way last.
const NEWEST_BRANCH: &str = "WITH RECURSIVE way (answer, question, depth) AS (
         SELECT id, question_id, 0 FROM answers
         WHERE seq = (SELECT max(seq) FROM answers WHERE chat_id = ?1)
         UNION ALL
         SELECT answers.id, answers.question_id, way.depth + 1
         FROM way
         JOIN questions ON questions.id = way.question
         JOIN answers ON answers.id = questions.parent_id
     )
     SELECT a.*, q.parent_id, q.text AS question_text, q.asked_at
     FROM way
     JOIN questions AS q ON q.id = way.question
     JOIN answers_with_receipts AS a ON a.question_id = way.question
     ORDER BY way.depth DESC, a.id = way.answer, a.seq";

const PATH_FROM_ROOT: &str = "WITH RECURSIVE way (answer, question, depth) AS (
         SELECT answers.id, answers.question_id, 0
         FROM answers JOIN chats ON chats.id = answers.chat_id
         WHERE answers.id = ?1 AND chats.account_id = ?2
         UNION ALL
         SELECT answers.id, answers.question_id, way.depth + 1
         FROM way
         JOIN questions ON questions.id = way.question
         JOIN answers ON answers.id = questions.parent_id
     )
     SELECT a.*, q.parent_id, q.text AS question_text, q.asked_at
     FROM way
     JOIN questions AS q ON q.id = way.question
     JOIN answers_with_receipts AS a ON a.id = way.answer
     ORDER BY way.depth DESC";

fn read_chat(id: ChatId, chat: &SqliteRow, rows: &[SqliteRow]) -> sqlx::Result<Chat> {
    let mut turns: Vec<Turn> = Vec::new();
    for row in rows {
        let answer = answer(row)?;
        match turns.last_mut() {
            Some(turn) if turn.question.id == answer.question => turn.answers.push(answer),
            _ => turns.push(Turn {
                question: question(row)?,
                answers: vec![answer],
            }),
        }
    }
    Ok(Chat {
        id,
        title: chat.try_get("title")?,
        settings: chat_settings(chat)?,
        turns,
    })
}

fn question_and_answer(row: &SqliteRow) -> sqlx::Result<(Question, Answer)> {
    Ok((question(row)?, answer(row)?))
}

fn running_answer(row: &SqliteRow) -> sqlx::Result<RunningAnswer> {
    Ok(RunningAnswer {
        answer: AnswerId(row.try_get("id")?),
        call: CallId(row.try_get("call_id")?),
        text: row.try_get("text")?,
        reasoning: row.try_get("reasoning")?,
        started_at: Timestamp(row.try_get("started_at")?),
    })
}
