//! How much of a limit is left, as headers tell it: of the requests within the hour with every answer, and with a
//! refusal of the limit that refused.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use tollgate::Error;
use tollgate::store::Pace;
use tollgate::types::{Limit, Timestamp};

const RESOURCE: HeaderName = HeaderName::from_static("x-ratelimit-resource");
const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// Amounts are requests, answers, tokens or nano-dollars, as the resource says.
#[derive(Clone, Copy)]
pub(crate) struct RateLimit {
    resource: Limit,
    limit: u64,
    remaining: u64,
    /// Whole seconds until the window turns, upwards.
    reset: Option<u64>,
}

impl RateLimit {
    pub(crate) fn of(pace: Pace, now: Timestamp) -> Self {
        Self {
            resource: Limit::RequestsPerHour,
            limit: pace.most,
            remaining: pace.left,
            reset: Some(seconds(now, pace.turns_at)),
        }
    }

    /// Of the limit that refused a call.
    pub(crate) fn in_error(error: &Error) -> Option<Self> {
        let Error::Refused(refusal) = error else {
            return None;
        };
        let unsigned = |amount: i64| u64::try_from(amount).unwrap_or(0);
        Some(Self {
            resource: refusal.limit,
            limit: unsigned(refusal.most),
            remaining: unsigned(refusal.left()),
            reset: refusal.turns_at.map(|then| seconds(refusal.asked_at, then)),
        })
    }

    pub(crate) fn tell(self, headers: &mut HeaderMap) {
        let resource = HeaderValue::from_static(self.resource.as_str());
        headers.insert(RESOURCE, resource);
        headers.insert(LIMIT, HeaderValue::from(self.limit));
        headers.insert(REMAINING, HeaderValue::from(self.remaining));
        if let Some(reset) = self.reset {
            headers.insert(RESET, HeaderValue::from(reset));
        }
    }
}

fn seconds(now: Timestamp, then: Timestamp) -> u64 {
    now.until(then).as_millis().div_ceil(1_000) as u64
}
