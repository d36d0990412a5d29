//! Turns: a question and the answer that is written to it. An answer is a task of the server and not of a
//! connection: it goes on when the browser has gone, is kept as it grows, and reads the same from the start
//! in every tab.

mod chats;
mod prompt;
mod quote;
mod read;
mod recover;
mod running;
mod title;
mod write;

#[cfg(test)]
mod broken_store;
#[cfg(test)]
mod left_behind;
#[cfg(test)]
mod tests;

pub use chats::Chats;
pub use read::Position;

use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::gateway::{Caller, Gateway};
use crate::store::Store;
use crate::types::{AccountId, AnswerId, ChatSettings};
use running::Register;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Starts, stops, shows and recovers answers.
#[derive(Clone)]
pub struct Turns {
    inner: Arc<Inner>,
}

struct Inner {
    store: Arc<dyn Store>,
    clock: Clock,
    gateway: Gateway,
    /// How a new chat is asked.
    defaults: ChatSettings,
    register: Register,
    tasks: TaskTracker,
    /// Cancelled when the process ends before the answers do.
    ending: CancellationToken,
}

impl Turns {
    pub fn new(
        store: Arc<dyn Store>,
        clock: Clock,
        gateway: Gateway,
        defaults: ChatSettings,
    ) -> Self {
        let inner = Inner {
            store,
            clock,
            gateway,
            defaults,
            register: Register::default(),
            tasks: TaskTracker::new(),
            ending: CancellationToken::new(),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Ends an answer with the text that has come. Nothing happens if it has ended already.
    ///
    /// # Errors
    /// [`Error::NotFound`] for what is not the caller's.
    pub async fn stop(&self, caller: &Caller, answer: AnswerId) -> Result<()> {
        if let Some(running) = self.inner.register.get(answer, caller.id()) {
            running.stop.cancel();
            return Ok(());
        }
        let known = self
            .inner
            .store
            .answer(caller.id(), answer)
            .await
            .map_err(Error::Store)?;
        known.map(|_| ()).ok_or(Error::NotFound)
    }

    /// Ends all answers that are written for this account, with the text that has come.
    pub fn stop_all(&self, account: AccountId) {
        self.inner
            .register
            .stop(|running| running.account == account);
    }

    /// How many answers are being written.
    pub fn running(&self) -> usize {
        self.inner.register.len()
    }

    /// Waits until no task of a turn is at work.
    #[cfg(test)]
    pub(crate) async fn idle(&self) {
        while !self.inner.tasks.is_empty() {
            tokio::task::yield_now().await;
        }
    }

    /// Lets running answers end within `grace`, then interrupts what is left; their text is kept.
    pub async fn shut_down(&self, grace: Duration) {
        self.inner.tasks.close();
        if tokio::time::timeout(grace, self.inner.tasks.wait())
            .await
            .is_err()
        {
            self.inner.ending.cancel();
            self.inner.tasks.wait().await;
        }
    }
}
