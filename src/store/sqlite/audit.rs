//! The audit log in SQLite: written within the transaction of each change.

use super::rows::{Step, all, time, word};
use super::{Sqlite, Tx};
use crate::store::{Audit, StoreResult};
use crate::types::{
    AccountId, Actor, AuditEntry, AuditFilter, AuditPage, AuditPlace, AuditWhat, Timestamp,
};
use async_trait::async_trait;
use serde::Serialize;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, query};
use uuid::Uuid;

/// Who changes something, and when.
#[derive(Clone, Copy)]
pub(super) struct Signed {
    /// `None` for the command line.
    pub(super) by: Option<AccountId>,
    pub(super) at: Timestamp,
}

/// A change of an object: what was said of it before and after. Neither may hold a secret, nor what somebody
/// wrote.
pub(super) struct Change {
    pub(super) what: AuditWhat,
    pub(super) object: Uuid,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

/// Writes a change down. What stays as it was is none.
pub(super) async fn note(tx: &mut Tx, signed: Signed, change: Change) -> sqlx::Result<()> {
    if change.before.is_some() && change.before == change.after {
        return Ok(());
    }
    query("INSERT INTO audit (at, by, what, object, before, after) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        .bind(signed.at.0)
        .bind(signed.by.map(|by| by.0))
        .bind(change.what.as_str())
        .bind(change.object)
        .bind(change.before)
        .bind(change.after)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Of limits and tiers, which are always JSON.
pub(super) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

const ROWS: &str =
    "SELECT audit.seq, audit.at, audit.what, audit.object, audit.before, audit.after,
         actors.name AS by_name,
         coalesce(tiers.name, accounts.name, keys.name || ' of ' || holders.name,
             invites.email, overrides.section) AS object_name
     FROM audit
     LEFT JOIN accounts AS actors ON actors.id = audit.by
     LEFT JOIN tiers ON tiers.id = audit.object
     LEFT JOIN accounts ON accounts.id = audit.object
     LEFT JOIN keys ON keys.id = audit.object
     LEFT JOIN accounts AS holders ON holders.id = keys.account_id
     LEFT JOIN invites ON invites.id = audit.object
     LEFT JOIN overrides ON overrides.id = audit.object
     WHERE 1";

#[async_trait]
impl Audit for Sqlite {
    async fn audit(
        &self,
        filter: AuditFilter,
        place: AuditPlace,
        most: usize,
    ) -> StoreResult<AuditPage> {
        let mut rows = wanted(filter, place, most);
        let mut entries = rows
            .build()
            .fetch_all(&self.read)
            .await
            .and_then(|rows| all(&rows, entry))
            .step("read the audit log")?;
        // One more than is wanted tells that there is more.
        let more = entries.len() > most;
        entries.truncate(most);
        let (newer, older) = match place {
            AuditPlace::Newest => (false, more),
            AuditPlace::Before(_) => (true, more),
            AuditPlace::After(_) => (more, true),
        };
        if let AuditPlace::After(_) = place {
            entries.reverse();
        }
        Ok(AuditPage {
            entries,
            newer,
            older,
        })
    }

    async fn audit_actors(&self) -> StoreResult<Vec<(AccountId, String)>> {
        query(
            "SELECT id, name FROM accounts
             WHERE EXISTS (SELECT 1 FROM audit WHERE by = accounts.id) ORDER BY name, id",
        )
        .fetch_all(&self.read)
        .await
        .and_then(|rows| {
            all(&rows, |row| {
                Ok((AccountId(row.try_get(0)?), row.try_get(1)?))
            })
        })
        .step("list who changed something")
    }
}

fn wanted(filter: AuditFilter, place: AuditPlace, most: usize) -> QueryBuilder<sqlx::Sqlite> {
    let mut rows = QueryBuilder::new(ROWS);
    match filter.by {
        None => {}
        Some(Actor::CommandLine) => drop(rows.push(" AND audit.by IS NULL")),
        Some(Actor::Account(id)) => drop(rows.push(" AND audit.by = ").push_bind(id.0)),
    }
    if let Some(what) = filter.what {
        rows.push(" AND audit.what = ").push_bind(what.as_str());
    }
    if let Some(of) = filter.of {
        rows.push(" AND audit.object = ").push_bind(of);
    }
    let order = match place {
        AuditPlace::Newest => " ORDER BY audit.seq DESC LIMIT ",
        AuditPlace::Before(seq) => {
            rows.push(" AND audit.seq < ").push_bind(seq);
            " ORDER BY audit.seq DESC LIMIT "
        }
        AuditPlace::After(seq) => {
            rows.push(" AND audit.seq > ").push_bind(seq);
            " ORDER BY audit.seq LIMIT "
        }
    };
    let limit = i64::try_from(most.saturating_add(1)).unwrap_or(i64::MAX);
    rows.push(order).push_bind(limit);
    rows
}

fn entry(row: &SqliteRow) -> sqlx::Result<AuditEntry> {
    Ok(AuditEntry {
        seq: row.try_get("seq")?,
        at: time(row, "at")?,
        by: row.try_get("by_name")?,
        what: word(row, "what", AuditWhat::from_word)?,
        of: row.try_get("object")?,
        object: row.try_get("object_name")?,
        before: row.try_get("before")?,
        after: row.try_get("after")?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::open::{on_file, open};
    use crate::store::Accounts as _;
    use crate::store::contract::given::new_account;
    use crate::types::Role;
    use sqlx::query;

    #[tokio::test]
    async fn rows_cannot_be_changed_or_taken_away() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tollgate.db");
        open(path.to_str().unwrap()).await.unwrap();
        let store = on_file(&path).await.unwrap();
        let ada = new_account("ada@example.org", Role::Person);
        assert!(store.create_account(ada).await.unwrap());
        for forbidden in ["UPDATE audit SET at = 0", "DELETE FROM audit"] {
            let error = query(forbidden).execute(&store.write).await.unwrap_err();
            assert!(error.to_string().contains("only ever added to"), "{error}");
        }
    }
}
