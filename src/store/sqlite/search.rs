//! Finds chats by their words, through SQLite's full-text index.

use super::rows::{all, chat_summary};
use crate::types::{AccountId, ChatSummary};
use sqlx::query;
use sqlx::sqlite::SqlitePool;

/// Later words narrow a search that nobody reads to the end.
const MOST_WORDS: usize = 8;

/// Chats that hold every word, in whatever place: as if each word were searched for and the finds laid over
/// each other. The last letters of a word may be missing.
pub(super) async fn chats(
    read: &SqlitePool,
    account: AccountId,
    text: &str,
    limit: u32,
) -> sqlx::Result<Vec<ChatSummary>> {
    let words = words(text);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let words = serde_json::to_string(&words).map_err(|e| sqlx::Error::Encode(e.into()))?;
    let rows = query(
        "SELECT chats.id, chats.title, chats.active_at
         FROM chats
         WHERE chats.account_id = ?1 AND chats.seq IN (
             SELECT chat FROM (
                 SELECT DISTINCT wanted.key, words.rowid >> 24 AS chat
                 FROM json_each(?2) AS wanted JOIN words ON words.text MATCH wanted.value
             )
             GROUP BY chat
             HAVING count(*) = json_array_length(?2)
         )
         ORDER BY chats.active_at DESC, chats.id DESC
         LIMIT ?3",
    )
    .bind(account.0)
    .bind(words)
    .bind(limit)
    .fetch_all(read)
    .await?;
    all(&rows, chat_summary)
}

/// Each word as a quoted beginning of a word, so that nothing a person types is read as query syntax.
/// What holds no letter or digit would match nothing and is left out.
pub(super) fn words(text: &str) -> Vec<String> {
    text.split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .take(MOST_WORDS)
        .map(|word| format!("\"{}\"*", word.replace(['"', '\0'], "")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_types_is_never_query_syntax() {
        assert_eq!(
            words("a\"b NEAR(x) -- title:y *"),
            ["\"ab\"*", "\"NEAR(x)\"*", "\"title:y\"*"]
        );
    }
}
