//! Every series there is, under its name.

use super::Reader;
use super::labels::{Asked, At, Checked, Ended, Failed, Found, Lane, Place, Read, Used, Word};
use crate::gateway::CacheStatus;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::sync::atomic::AtomicU64;

/// Upper bounds in seconds: from what the road adds to what a long answer takes.
const SECONDS: [f64; 14] = [
    0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 45.0, 90.0, 180.0, 600.0,
];

pub(super) struct Meters {
    pub(super) calls: Family<Ended, Counter>,
    pub(super) tokens: Family<Used, Counter>,
    pub(super) cost: Family<Place, Counter>,
    pub(super) durations: Family<Asked, Histogram, fn() -> Histogram>,
    pub(super) first_tokens: Family<Place, Histogram, fn() -> Histogram>,
    pub(super) failed_attempts: Family<Failed, Counter>,
    pub(super) lookups: Family<Found, Counter>,
    pub(super) breakers: Family<At, Gauge>,
    pub(super) at_provider: Family<Lane, Gauge>,
    pub(super) waiting: Family<Lane, Gauge>,
    pub(super) answers: Family<Read, Gauge>,
    pub(super) streams: Family<Read, Gauge>,
    pub(super) checks: Family<Checked, Counter>,
    pub(super) discrepancies: Gauge<f64, AtomicU64>,
    pub(super) checked_at: Gauge<f64, AtomicU64>,
}

pub(super) const ADDS_UP: Word = Word("adds_up");
pub(super) const DOES_NOT: Word = Word("does_not");
pub(super) const UNKNOWN: Word = Word("failed");

impl Meters {
    /// With the series that are there before anything happens, so that the first of a kind is seen to happen.
    pub(super) fn new() -> Self {
        let meters = Self {
            durations: Family::new_with_constructor(seconds),
            first_tokens: Family::new_with_constructor(seconds),
            calls: Family::default(),
            tokens: Family::default(),
            cost: Family::default(),
            failed_attempts: Family::default(),
            lookups: Family::default(),
            breakers: Family::default(),
            at_provider: Family::default(),
            waiting: Family::default(),
            answers: Family::default(),
            streams: Family::default(),
            checks: Family::default(),
            discrepancies: unknown(),
            checked_at: unknown(),
        };
        for result in [ADDS_UP, DOES_NOT, UNKNOWN] {
            meters.checks.get_or_create(&Checked { result }).inc_by(0);
        }
        for found in CacheStatus::ALL {
            let result = Word(found.as_str());
            meters.lookups.get_or_create(&Found { result }).inc_by(0);
        }
        for reader in [Reader::People, Reader::Programs] {
            meters.streams.get_or_create(&reader.label()).set(0);
        }
        meters
    }

    #[rustfmt::skip]
    pub(super) fn register(&self, to: &mut Registry) {
        to.register("calls", "Calls that have ended", self.calls.clone());
        to.register("tokens", "Tokens that were charged", self.tokens.clone());
        to.register("cost_nanodollars", "What was charged, in billionths of a dollar", self.cost.clone());
        to.register_with_unit("call_duration", "From the beginning of a call to its settlement", Unit::Seconds, self.durations.clone());
        to.register_with_unit("first_token", "From asking a provider to the first token of its answer", Unit::Seconds, self.first_tokens.clone());
        to.register("failed_attempts", "Attempts that did not become an answer", self.failed_attempts.clone());
        to.register("cache_lookups", "Answers that were looked for among those that are known", self.lookups.clone());
        to.register("breaker_state", "0 is asked, 1 is tried one call at a time, 2 is left alone", self.breakers.clone());
        to.register("provider_calls", "Calls at a provider", self.at_provider.clone());
        to.register("provider_waiting", "Calls that wait for a place at a provider", self.waiting.clone());
        to.register("answers", "Answers that are being written", self.answers.clone());
        to.register("open_streams", "Streams that are being read", self.streams.clone());
        to.register("ledger_checks", "Times that the ledger was to be added up anew", self.checks.clone());
        to.register("ledger_discrepancies", "What was wrong when the ledger was last added up", self.discrepancies.clone());
        to.register_with_unit("ledger_check_timestamp", "When the ledger was last added up", Unit::Seconds, self.checked_at.clone());
    }
}

fn seconds() -> Histogram {
    Histogram::new(SECONDS)
}

/// Not nought: nobody has looked.
fn unknown() -> Gauge<f64, AtomicU64> {
    let gauge = Gauge::default();
    gauge.set(f64::NAN);
    gauge
}
