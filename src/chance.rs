//! The only source of chance for decisions, so that tests can state them.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Numbers that nobody can foresee, or a series that a test has chosen.
#[derive(Clone, Debug, Default)]
pub struct Chance(Option<Arc<Mutex<StdRng>>>);

impl Chance {
    pub fn real() -> Self {
        Self(None)
    }

    /// The same numbers for the same seed.
    pub fn seeded(seed: u64) -> Self {
        Self(Some(Arc::new(Mutex::new(StdRng::seed_from_u64(seed)))))
    }

    /// Between half of a wait and all of it, so that those who failed together do not come back together.
    pub fn spread(&self, full: Duration) -> Duration {
        let half = full / 2;
        let micros = u64::try_from(half.as_micros()).unwrap_or(u64::MAX);
        half + Duration::from_micros(self.below(micros.saturating_add(1)))
    }

    /// A number below `bound`; 0 if there is none.
    pub fn below(&self, bound: u64) -> u64 {
        if bound == 0 {
            return 0;
        }
        match &self.0 {
            Some(seeded) => {
                let mut numbers = seeded.lock().unwrap_or_else(PoisonError::into_inner);
                numbers.random_range(0..bound)
            }
            None => rand::random_range(0..bound),
        }
    }
}
