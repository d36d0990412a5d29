//! How a provider did lately, for admins. It is kept in this process alone, and may be lost.

use crate::clock::Clock;
use crate::types::Timestamp;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Minutes that are remembered.
const MINUTES: i64 = 60;
const MINUTE: i64 = 60 * Timestamp::SECOND;
/// Newest times to a first token that are remembered.
const TIMES: usize = 256;
/// Newest happenings that are remembered.
const HAPPENINGS: usize = 20;

pub(super) struct Record {
    clock: Clock,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    minutes: VecDeque<Minute>,
    times: VecDeque<(Timestamp, Duration)>,
    happenings: VecDeque<Happening>,
}

/// Attempts of one minute.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Minute {
    /// Minutes since 1970.
    pub number: i64,
    pub attempts: u32,
    pub failed: u32,
}

/// Something that an admin wants to know afterwards.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Happening {
    pub at: Timestamp,
    pub what: String,
    /// What an attempt took until it failed.
    pub took: Option<Duration>,
}

/// The last hour.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Lately {
    /// Each of the sixty, the oldest first.
    pub minutes: Vec<Minute>,
    /// From asking to the first token: as long or less in half of all answers.
    pub median: Option<Duration>,
    /// In 19 of 20.
    pub most: Option<Duration>,
    /// Newest first.
    pub happenings: Vec<Happening>,
}

impl Record {
    pub(super) fn new(clock: Clock) -> Self {
        Self {
            clock,
            inner: Mutex::default(),
        }
    }

    /// An answer began after this time.
    pub(super) fn answered(&self, after: Duration) {
        let now = self.clock.now();
        let mut inner = self.lock();
        inner.minute(now).attempts += 1;
        inner.times.push_back((now, after));
        if inner.times.len() > TIMES {
            inner.times.pop_front();
        }
    }

    /// An attempt did not become an answer.
    pub(super) fn failed(&self, what: String, after: Duration) {
        let now = self.clock.now();
        let mut inner = self.lock();
        let minute = inner.minute(now);
        minute.attempts += 1;
        minute.failed += 1;
        inner.happened(now, what, Some(after));
    }

    pub(super) fn happened(&self, what: String) {
        self.lock().happened(self.clock.now(), what, None);
    }

    pub(super) fn lately(&self) -> Lately {
        let now = self.clock.now();
        let inner = self.lock();
        let last = now.0.div_euclid(MINUTE);
        let minutes = (last - MINUTES + 1..=last).map(|number| {
            let known = inner.minutes.iter().find(|known| known.number == number);
            known.copied().unwrap_or(Minute {
                number,
                ..Minute::default()
            })
        });
        let recent = |(at, _): &&(Timestamp, Duration)| now.0 - at.0 < MINUTES * MINUTE;
        let times = inner.times.iter().filter(recent);
        let mut times: Vec<_> = times.map(|(_, took)| *took).collect();
        times.sort();
        let at = |share: usize| times.get((times.len() * share).div_ceil(100).max(1) - 1);
        Lately {
            minutes: minutes.collect(),
            median: at(50).copied(),
            most: at(95).copied(),
            happenings: inner.happenings.iter().cloned().collect(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// The one under way, after those that are too old to matter were forgotten.
    fn minute(&mut self, now: Timestamp) -> &mut Minute {
        let number = now.0.div_euclid(MINUTE);
        self.minutes
            .retain(|one| (number - one.number).abs() < MINUTES);
        let place = self.minutes.iter().position(|one| one.number == number);
        let place = place.unwrap_or_else(|| {
            self.minutes.push_back(Minute {
                number,
                ..Minute::default()
            });
            self.minutes.len() - 1
        });
        &mut self.minutes[place]
    }

    fn happened(&mut self, at: Timestamp, what: String, took: Option<Duration>) {
        self.happenings.truncate(HAPPENINGS - 1);
        self.happenings.push_front(Happening { at, what, took });
    }
}

impl Lately {
    pub fn attempts(&self) -> u64 {
        self.minutes.iter().map(|one| u64::from(one.attempts)).sum()
    }

    pub fn failed(&self) -> u64 {
        self.minutes.iter().map(|one| u64::from(one.failed)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_hour_is_known_and_what_was_before_is_forgotten() {
        let clock = Clock::fixed(Timestamp(10_000 * MINUTE));
        let record = Record::new(clock.clone());
        assert_eq!(
            (record.lately().attempts(), record.lately().median),
            (0, None)
        );
        record.answered(Duration::from_millis(900));
        clock.advance_seconds(59 * 60);
        for ms in 1..=20 {
            record.answered(Duration::from_millis(ms));
        }
        record.failed("had too many calls waiting".into(), Duration::from_secs(1));
        let lately = record.lately();
        assert_eq!((lately.attempts(), lately.failed()), (22, 1));
        assert_eq!(lately.minutes.len(), 60);
        assert_eq!(
            (lately.minutes[0].attempts, lately.minutes[59].failed),
            (1, 1)
        );
        assert_eq!(lately.median, Some(Duration::from_millis(11)));
        assert_eq!(lately.most, Some(Duration::from_millis(20)));
        clock.advance_seconds(60);
        assert_eq!(record.lately().attempts(), 21);
        clock.advance_seconds(3_600);
        let lately = record.lately();
        assert_eq!((lately.attempts(), lately.most), (0, None));
        assert_eq!(lately.happenings.len(), 1);
    }

    #[test]
    fn of_what_happened_the_newest_is_known() {
        let record = Record::new(Clock::fixed(Timestamp(0)));
        for n in 0..30 {
            record.happened(n.to_string());
        }
        let known = record.lately().happenings;
        assert_eq!((known.len(), known[0].what.as_str()), (HAPPENINGS, "29"));
    }

    #[test]
    fn a_clock_that_is_set_back_loses_nothing_but_order() {
        let clock = Clock::fixed(Timestamp(100 * MINUTE));
        let record = Record::new(clock.clone());
        record.answered(Duration::ZERO);
        clock.advance_seconds(-3_600 * 24);
        record.answered(Duration::ZERO);
        assert_eq!(record.lately().attempts(), 1);
    }
}
