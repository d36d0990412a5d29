//! The store on one SQLite file: one connection writes, several read.

mod accounts;
mod admission;
mod affected;
mod alerts;
mod audit;
mod budgets;
mod calls;
mod charges;
mod chats;
mod decisions;
mod deletions;
mod discrepancies;
mod exports;
#[cfg(test)]
mod figures;
#[cfg(test)]
mod fragile;
mod house;
mod keys;
mod lock;
mod migrations;
mod open;
mod outbox;
mod overrides;
mod people;
mod profiles;
#[cfg(test)]
mod race;
mod rows;
mod search;
mod second_factors;
mod sessions;
mod spending;
mod sums;
mod tier_changes;
mod tiers;
mod turns;
mod vectors;
mod writer;

#[cfg(test)]
pub(crate) use fragile::{BreakAt, fragile};
pub use lock::ServeLock;
pub(super) use lock::lock;
pub(super) use open::{check, open};

use super::StoreResult;
use rows::Step;
use sqlx::sqlite::{Sqlite as Driver, SqlitePool};
use writer::Writer;

type Tx = sqlx::Transaction<'static, Driver>;

/// A pool of one connection for whatever writes, so that writers wait in line here and not in SQLite's
/// busy loop, and a pool for reading, which in WAL mode nobody blocks.
pub(super) struct Sqlite {
    write: SqlitePool,
    read: SqlitePool,
    /// For what many calls write at the same time.
    writer: Writer,
}

impl Sqlite {
    async fn begin(&self) -> StoreResult<Tx> {
        begin(&self.write).await.step("begin a transaction")
    }
}

/// A transaction that holds the write lock from its start: one that reads first and writes later could find the
/// database changed in between and fail at once, whatever the busy timeout says.
async fn begin(pool: &SqlitePool) -> sqlx::Result<Tx> {
    let begun = pool.begin_with("BEGIN IMMEDIATE").await;
    if begun.is_err() {
        // Failed at its last step, it has begun for SQLite and not for the driver.
        pool.acquire().await?.close().await?;
    }
    begun
}

#[cfg(test)]
mod tests {
    use crate::store::{Store, contract::contract};
    use std::sync::Arc;
    use tempfile::TempDir;

    /// On a file, so that readers and the writer are connections of their own, as in earnest.
    async fn open() -> (Arc<dyn Store>, TempDir) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tollgate.db");
        let store = super::open(path.to_str().unwrap()).await.unwrap();
        (store, dir)
    }

    contract!(open);
}
