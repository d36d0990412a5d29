//! A model at a provider, and how it is doing there.

use super::Call;
use super::backoff::RetryBudget;
use super::breaker::Breaker;
use super::record::Record;
use super::shaping::{Queue, Slot};
use super::status::Listed;
use crate::config::Abort;
use crate::error::Result;
use crate::metrics::LaneStatus;
use crate::provider::Provider;
use crate::types::{TargetId, TargetStatus};
use std::sync::{Arc, Mutex};

/// One place where a model is served.
pub(super) struct Target {
    pub(super) id: TargetId,
    /// Its share of the calls, next to the other targets' weights; without any it only steps in.
    pub(super) weight: u32,
    pub(super) lane: Arc<Lane>,
    pub(super) breaker: Arc<Breaker>,
}

/// The way to one provider, shared by all models that are served there.
pub(super) struct Lane {
    /// The provider's name in the configuration.
    pub(super) name: String,
    pub(super) provider: Provider,
    /// As people read it.
    pub(super) title: String,
    /// None for the model in this process, which has a queue of its own.
    pub(super) queue: Option<Queue>,
    pub(super) retries: RetryBudget,
    pub(super) record: Arc<Record>,
    /// What it said last of its models.
    pub(super) listed: Mutex<Option<Listed>>,
}

impl Lane {
    /// # Errors
    /// If too many wait already.
    pub(super) async fn enter(&self) -> Result<Option<Slot>> {
        match &self.queue {
            Some(queue) => queue.enter().await.map(Some),
            None => Ok(None),
        }
    }

    /// The model in this process costs nothing but its time.
    pub(super) fn abort(&self) -> Abort {
        self.queue.as_ref().map_or(Abort::Cancel, Queue::abort)
    }

    /// Where there is a queue.
    pub(super) fn status(&self) -> Option<LaneStatus> {
        self.queue.as_ref().map(|queue| LaneStatus {
            provider: self.title.clone(),
            under_way: queue.under_way(),
            waiting: queue.waiting(),
        })
    }
}

impl Target {
    /// The first field of the call that nobody could tell the model here.
    pub(super) fn cannot_say(&self, call: &Call) -> Option<String> {
        let provider = &self.lane.provider;
        provider.cannot_say(&self.id.model, &call.messages, &call.options)
    }

    pub(super) fn status(&self) -> TargetStatus {
        let standing = self.breaker.standing();
        TargetStatus {
            id: self.id.clone(),
            provider: self.lane.title.clone(),
            weight: self.weight,
            health: standing.health,
            failures: standing.failures,
            next_probe: standing.next_probe,
            last_error: standing.last_error,
        }
    }
}
