//! All that is kept of an account, as JSON, from SQLite.

use super::Sqlite;
use super::rows::{Step, all, unreadable};
use crate::store::{Exported, Exports, Part, Place, StoreResult};
use crate::types::AccountId;
use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::{Map, Value};
use sqlx::sqlite::SqliteRow;
use sqlx::{Column, Row, TypeInfo, ValueRef, query};
use uuid::Uuid;

/// Where a row stands: its first two columns, which are not part of the object.
const PLACE: usize = 2;

const ACCOUNT: &str = "SELECT 0, 0, accounts.id, accounts.email, accounts.name, role,
         tiers.name AS tier, time_zone, theme, daily_cap AS daily_cap_nano_dollars,
         accounts.created_at, last_seen_at, second_factors.confirmed_at AS second_factor_since_at,
         coalesce(alert_settings.email, 1) AS alerts_by_email, webhook_url
     FROM accounts
     LEFT JOIN tiers ON tiers.id = accounts.tier_id
     LEFT JOIN alert_settings ON alert_settings.account_id = accounts.id
     LEFT JOIN second_factors ON second_factors.account_id = accounts.id
     WHERE accounts.id = ?1 AND ?2 < 0";

// Of these nobody has many, so one piece is all.
const KEYS: &str = "SELECT 0, 0, id, name, created_at, last_used_at, revoked_at FROM keys
     WHERE account_id = ?1 AND ?2 < 0 ORDER BY created_at, id";
const ALERTS: &str = "SELECT 0, 0, id, budget, level AS percent, window_start AS window_start_at,
         window_end AS window_end_at, settled AS settled_nano_dollars, most AS most_nano_dollars,
         raised_at, read_at
     FROM alerts WHERE account_id = ?1 AND ?2 < 0 ORDER BY raised_at, id";

const CHATS: &str =
    "SELECT seq, 0, id, title, llm, system_prompt, temperature, max_tokens, active_at
     FROM chats WHERE account_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?4";
const QUESTIONS: &str = "SELECT seq, 0, id, parent_id, text, asked_at FROM questions
     WHERE chat_id = (SELECT id FROM chats WHERE seq = ?5 AND account_id = ?1) AND seq > ?2
     ORDER BY seq LIMIT ?4";
const ANSWERS: &str = "SELECT seq, 0, id, question_id, call_id, llm, llm_title, provider, text,
         reasoning, state, error, started_at
     FROM answers
     WHERE chat_id = (SELECT id FROM chats WHERE seq = ?5 AND account_id = ?1) AND seq > ?2
     ORDER BY seq LIMIT ?4";
const CHARGES: &str =
    "SELECT started_at, rowid, call_id, answer_id, key_id, purpose, llm, provider,
         input, cached_input, cache_write, output, reasoning, usage_source,
         cost AS cost_nano_dollars, saved AS saved_nano_dollars, outcome, started_at, ended_at
     FROM charges
     WHERE account_id = ?1 AND (started_at, rowid) > (?2, ?3) ORDER BY started_at, rowid LIMIT ?4";

#[async_trait]
impl Exports for Sqlite {
    async fn exported(
        &self,
        account: AccountId,
        part: Part,
        after: Place,
        most: u32,
    ) -> StoreResult<Vec<Exported>> {
        let (objects, chat) = match part {
            Part::Account => (ACCOUNT, 0),
            Part::Keys => (KEYS, 0),
            Part::Alerts => (ALERTS, 0),
            Part::Chats => (CHATS, 0),
            Part::Questions(chat) => (QUESTIONS, chat),
            Part::Answers(chat) => (ANSWERS, chat),
            Part::Charges => (CHARGES, 0),
        };
        query(objects)
            .bind(account.0)
            .bind(after.0)
            .bind(after.1)
            .bind(most)
            .bind(chat)
            .fetch_all(&self.read)
            .await
            .and_then(|rows| all(&rows, exported))
            .step("export what is kept of an account")
    }
}

fn exported(row: &SqliteRow) -> sqlx::Result<Exported> {
    let columns = row.columns().iter().enumerate().skip(PLACE);
    let object: sqlx::Result<Map<_, _>> = columns
        .map(|(index, column)| Ok((column.name().to_owned(), value(row, index, column.name())?)))
        .collect();
    Ok(Exported {
        place: Place(row.try_get(0)?, row.try_get(1)?),
        json: Value::Object(object?).to_string(),
    })
}

/// Ids and times as everywhere else outside of the database.
fn value(row: &SqliteRow, index: usize, name: &str) -> sqlx::Result<Value> {
    let raw = row.try_get_raw(index)?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let kind = raw.type_info().name().to_owned();
    Ok(match kind.as_str() {
        "INTEGER" if name.ends_with("_at") => {
            let at = Timestamp::from_microsecond(row.try_get(index)?);
            at.map_err(|error| unreadable(name, error.into()))?
                .to_string()
                .into()
        }
        "INTEGER" => row.try_get::<i64, _>(index)?.into(),
        "REAL" => row.try_get::<f64, _>(index)?.into(),
        "BLOB" => row.try_get::<Uuid, _>(index)?.to_string().into(),
        _ => row.try_get::<String, _>(index)?.into(),
    })
}
