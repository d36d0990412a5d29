//! A database that fails when a test says so.

use super::migrations;
use super::open::{create, on_file_with};
use crate::store::Store;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Not at all.
const NEVER: u64 = u64::MAX;

/// When the database fails, once.
#[derive(Clone, Default)]
pub(crate) struct BreakAt {
    /// Instructions until then.
    left: Arc<AtomicU64>,
    broken: Arc<AtomicBool>,
}

impl BreakAt {
    /// After so many more instructions of SQLite.
    pub(crate) fn after(&self, instructions: u64) {
        self.broken.store(false, Ordering::SeqCst);
        self.left.store(instructions, Ordering::SeqCst);
    }

    pub(crate) fn never(&self) {
        self.left.store(NEVER, Ordering::SeqCst);
    }

    /// Whether it has failed since [`BreakAt::after`].
    pub(crate) fn has_broken(&self) -> bool {
        self.broken.load(Ordering::SeqCst)
    }

    /// Whether this instruction may be done.
    fn tick(&self) -> bool {
        let order = Ordering::SeqCst;
        let count = |left| match left {
            0 | NEVER => None,
            left => Some(left - 1),
        };
        let breaks = self.left.fetch_update(order, order, count) == Ok(1);
        self.broken.fetch_or(breaks, order);
        !breaks
    }
}

/// An empty store on a file of this folder.
pub(crate) async fn fragile(folder: &Path) -> (Arc<dyn Store>, BreakAt) {
    let break_at = BreakAt::default();
    break_at.never();
    let path = folder.join("tollgate.db");
    create(&path).unwrap();
    let store = on_file_with(&path, |pool| {
        let ticks = break_at.clone();
        pool.after_connect(move |connection, _| {
            let ticks = ticks.clone();
            Box::pin(async move {
                let mut handle = connection.lock_handle().await?;
                handle.set_progress_handler(1, move || ticks.tick());
                Ok(())
            })
        })
    });
    let store = store.await.unwrap();
    migrations::run(&store.write).await.unwrap();
    (Arc::new(store), break_at)
}

mod tests {
    use super::*;
    use crate::store::TurnBegun;
    use crate::store::contract::given::{person, turn};

    #[tokio::test]
    async fn a_turn_that_was_written_and_not_heard_of_is_begun_when_asked_for_again() {
        let dir = tempfile::tempdir().unwrap();
        let (store, break_at) = fragile(dir.path()).await;
        let ada = person(&store, "ada@example.org").await;
        let (mut moment, mut unheard) = (1, 0);
        loop {
            let turn = turn(ada, &format!("What happens at {moment}?"));
            break_at.after(moment);
            let begun = store.begin_turn(&turn).await;
            break_at.never();
            if !break_at.has_broken() {
                break;
            }
            let written = store.answer(ada, turn.answer).await.unwrap();
            unheard += u32::from(begun.is_err() && written.is_some());
            assert_eq!(store.begin_turn(&turn).await.unwrap(), TurnBegun::New);
            moment += 1;
        }
        assert!(unheard > 0, "{moment}");
    }
}
