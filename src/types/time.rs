//! Points in time as whole microseconds, the same in the database, on the wire and in the browser.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Microseconds since 1970-01-01 UTC.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    pub const SECOND: i64 = 1_000_000;
    pub const DAY: i64 = 86_400 * Self::SECOND;

    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0 + seconds * Self::SECOND)
    }

    pub fn plus(self, wait: Duration) -> Self {
        let micros = i64::try_from(wait.as_micros()).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(micros))
    }

    /// From now until then; nothing if that is past.
    pub fn until(self, then: Self) -> Duration {
        Duration::from_micros(u64::try_from(then.0.saturating_sub(self.0)).unwrap_or(0))
    }

    pub fn as_seconds(self) -> i64 {
        self.0.div_euclid(Self::SECOND)
    }
}
