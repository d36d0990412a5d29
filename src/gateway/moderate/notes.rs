//! Writes decisions down. A text that passed does not wait for it: its decision is written a moment later,
//! together with those of others, because a commit costs as much as the rest of the road. Every other decision is
//! kept before anybody hears of it.

use crate::error::{Error, Result};
use crate::store::{Decision, Store};
use crate::types::Verdict;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long a decision may wait. What waits when the power fails is lost.
const BEHIND: Duration = Duration::from_millis(500);
/// Most decisions that may wait; whoever comes then writes their own.
const MOST: usize = 1_000;

pub(super) struct Notes {
    store: Arc<dyn Store>,
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    decisions: Vec<Decision>,
    /// Somebody is about to write, and will see what comes meanwhile.
    written: bool,
}

impl Notes {
    pub(super) fn new(store: Arc<dyn Store>) -> Self {
        Self {
            store,
            waiting: Mutex::default(),
        }
    }

    /// # Errors
    /// If a decision that must be kept first cannot be.
    pub(super) async fn take(self: &Arc<Self>, decision: Decision) -> Result<()> {
        match self.later(decision) {
            None => Ok(()),
            Some(decision) => {
                let kept = self.store.record_decisions(&[decision]).await;
                kept.map_err(Error::Store)
            }
        }
    }

    /// Gives the decision back if it cannot wait.
    fn later(self: &Arc<Self>, decision: Decision) -> Option<Decision> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if decision.verdict != Verdict::Passed || waiting.decisions.len() >= MOST {
            return Some(decision);
        }
        waiting.decisions.push(decision);
        if !waiting.written {
            waiting.written = true;
            tokio::spawn(self.clone().write());
        }
        None
    }

    async fn write(self: Arc<Self>) {
        loop {
            tokio::time::sleep(BEHIND).await;
            if !self.write_waiting().await {
                return;
            }
        }
    }

    /// Writes all that wait now. If none do, whoever writes later is no longer there.
    pub(super) async fn write_waiting(&self) -> bool {
        let decisions = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.written = !waiting.decisions.is_empty();
            std::mem::take(&mut waiting.decisions)
        };
        if decisions.is_empty() {
            return false;
        }
        if let Err(error) = self.store.record_decisions(&decisions).await {
            let lost = decisions.len();
            tracing::error!(
                ?error,
                lost,
                "decisions about texts that passed could not be kept"
            );
        }
        true
    }
}
