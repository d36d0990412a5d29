//! Vectors of texts in SQLite.

use super::rows::{Step, all, count, tokens};
use super::{Sqlite, Tx};
use crate::store::{KeptVector, StoreResult, TextHash, VectorSpace, Vectors};
use crate::types::Timestamp;
use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, query, query_scalar};
use std::fmt::Write as _;

/// How many go at once where there is no room.
const EVICTED: i64 = 20;

#[async_trait]
impl Vectors for Sqlite {
    async fn vectors(
        &self,
        space: &VectorSpace,
        texts: &[TextHash],
        now: Timestamp,
    ) -> StoreResult<Vec<KeptVector>> {
        query(
            "SELECT text_hash, vector, tokens FROM vectors
             WHERE account_id = ?1 AND model = ?2 AND dimensions = ?3 AND expires_at > ?4
               AND text_hash IN (SELECT unhex(value) FROM json_each(?5))",
        )
        .bind(space.account.0)
        .bind(&space.model)
        .bind(dimensions(space))
        .bind(now.0)
        .bind(list(texts))
        .fetch_all(&self.read)
        .await
        .and_then(|rows| all(&rows, kept))
        .step("look up vectors")
    }

    async fn keep_vectors(
        &self,
        space: &VectorSpace,
        vectors: &[KeptVector],
        until: Timestamp,
        most_bytes: u64,
    ) -> StoreResult<()> {
        let what = "keep vectors";
        let mut tx = self.begin().await?;
        for kept in vectors {
            // Not replaced in place, so that the triggers see both.
            query(
                "DELETE FROM vectors
                 WHERE account_id = ?1 AND model = ?2 AND dimensions = ?3 AND text_hash = ?4",
            )
            .bind(space.account.0)
            .bind(&space.model)
            .bind(dimensions(space))
            .bind(kept.text.as_slice())
            .execute(&mut *tx)
            .await
            .step(what)?;
            query(
                "INSERT INTO vectors
                     (account_id, model, dimensions, text_hash, vector, tokens, expires_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )
            .bind(space.account.0)
            .bind(&space.model)
            .bind(dimensions(space))
            .bind(kept.text.as_slice())
            .bind(bytes(&kept.vector))
            .bind(count(kept.tokens))
            .bind(until.0)
            .execute(&mut *tx)
            .await
            .step(what)?;
        }
        make_room(&mut tx, count(most_bytes)).await.step(what)?;
        tx.commit().await.step(what)
    }

    async fn delete_expired_vectors(&self, now: Timestamp) -> StoreResult<u64> {
        query("DELETE FROM vectors WHERE expires_at <= ?1")
            .bind(now.0)
            .execute(&self.write)
            .await
            .map(|done| done.rows_affected())
            .step("delete expired vectors")
    }
}

async fn make_room(tx: &mut Tx, most: i64) -> sqlx::Result<()> {
    loop {
        let bytes: i64 = query_scalar("SELECT bytes FROM vectors_size")
            .fetch_one(&mut **tx)
            .await?;
        if bytes <= most {
            return Ok(());
        }
        query(
            "DELETE FROM vectors WHERE rowid IN
                 (SELECT rowid FROM vectors ORDER BY expires_at, rowid LIMIT ?1)",
        )
        .bind(EVICTED)
        .execute(&mut **tx)
        .await?;
    }
}

/// 0 stands for as many as the model has by itself.
fn dimensions(space: &VectorSpace) -> i64 {
    space.dimensions.map_or(0, i64::from)
}

/// A list of hashes as one value, however many they are.
fn list(texts: &[TextHash]) -> String {
    let mut list = String::from("[");
    for (n, text) in texts.iter().enumerate() {
        list.push_str(if n == 0 { "\"" } else { ",\"" });
        for byte in text {
            // Writing into a string does not fail.
            let _ = write!(list, "{byte:02x}");
        }
        list.push('"');
    }
    list.push(']');
    list
}

fn bytes(vector: &[f32]) -> Vec<u8> {
    vector
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect()
}

fn kept(row: &SqliteRow) -> sqlx::Result<KeptVector> {
    let hash: Vec<u8> = row.try_get("text_hash")?;
    let bytes: &[u8] = row.try_get("vector")?;
    let (numbers, _none_left) = bytes.as_chunks();
    Ok(KeptVector {
        text: hash.try_into().map_err(|_| sqlx::Error::ColumnDecode {
            index: "text_hash".into(),
            source: "not 32 bytes".into(),
        })?,
        vector: numbers
            .iter()
            .map(|bytes| f32::from_le_bytes(*bytes))
            .collect(),
        tokens: tokens(row, "tokens")?,
    })
}
