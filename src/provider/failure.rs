//! What went wrong after an answer had begun, in the same words whether it is an event or an error.

use super::Timeouts;
use crate::error::ProviderReason;
use crate::types::Failure;

/// Codes of failures that are ours to name; all others are the provider's.
pub(super) const UNREACHABLE: &str = "unreachable";
pub(crate) const STALLED: &str = "stalled";
pub(crate) const OVERDUE: &str = "overdue";
pub(super) const BROKE_OFF: &str = "broke_off";
pub(super) const EMPTY: &str = "empty";
pub(crate) const UNREADABLE: &str = "unreadable";

pub(super) fn of(code: &str, message: impl Into<String>) -> Failure {
    Failure {
        code: Some(code.to_owned()),
        message: message.into(),
        ..Failure::default()
    }
}

/// The reason that a failure inside a stream stands for; `timeouts` is how long was waited.
pub(super) fn reason(failure: &Failure, timeouts: &Timeouts) -> ProviderReason {
    let message = failure.message.clone();
    match (failure.status, failure.code.as_deref()) {
        (None, Some(UNREACHABLE)) => ProviderReason::Unreachable(message),
        (None, Some(STALLED)) => ProviderReason::Stalled(timeouts.idle),
        (None, Some(OVERDUE)) => ProviderReason::Overdue(timeouts.total),
        (None, Some(BROKE_OFF)) => ProviderReason::BrokeOff,
        (None, Some(EMPTY)) => ProviderReason::Empty,
        (None, Some(UNREADABLE)) => ProviderReason::Unreadable(message),
        (status, _) => ProviderReason::Refused {
            // An error under status 200 that names no other says that the provider failed.
            status: status.unwrap_or(502),
            failure: Box::new(failure.clone()),
            retry_after: None,
        },
    }
}
