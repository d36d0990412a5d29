//! One task writes what has queued up while the last commit ran, as one transaction, and answers each caller when
//! it is on the disk. Under load many calls share one flush; a lone write waits for nobody.

use super::{Sqlite, Tx, begin};
use crate::error::StoreError;
use crate::store::StoreResult;
use futures::future::BoxFuture;
use sqlx::query;
use sqlx::sqlite::SqlitePool;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// Most writes of one transaction, so that the first of them is not kept waiting for ever.
const LARGEST_GROUP: usize = 256;
/// Writes that may wait; whoever comes after waits before the door.
const WAITING: usize = 4_096;

/// What a piece of work leaves behind.
pub(super) enum Wrote<T> {
    Keep(T),
    /// Nothing of it is to be kept.
    Undo(T),
}

impl<T> Wrote<T> {
    pub(super) fn kept_if(keep: bool, result: T) -> Self {
        if keep {
            Self::Keep(result)
        } else {
            Self::Undo(result)
        }
    }
}

/// With whom a piece of work shares its transaction.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Company {
    Alone,
    Others,
}

/// Whether a transaction is to be committed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Commit,
    RollBack,
}

/// A piece of work of somebody who waits for it.
trait Job: Send {
    /// Does it within the transaction. An error is that of the whole transaction.
    fn run<'j>(&'j mut self, tx: &'j mut Tx, company: Company) -> BoxFuture<'j, sqlx::Result<End>>;

    /// Says how it went, once the transaction is committed or has failed.
    fn tell(self: Box<Self>, committed: Result<(), Arc<sqlx::Error>>);
}

struct Piece<T, W> {
    what: &'static str,
    work: Option<W>,
    result: Option<sqlx::Result<T>>,
    reply: oneshot::Sender<StoreResult<T>>,
}

impl<T, W> Job for Piece<T, W>
where
    T: Send,
    W: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, sqlx::Result<Wrote<T>>> + Send,
{
    fn run<'j>(&'j mut self, tx: &'j mut Tx, company: Company) -> BoxFuture<'j, sqlx::Result<End>> {
        Box::pin(async move {
            let Some(work) = self.work.take() else {
                return Ok(End::Commit);
            };
            let (result, end) = match company {
                Company::Alone => done(work(tx).await),
                Company::Others => (apart(tx, work).await?, End::Commit),
            };
            self.result = Some(result);
            Ok(end)
        })
    }

    fn tell(self: Box<Self>, committed: Result<(), Arc<sqlx::Error>>) {
        let told = match (committed, self.result) {
            (Ok(()), Some(Ok(result))) => Ok(result),
            (Ok(()), Some(Err(error))) => Err(failed(self.what, Arc::new(error))),
            (Ok(()), None) => Err(gone(self.what)),
            (Err(error), _) => Err(failed(self.what, error)),
        };
        // Whoever has gone needs no answer.
        let _ = self.reply.send(told);
    }
}

/// The way to the task; it ends with the last of these.
#[derive(Clone)]
pub(super) struct Writer(mpsc::Sender<Box<dyn Job>>);

impl Writer {
    pub(super) fn start(pool: SqlitePool) -> Self {
        let (sender, jobs) = mpsc::channel(WAITING);
        tokio::spawn(write(pool, jobs));
        Self(sender)
    }
}

impl Sqlite {
    /// Does `work` in a transaction that it may share with others; what fails or undoes itself takes nothing of
    /// theirs along. Once begun it goes on when the caller has gone.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        what: &'static str,
        work: impl for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, sqlx::Result<Wrote<T>>> + Send + 'static,
    ) -> StoreResult<T> {
        let (reply, answer) = oneshot::channel::<StoreResult<T>>();
        let job = Piece {
            what,
            work: Some(work),
            result: None,
            reply,
        };
        let sent = self.writer.0.send(Box::new(job)).await;
        sent.map_err(|_| gone(what))?;
        answer.await.map_err(|_| gone(what))?
    }
}

/// What came of a piece of work, and what is to become of what it wrote.
fn done<T>(wrote: sqlx::Result<Wrote<T>>) -> (sqlx::Result<T>, End) {
    match wrote {
        Ok(Wrote::Keep(result)) => (Ok(result), End::Commit),
        Ok(Wrote::Undo(result)) => (Ok(result), End::RollBack),
        Err(error) => (Err(error), End::RollBack),
    }
}

/// Work of its own within the transaction of a group: it can fail without the others. The outer error is that
/// of the whole transaction.
async fn apart<T>(
    tx: &mut Tx,
    work: impl for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, sqlx::Result<Wrote<T>>>,
) -> sqlx::Result<sqlx::Result<T>> {
    query("SAVEPOINT work").execute(&mut **tx).await?;
    let (result, end) = done(work(tx).await);
    if end == End::RollBack {
        query("ROLLBACK TO work").execute(&mut **tx).await?;
    }
    query("RELEASE work").execute(&mut **tx).await?;
    Ok(result)
}

async fn write(pool: SqlitePool, mut jobs: mpsc::Receiver<Box<dyn Job>>) {
    let mut group = Vec::new();
    while jobs.recv_many(&mut group, LARGEST_GROUP).await > 0 {
        let outcome = commit(&pool, &mut group).await.map_err(Arc::new);
        for job in group.drain(..) {
            job.tell(outcome.clone());
        }
    }
}

async fn commit(pool: &SqlitePool, group: &mut [Box<dyn Job>]) -> sqlx::Result<()> {
    let mut tx = begin(pool).await?;
    // What is alone needs no savepoint: the transaction is its own.
    if let [only] = group {
        return match only.run(&mut tx, Company::Alone).await? {
            End::Commit => ended(pool, tx.commit().await).await,
            End::RollBack => ended(pool, tx.rollback().await).await,
        };
    }
    for job in group {
        job.run(&mut tx, Company::Others).await?;
    }
    ended(pool, tx.commit().await).await
}

/// Failed at its last step, a transaction has ended for SQLite and not for the driver.
async fn ended(pool: &SqlitePool, end: sqlx::Result<()>) -> sqlx::Result<()> {
    if end.is_err() {
        pool.acquire().await?.close().await?;
    }
    end
}

/// The task is gone.
fn gone(what: &'static str) -> StoreError {
    failed(what, Arc::new(sqlx::Error::WorkerCrashed))
}

fn failed(what: &'static str, source: Arc<sqlx::Error>) -> StoreError {
    StoreError {
        what,
        source: Box::new(Shared(source)),
    }
}

/// One error that several callers are told of.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
struct Shared(Arc<sqlx::Error>);

#[cfg(test)]
mod tests {
    use super::*;
    use futures::future::join_all;
    use std::time::Instant;

    /// A store on a file with a table of numbers, each of which may stand there once.
    async fn numbers() -> (Sqlite, tempfile::TempDir) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tollgate.db");
        std::fs::File::create(&path).unwrap();
        let store = super::super::open::on_file(&path).await.unwrap();
        query("CREATE TABLE numbers (number INTEGER NOT NULL PRIMARY KEY) STRICT")
            .execute(&store.write)
            .await
            .unwrap();
        (store, dir)
    }

    /// Writes a number; an odd one is undone.
    async fn put(store: &Sqlite, number: i64) -> StoreResult<i64> {
        let insert = query("INSERT INTO numbers VALUES (?1)").bind(number);
        store
            .write("put a number", move |tx| {
                Box::pin(async move {
                    insert.execute(&mut **tx).await?;
                    Ok(Wrote::kept_if(number % 2 == 0, number))
                })
            })
            .await
    }

    async fn kept(store: &Sqlite) -> Vec<i64> {
        sqlx::query_scalar("SELECT number FROM numbers ORDER BY number")
            .fetch_all(&store.read)
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn what_fails_or_undoes_itself_takes_nothing_of_others_along() {
        let (store, _dir) = numbers().await;
        let written = join_all([2, 3, 2, 4, 5, 6].map(|number| put(&store, number))).await;
        let written: Vec<_> = written.into_iter().map(Result::ok).collect();
        assert_eq!(written, [Some(2), Some(3), None, Some(4), Some(5), Some(6)]);
        assert_eq!(kept(&store).await, [2, 4, 6]);
    }

    #[tokio::test]
    async fn what_was_begun_goes_on_when_its_caller_has_gone() {
        let (store, _dir) = numbers().await;
        {
            let mut gone = Box::pin(put(&store, 2));
            assert!(futures::poll!(&mut gone).is_pending());
        }
        put(&store, 4).await.unwrap();
        assert_eq!(kept(&store).await, [2, 4]);
    }

    #[tokio::test]
    async fn a_transaction_that_cannot_begin_is_told_to_all_and_the_next_goes_through() {
        let (store, dir) = numbers().await;
        let other = super::super::open::on_file(&dir.path().join("tollgate.db")).await;
        let held = other.unwrap();
        query("PRAGMA busy_timeout = 1")
            .execute(&store.write)
            .await
            .unwrap();
        let lock = held.begin().await.unwrap();
        let refused = join_all([2, 4].map(|number| put(&store, number))).await;
        assert!(refused.iter().all(Result::is_err));
        lock.rollback().await.unwrap();
        put(&store, 6).await.unwrap();
        assert_eq!(kept(&store).await, [6]);
    }

    /// `cargo test -p tollgate --features server --lib writer -- --ignored --nocapture`
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    #[ignore = "a measurement"]
    async fn speed() {
        let (store, _dir) = numbers().await;
        let mut next = 0;
        for at_once in [1, 8, 64, 512] {
            let begun = Instant::now();
            let rounds = 2_048 / at_once;
            for _ in 0..rounds {
                let numbers: Vec<i64> = (0..at_once).map(|n| next + 2 * n).collect();
                next += 2 * at_once;
                let written = join_all(numbers.into_iter().map(|n| put(&store, n))).await;
                assert!(written.iter().all(Result::is_ok));
            }
            let rate = (rounds * at_once) as f64 / begun.elapsed().as_secs_f64();
            println!("{at_once:>4} at once: {rate:.0} writes a second, durable");
        }
    }
}
