//! When to try again, and how often. The delays are three lines of our own: what a crate would add is a
//! generator of chance that a test cannot choose.

use crate::chance::Chance;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// The longest that a caller is made to wait between two tries; who is asked to wait longer goes elsewhere.
pub(super) const LONGEST: Duration = Duration::from_secs(10);
const FIRST: Duration = Duration::from_secs(1);

/// How long to wait before retry `n` (from 0): 1 s, 2 s, 4 s …, less a random part.
pub(super) fn delay(n: u32, chance: &Chance) -> Duration {
    chance.spread(FIRST.saturating_mul(2u32.saturating_pow(n)).min(LONGEST))
}

/// What a provider may be asked again: one retry for five calls, so that a provider in trouble is not buried
/// under retries. A few are there from the start, for when calls are rare.
pub(super) struct RetryBudget(AtomicU32);

/// A retry costs what so many calls bring in.
const CALLS_A_RETRY: u32 = 5;
const MOST_RETRIES_KEPT: u32 = 10;

impl Default for RetryBudget {
    fn default() -> Self {
        Self(AtomicU32::new(CALLS_A_RETRY * MOST_RETRIES_KEPT))
    }
}

impl RetryBudget {
    /// A call goes out for the first time.
    pub(super) fn earn(&self) {
        self.change(|kept| Some((kept + 1).min(CALLS_A_RETRY * MOST_RETRIES_KEPT)));
    }

    /// Takes a retry out; `false` if there is none left.
    pub(super) fn spend(&self) -> bool {
        self.change(|kept| kept.checked_sub(CALLS_A_RETRY))
    }

    fn change(&self, by: impl Fn(u32) -> Option<u32>) -> bool {
        let (set, get) = (Ordering::Relaxed, Ordering::Relaxed);
        self.0.try_update(set, get, by).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_the_longest_and_spread() {
        let chance = Chance::seeded(1);
        for (n, full) in [
            (0, 1_000),
            (1, 2_000),
            (2, 4_000),
            (4, 10_000),
            (99, 10_000),
        ] {
            let full = Duration::from_millis(full);
            let delays: Vec<_> = (0..200).map(|_| delay(n, &chance)).collect();
            assert!(delays.iter().all(|delay| (full / 2..=full).contains(delay)));
            let spread = *delays.iter().max().unwrap() - *delays.iter().min().unwrap();
            assert!(spread > full / 4, "{n}: {spread:?}");
        }
    }

    #[test]
    fn retries_are_a_fifth_of_the_calls_and_the_few_at_the_start() {
        let budget = RetryBudget::default();
        let spent = |times| (0..times).filter(|_| budget.spend()).count();
        assert_eq!(spent(100), 10);
        let mut retries = 0;
        for _ in 0..1_000 {
            budget.earn();
            retries += spent(2);
        }
        assert_eq!(retries, 200);
        (0..1_000).for_each(|_| budget.earn());
        assert_eq!(spent(100), 10, "what is not spent does not pile up");
    }
}
