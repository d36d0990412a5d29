//! Chance as this needs it: choices by weight, and ids.

use crate::chance::Chance;
use crate::types::Timestamp;
use uuid::{Builder, Uuid};

pub(super) struct Dice(Chance);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(Chance::seeded(seed))
    }

    /// From `least` up to, but without, `end`.
    pub(super) fn between(&self, least: u64, end: u64) -> u64 {
        least + self.0.below(end.saturating_sub(least))
    }

    /// Many small, few large: below `end`.
    pub(super) fn skewed(&self, end: u64) -> u64 {
        self.0.below(self.0.below(self.0.below(end) + 1) + 1)
    }

    /// In so many of a thousand cases.
    pub(super) fn happens(&self, in_a_thousand: u64) -> bool {
        self.0.below(1_000) < in_a_thousand
    }

    /// One of them, each as often as its weight says.
    pub(super) fn choice<'c, T>(&self, choices: &'c [T], weight: impl Fn(&T) -> u64) -> &'c T {
        let mut at = self.0.below(choices.iter().map(&weight).sum());
        for choice in choices {
            match at.checked_sub(weight(choice)) {
                Some(rest) => at = rest,
                None => return choice,
            }
        }
        &choices[0]
    }

    /// A UUIDv7 of this moment.
    pub(super) fn id(&self, at: Timestamp) -> Uuid {
        let millis = u64::try_from(at.0 / 1_000).unwrap_or(0);
        let (first, rest) = (self.0.below(u64::MAX), self.0.below(1 << 16));
        let mut bytes = [0; 10];
        bytes[..8].copy_from_slice(&first.to_le_bytes());
        bytes[8..].copy_from_slice(&rest.to_le_bytes()[..2]);
        Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }
}
