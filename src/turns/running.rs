//! Answers that this process is writing, as readers see them grow.

use crate::types::{AccountId, AnswerId, AnswerState, ChatId, NanoDollars, Receipt};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// An answer while it is written. Writers change `progress` and then ring; readers look when it rings, so a
/// slow reader skips nothing and holds up nobody.
pub(super) struct Running {
    pub(super) account: AccountId,
    pub(super) chat: ChatId,
    pub(super) stop: CancellationToken,
    progress: Mutex<Progress>,
    bell: watch::Sender<()>,
}

#[derive(Default)]
pub(super) struct Progress {
    pub(super) text: String,
    pub(super) reasoning: String,
    pub(super) tokens: u64,
    pub(super) cost: NanoDollars,
    pub(super) title: Title,
    pub(super) ended: Option<Ended>,
}

/// What a reader is to be told about the chat's title.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) enum Title {
    #[default]
    Settled,
    /// The model is still looking for one.
    Sought,
    Found(String),
}

#[derive(Clone)]
pub(super) struct Ended {
    pub(super) state: AnswerState,
    pub(super) error: Option<String>,
    pub(super) receipt: Option<Receipt>,
}

impl Running {
    pub(super) fn new(account: AccountId, chat: ChatId) -> Self {
        let (bell, _) = watch::channel(());
        Self {
            account,
            chat,
            stop: CancellationToken::new(),
            progress: Mutex::default(),
            bell,
        }
    }

    pub(super) fn look(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut Progress)) {
        change(&mut self.look());
        self.bell.send_replace(());
    }

    pub(super) fn listen(&self) -> watch::Receiver<()> {
        let mut bell = self.bell.subscribe();
        bell.mark_changed();
        bell
    }
}

/// The running answers of this process.
#[derive(Default)]
pub(super) struct Register(Mutex<HashMap<AnswerId, Arc<Running>>>);

impl Register {
    fn lock(&self) -> MutexGuard<'_, HashMap<AnswerId, Arc<Running>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn add(&self, answer: AnswerId, running: Arc<Running>) {
        self.lock().insert(answer, running);
    }

    /// A running answer of this account; another's is not there.
    pub(super) fn get(&self, answer: AnswerId, account: AccountId) -> Option<Arc<Running>> {
        self.lock()
            .get(&answer)
            .filter(|running| running.account == account)
            .cloned()
    }

    pub(super) fn len(&self) -> usize {
        self.lock().len()
    }

    pub(super) fn has(&self, answer: AnswerId) -> bool {
        self.lock().contains_key(&answer)
    }

    /// Stops the answers for which this holds.
    pub(super) fn stop(&self, which: impl Fn(&Running) -> bool) {
        let running = self.lock();
        for running in running.values().filter(|running| which(running)) {
            running.stop.cancel();
        }
    }

    pub(super) fn remove(&self, answer: AnswerId) {
        self.lock().remove(&answer);
    }
}
