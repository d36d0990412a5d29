//! What is counted for Prometheus; `docs/metrics.md` explains each name. Labels are words of ours and names of the
//! configuration, so their number is bounded: never an account, a text, a key or what a provider wrote.
//!
//! What happens is counted when it happens; what is so at the moment is set before it is read.

mod labels;
mod meters;

use crate::error::{Error, ProviderReason};
use crate::gateway::CacheStatus;
use crate::store::{Charge, OpenCall};
use crate::types::{Health, Outcome, Purpose, TargetStatus, Timestamp};
use labels::{Asked, At, Checked, Ended, Failed, Found, Lane, Place, Read, Used, Word};
use meters::{ADDS_UP, DOES_NOT, Meters, UNKNOWN};
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The form of [`Metrics::text`].
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Counts of one gateway. Cheap to clone.
#[derive(Clone)]
pub struct Metrics(Arc<Inner>);

struct Inner {
    registry: Registry,
    meters: Meters,
    checked: Mutex<Option<LedgerCheck>>,
}

/// When the ledger was last added up, and how many things were wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LedgerCheck {
    pub at: Timestamp,
    pub found: usize,
}

/// Whom an answer is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Reader {
    /// People in their browsers.
    People,
    Programs,
}

/// Calls at a provider now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LaneStatus {
    /// The provider, as shown.
    pub provider: String,
    pub under_way: u32,
    /// Those that wait for a place.
    pub waiting: u32,
}

/// A stream that somebody reads. It is closed when this is dropped.
pub struct OpenStream(Gauge);

impl Default for Metrics {
    fn default() -> Self {
        let meters = Meters::new();
        let mut registry = Registry::with_prefix("tollgate");
        meters.register(&mut registry);
        Self(Arc::new(Inner {
            registry,
            meters,
            checked: Mutex::default(),
        }))
    }
}

impl Metrics {
    /// A call was settled.
    pub(crate) fn charged(&self, charge: &Charge) {
        self.count(charge.purpose, place(charge), charge.outcome);
        self.spent(charge);
        if !charge.kept {
            let Place { model, provider } = place(charge);
            let asked = Asked {
                purpose: Word(charge.purpose.as_str()),
                model,
                provider,
            };
            let took = charge.started_at.until(charge.ended_at);
            let durations = &self.meters().durations;
            durations.get_or_create(&asked).observe(took.as_secs_f64());
        }
    }

    /// Something was paid: for a call, or for an attempt of one.
    pub(crate) fn spent(&self, charge: &Charge) {
        // What is kept was counted when it was made.
        if charge.kept {
            return;
        }
        let cost = u64::try_from(charge.cost.0).unwrap_or_default();
        let place = place(charge);
        self.meters().cost.get_or_create(&place).inc_by(cost);
        let tokens = &charge.usage.tokens;
        for (kind, count) in [
            ("input", tokens.input),
            ("cached_input", tokens.cached_input),
            ("cache_write", tokens.cache_write),
            ("output", tokens.output),
        ] {
            let Place { model, provider } = place.clone();
            let used = Used {
                model,
                provider,
                kind: Word(kind),
            };
            self.meters().tokens.get_or_create(&used).inc_by(count);
        }
    }

    /// A call ended that cost nothing, because nobody answered it.
    pub(crate) fn unanswered(&self, call: &OpenCall, outcome: Outcome) {
        let place = Place {
            model: call.llm.0.clone(),
            provider: call.provider.clone(),
        };
        self.count(call.purpose, place, outcome);
    }

    fn count(&self, purpose: Purpose, place: Place, outcome: Outcome) {
        let ended = Ended {
            purpose: Word(purpose.as_str()),
            model: place.model,
            provider: place.provider,
            outcome: Word(outcome.as_str()),
        };
        self.meters().calls.get_or_create(&ended).inc();
    }

    /// A provider began to answer, so long after it was asked.
    pub(crate) fn begun(&self, model: &str, provider: &str, after: Duration) {
        let place = Place {
            model: model.to_owned(),
            provider: provider.to_owned(),
        };
        let first_tokens = &self.meters().first_tokens;
        first_tokens
            .get_or_create(&place)
            .observe(after.as_secs_f64());
    }

    /// An attempt failed before the answer began.
    pub(crate) fn attempt_failed(&self, provider: &str, error: &Error) {
        let failed = Failed {
            provider: provider.to_owned(),
            class: Word(class(error)),
        };
        self.meters().failed_attempts.get_or_create(&failed).inc();
    }

    /// An answer was looked for among those that are known.
    pub(crate) fn looked_up(&self, found: CacheStatus) {
        let result = Word(found.as_str());
        self.meters().lookups.get_or_create(&Found { result }).inc();
    }

    pub(crate) fn targets(&self, targets: &[TargetStatus]) {
        for target in targets {
            let at = At {
                model: target.id.llm.0.clone(),
                provider: target.provider.clone(),
                upstream: target.id.model.clone(),
            };
            let state = match target.health {
                Health::Closed => 0,
                Health::HalfOpen => 1,
                Health::Open => 2,
            };
            self.meters().breakers.get_or_create(&at).set(state);
        }
    }

    pub(crate) fn lanes(&self, lanes: Vec<LaneStatus>) {
        for LaneStatus {
            provider,
            under_way,
            waiting,
        } in lanes
        {
            let lane = Lane { provider };
            let meters = self.meters();
            meters
                .at_provider
                .get_or_create(&lane)
                .set(under_way.into());
            meters.waiting.get_or_create(&lane).set(waiting.into());
        }
    }

    /// So many answers are being written.
    pub(crate) fn answers(&self, reader: Reader, count: usize) {
        let gauge = self.meters().answers.get_or_create_owned(&reader.label());
        gauge.set(i64::try_from(count).unwrap_or(i64::MAX));
    }

    /// Somebody begins to read a stream.
    pub fn stream(&self, reader: Reader) -> OpenStream {
        let gauge = self.meters().streams.get_or_create_owned(&reader.label());
        gauge.inc();
        OpenStream(gauge)
    }

    /// The ledger was added up anew, and so many things were found.
    pub fn ledger_checked(&self, discrepancies: usize, now: Timestamp) {
        let meters = self.meters();
        *self.checked() = Some(LedgerCheck {
            at: now,
            found: discrepancies,
        });
        let found = u32::try_from(discrepancies).unwrap_or(u32::MAX);
        meters.discrepancies.set(found.into());
        let since_1970 = Timestamp(0).until(now);
        meters.checked_at.set(since_1970.as_secs_f64());
        let result = match found {
            0 => ADDS_UP,
            _ => DOES_NOT,
        };
        meters.checks.get_or_create(&Checked { result }).inc();
    }

    /// What came of it last, since the start.
    pub fn last_check(&self) -> Option<LedgerCheck> {
        *self.checked()
    }

    fn checked(&self) -> MutexGuard<'_, Option<LedgerCheck>> {
        self.0
            .checked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// The ledger could not be added up.
    pub fn ledger_not_checked(&self) {
        let result = UNKNOWN;
        self.meters()
            .checks
            .get_or_create(&Checked { result })
            .inc();
    }

    /// All of it, in the text format that Prometheus reads.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // A `String` takes whatever is written.
        let _written = encode(&mut text, &self.0.registry);
        text
    }

    fn meters(&self) -> &Meters {
        &self.0.meters
    }
}

impl Reader {
    fn label(self) -> Read {
        let reader = Word(match self {
            Self::People => "people",
            Self::Programs => "programs",
        });
        Read { reader }
    }
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        self.0.dec();
    }
}

fn place(charge: &Charge) -> Place {
    Place {
        model: charge.llm.0.clone(),
        provider: charge.provider.clone(),
    }
}

/// What kind of thing went wrong, in one word.
fn class(error: &Error) -> &'static str {
    let Error::Provider(error) = error else {
        return error.code();
    };
    match &error.reason {
        ProviderReason::Unreachable(_) => "unreachable",
        ProviderReason::Timeout(_) => "timeout",
        ProviderReason::Stalled(_) => "stalled",
        ProviderReason::Overdue(_) => "overdue",
        ProviderReason::Empty => "empty",
        ProviderReason::BrokeOff => "broke_off",
        ProviderReason::Unreadable(_) => "unreadable",
        ProviderReason::Refused {
            status, failure, ..
        } => match (failure.code.as_deref(), status) {
            (Some("insufficient_quota"), _) | (_, 402) => "unpaid",
            (Some("invalid_api_key"), _) | (_, 401 | 403) => "key_refused",
            (_, 429) => "rate_limited",
            (_, 400..500) => "refused",
            _ => "error",
        },
    }
}
