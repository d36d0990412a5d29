//! How much may be tried from one address by whoever is not signed in.

use super::{BaseLimitSection, ConfigError};
use std::num::NonZeroU32;
use std::time::Duration;

/// So many requests in a span of time, and then one more each time that a part of it has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BaseLimit {
    pub requests: NonZeroU32,
    /// At most a day.
    pub within: Duration,
}

impl Default for BaseLimit {
    fn default() -> Self {
        Self {
            requests: const { NonZeroU32::new(100).unwrap() },
            within: Duration::from_secs(15 * 60),
        }
    }
}

pub(super) fn base_limit(section: &BaseLimitSection) -> Result<BaseLimit, ConfigError> {
    let usual = BaseLimit::default();
    let wrong =
        |key, message| ConfigError::new(format!("tollgate.toml, [base_limit] {key}"), message);
    let requests = section
        .requests
        .map_or(Some(usual.requests), NonZeroU32::new);
    let minutes = section.minutes.unwrap_or(15);
    if !(1..=24 * 60).contains(&minutes) {
        return Err(wrong("minutes", "is between 1 and 1440"));
    }
    Ok(BaseLimit {
        requests: requests.ok_or_else(|| wrong("requests", "must be at least 1"))?,
        within: Duration::from_secs(60 * u64::from(minutes)),
    })
}
