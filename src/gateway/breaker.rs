//! Leaves a target alone that keeps failing, and finds out when it is back: closed → open after five
//! failures in a row → half-open after a minute, one probe at a time → closed after two successes.
//!
//! It is our own because a probe belongs to a call that may be dropped, and because an admin sees its state.

use super::record::Record;
use crate::clock::Clock;
use crate::types::{Health, Timestamp};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Failures in a row that open it.
const FAILURES: u32 = 5;
/// How long nobody asks.
const OPEN_FOR: Duration = Duration::from_secs(60);
/// Probes in a row that close it.
const SUCCESSES: u32 = 2;
/// When to ask again while another call's probe is under way.
const PROBING: Duration = Duration::from_secs(1);

pub(super) struct Breaker {
    /// The target, for the log.
    name: String,
    clock: Clock,
    record: Arc<Record>,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    state: State,
    /// Counts how often it opened or was reset: what began before says nothing about now.
    epoch: u64,
    last_error: Option<String>,
}

#[derive(Clone, Copy)]
enum State {
    Closed { failures: u32 },
    Open { until: Timestamp },
    HalfOpen { successes: u32, probing: bool },
}

impl Default for State {
    fn default() -> Self {
        Self::Closed { failures: 0 }
    }
}

/// How a breaker stands.
pub(super) struct Standing {
    pub(super) health: Health,
    pub(super) failures: u32,
    pub(super) next_probe: Option<Timestamp>,
    pub(super) last_error: Option<String>,
}

/// Leave to ask the target once. Dropped without a word it says nothing about the target, and a probe is
/// free for the next call.
pub(super) struct Pass {
    breaker: Arc<Breaker>,
    epoch: u64,
    probes: bool,
}

impl Breaker {
    pub(super) fn new(name: String, clock: Clock, record: Arc<Record>) -> Arc<Self> {
        Arc::new(Self {
            name,
            clock,
            record,
            inner: Mutex::default(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long it lets nobody through; `None` if it would let a call through now.
    pub(super) fn closed_for(&self) -> Option<Duration> {
        match self.lock().state {
            State::Open { until } => wait(self.clock.now(), until),
            State::HalfOpen { probing: true, .. } => Some(PROBING),
            State::Closed { .. } | State::HalfOpen { .. } => None,
        }
    }

    /// Leave to ask, if it may be had.
    pub(super) fn enter(self: &Arc<Self>) -> Option<Pass> {
        let mut inner = self.lock();
        let probes = match inner.state {
            State::Closed { .. } => false,
            State::Open { until } if wait(self.clock.now(), until).is_none() => {
                tracing::info!(place = self.name, "a probe is sent");
                self.record
                    .happened(format!("{}: a probe is sent", self.name));
                inner.state = State::HalfOpen {
                    successes: 0,
                    probing: true,
                };
                true
            }
            State::HalfOpen {
                successes,
                probing: false,
            } => {
                inner.state = State::HalfOpen {
                    successes,
                    probing: true,
                };
                true
            }
            State::Open { .. } | State::HalfOpen { .. } => return None,
        };
        Some(Pass {
            breaker: self.clone(),
            epoch: inner.epoch,
            probes,
        })
    }

    /// Forgets every failure.
    pub(super) fn reset(&self) {
        tracing::info!(place = self.name, "reset by an admin");
        self.record
            .happened(format!("{}: reset by an admin", self.name));
        let mut inner = self.lock();
        *inner = Inner {
            epoch: inner.epoch + 1,
            ..Inner::default()
        };
    }

    pub(super) fn standing(&self) -> Standing {
        let inner = self.lock();
        let (health, failures, next_probe) = match inner.state {
            State::Closed { failures } => (Health::Closed, failures, None),
            State::Open { until } => (Health::Open, FAILURES, Some(until)),
            State::HalfOpen { .. } => (Health::HalfOpen, FAILURES, None),
        };
        Standing {
            health,
            failures,
            next_probe,
            last_error: inner.last_error.clone(),
        }
    }
}

impl Inner {
    fn failed(&mut self, breaker: &Breaker) {
        let failures = match self.state {
            State::Closed { failures } => failures + 1,
            State::HalfOpen { .. } => FAILURES,
            State::Open { .. } => return,
        };
        if failures < FAILURES {
            self.state = State::Closed { failures };
            return;
        }
        let error = self.last_error.as_deref();
        tracing::warn!(place = breaker.name, error, "set aside: it keeps failing");
        breaker
            .record
            .happened(format!("{}: set aside, it keeps failing", breaker.name));
        self.epoch += 1;
        self.state = State::Open {
            until: breaker.clock.now().plus(OPEN_FOR),
        };
    }
}

impl Pass {
    /// The target has begun to answer: what a probe wanted to know. It may still break off later.
    pub(super) fn begun(&mut self) {
        if !std::mem::take(&mut self.probes) {
            return;
        }
        let mut inner = self.breaker.lock();
        if inner.epoch != self.epoch {
            return;
        }
        if let State::HalfOpen { successes, .. } = inner.state {
            inner.state = if successes + 1 < SUCCESSES {
                State::HalfOpen {
                    successes: successes + 1,
                    probing: false,
                }
            } else {
                let breaker = &self.breaker;
                tracing::info!(place = breaker.name, "it is back");
                breaker
                    .record
                    .happened(format!("{}: it is back", breaker.name));
                State::Closed { failures: 0 }
            };
        }
    }

    /// The target answered to the end, or as far as anybody wanted to hear.
    pub(super) fn succeeded(self) {
        let mut inner = self.breaker.lock();
        if inner.epoch == self.epoch
            && let State::Closed { failures } = &mut inner.state
        {
            *failures = 0;
        }
    }

    pub(super) fn failed(mut self, error: String) {
        self.probes = false;
        let mut inner = self.breaker.lock();
        if inner.epoch == self.epoch {
            inner.last_error = Some(error);
            inner.failed(&self.breaker);
        }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if !self.probes {
            return;
        }
        let mut inner = self.breaker.lock();
        if inner.epoch == self.epoch
            && let State::HalfOpen { probing, .. } = &mut inner.state
        {
            *probing = false;
        }
    }
}

/// What is left until then; `None` if that is past, or so far off that the clock must have been set back.
fn wait(now: Timestamp, until: Timestamp) -> Option<Duration> {
    let left = now.until(until);
    (!left.is_zero() && left <= OPEN_FOR).then_some(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaker() -> (Arc<Breaker>, Clock) {
        let clock = Clock::fixed(Timestamp(0));
        let record = Arc::new(Record::new(clock.clone()));
        (
            Breaker::new("m at lab".into(), clock.clone(), record),
            clock,
        )
    }

    fn fail(breaker: &Arc<Breaker>, times: u32) {
        for _ in 0..times {
            breaker.enter().unwrap().failed("no".into());
        }
    }

    fn succeed(breaker: &Arc<Breaker>) {
        let mut pass = breaker.enter().unwrap();
        pass.begun();
        pass.succeeded();
    }

    fn health(breaker: &Breaker) -> Health {
        breaker.standing().health
    }

    #[test]
    fn five_failures_in_a_row_open_it_and_fewer_do_not() {
        let (breaker, _) = breaker();
        fail(&breaker, 4);
        succeed(&breaker);
        fail(&breaker, 4);
        assert_eq!(health(&breaker), Health::Closed);
        assert_eq!(breaker.standing().failures, 4);
        fail(&breaker, 1);
        assert_eq!(health(&breaker), Health::Open);
        assert!(breaker.enter().is_none());
        let standing = breaker.standing();
        assert_eq!(standing.next_probe, Some(Timestamp(60_000_000)));
        assert_eq!(standing.last_error.as_deref(), Some("no"));
    }

    #[test]
    fn after_a_minute_two_probes_bring_it_back() {
        let (breaker, clock) = breaker();
        fail(&breaker, 5);
        clock.advance_seconds(59);
        assert_eq!(breaker.closed_for(), Some(Duration::from_secs(1)));
        assert!(breaker.enter().is_none());
        clock.advance_seconds(1);
        assert_eq!(breaker.closed_for(), None);
        succeed(&breaker);
        assert_eq!(health(&breaker), Health::HalfOpen);
        succeed(&breaker);
        assert_eq!(health(&breaker), Health::Closed);
        fail(&breaker, 4);
        assert_eq!(health(&breaker), Health::Closed);
    }

    #[test]
    fn a_probe_that_fails_opens_it_for_another_minute() {
        let (breaker, clock) = breaker();
        fail(&breaker, 5);
        clock.advance_seconds(60);
        succeed(&breaker);
        fail(&breaker, 1);
        assert_eq!(breaker.closed_for(), Some(Duration::from_secs(60)));
    }

    #[test]
    fn one_probe_is_under_way_at_a_time() {
        let (breaker, clock) = breaker();
        fail(&breaker, 5);
        clock.advance_seconds(60);
        let entered: Vec<_> = std::thread::scope(|scope| {
            let enter = || scope.spawn(|| breaker.enter());
            let tasks: Vec<_> = std::iter::repeat_with(enter).take(16).collect();
            let passes = tasks.into_iter().map(|task| task.join().unwrap());
            passes.collect()
        });
        let mut passes = entered.into_iter().flatten();
        let mut first = passes.next().unwrap();
        assert!(passes.next().is_none());
        assert_eq!(breaker.closed_for(), Some(PROBING));
        first.begun();
        assert!(breaker.enter().is_some());
    }

    #[test]
    fn a_caller_who_leaves_frees_the_probe_and_says_nothing() {
        let (breaker, clock) = breaker();
        fail(&breaker, 5);
        clock.advance_seconds(60);
        drop(breaker.enter().unwrap());
        assert_eq!(health(&breaker), Health::HalfOpen);
        drop(breaker.enter().unwrap());
        succeed(&breaker);
        assert_eq!(health(&breaker), Health::HalfOpen);
    }

    #[test]
    fn what_began_before_it_opened_says_nothing_about_now() {
        let (breaker, clock) = breaker();
        let (early, late) = (breaker.enter().unwrap(), breaker.enter().unwrap());
        fail(&breaker, 5);
        clock.advance_seconds(60);
        let probe = breaker.enter().unwrap();
        early.failed("late news".into());
        late.succeeded();
        assert_eq!(health(&breaker), Health::HalfOpen);
        assert!(breaker.enter().is_none(), "the probe is still under way");
        drop(probe);
    }

    #[test]
    fn a_probe_that_breaks_off_later_opens_it_again() {
        let (breaker, clock) = breaker();
        fail(&breaker, 5);
        clock.advance_seconds(60);
        let mut probe = breaker.enter().unwrap();
        probe.begun();
        probe.failed("broke off".into());
        assert_eq!(health(&breaker), Health::Open);
    }

    #[test]
    fn an_admin_may_reset_it() {
        let (breaker, _) = breaker();
        fail(&breaker, 5);
        breaker.reset();
        assert_eq!(health(&breaker), Health::Closed);
        assert_eq!(breaker.standing().last_error, None);
        fail(&breaker, 4);
        assert_eq!(health(&breaker), Health::Closed);
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_keep_it_open() {
        let (breaker, clock) = breaker();
        fail(&breaker, 5);
        clock.advance_seconds(-3_600);
        assert!(breaker.enter().is_some());
    }
}
