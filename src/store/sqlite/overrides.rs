//! What admins set in the browser, in SQLite.

use super::audit::{Change, Signed, note};
use super::rows::{Step, all, time, word};
use super::{Sqlite, Tx};
use crate::store::{Overrides, StoreResult};
use crate::types::{AccountId, AuditWhat, Override, Section, Timestamp};
use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, query};
use uuid::Uuid;

#[async_trait]
impl Overrides for Sqlite {
    async fn overrides(&self) -> StoreResult<Vec<Override>> {
        query(
            "SELECT overrides.*, accounts.name AS by_name
             FROM overrides LEFT JOIN accounts ON accounts.id = changed_by ORDER BY section",
        )
        .fetch_all(&self.read)
        .await
        .and_then(|rows| all(&rows, an_override))
        .step("read what was set in the browser")
    }

    async fn set_override(
        &self,
        section: &Section,
        version: i64,
        document: Option<&str>,
        by: Option<AccountId>,
        at: Timestamp,
    ) -> StoreResult<bool> {
        let what = "set a section of the configuration";
        let mut tx = self.begin().await?;
        let set = set(&mut tx, section, version, document, Signed { by, at }).await;
        let set = set.step(what)?;
        tx.commit().await.step(what)?;
        Ok(set)
    }

    async fn override_history(&self, section: &Section) -> StoreResult<Vec<Override>> {
        query(
            "SELECT overrides.section, override_versions.*, accounts.name AS by_name
             FROM overrides
             JOIN override_versions ON override_id = overrides.id
             LEFT JOIN accounts ON accounts.id = override_versions.changed_by
             WHERE section = ?1 ORDER BY override_versions.version DESC",
        )
        .bind(section.to_string())
        .fetch_all(&self.read)
        .await
        .and_then(|rows| all(&rows, an_override))
        .step("list the versions of a section of the configuration")
    }
}

async fn set(
    tx: &mut Tx,
    section: &Section,
    version: i64,
    document: Option<&str>,
    signed: Signed,
) -> sqlx::Result<bool> {
    let known = query("SELECT id, version, document FROM overrides WHERE section = ?1")
        .bind(section.to_string())
        .fetch_optional(&mut **tx)
        .await?;
    let (id, newest, before) = match &known {
        None => (Uuid::now_v7(), 0, None),
        Some(row) => (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?),
    };
    if version != newest {
        return Ok(false);
    }
    query(
        "INSERT INTO overrides (id, section, version, document, changed_at, changed_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (id) DO UPDATE SET version = excluded.version, document = excluded.document,
             changed_at = excluded.changed_at, changed_by = excluded.changed_by",
    )
    .bind(id)
    .bind(section.to_string())
    .bind(version + 1)
    .bind(document)
    .bind(signed.at.0)
    .bind(signed.by.map(|by| by.0))
    .execute(&mut **tx)
    .await?;
    let after = document.map(str::to_owned);
    let set = Change {
        what: AuditWhat::ConfigurationSet,
        object: id,
        before,
        after,
    };
    note(tx, signed, set).await?;
    Ok(true)
}

fn an_override(row: &SqliteRow) -> sqlx::Result<Override> {
    Ok(Override {
        section: word(row, "section", Section::named)?,
        version: row.try_get("version")?,
        document: row.try_get("document")?,
        changed_at: time(row, "changed_at")?,
        changed_by: row.try_get("by_name")?,
    })
}
