//! Why a provider did not answer, what people read of it, and what helps.

use crate::types::{Failure, NanoDollars};
use std::time::Duration;

/// Why a provider did not answer.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{provider}: {reason}")]
pub struct ProviderError {
    /// As people read it.
    pub provider: String,
    pub reason: ProviderReason,
    /// What the call cost all the same, where a provider said that it had worked before it failed.
    pub charged: NanoDollars,
}

#[derive(Debug, Clone, thiserror::Error)]
pub enum ProviderReason {
    #[error("cannot be reached: {0}")]
    Unreachable(String),
    #[error("no answer within {} s", .0.as_secs_f64())]
    Timeout(Duration),
    #[error("fell silent for {} s", .0.as_secs_f64())]
    Stalled(Duration),
    /// The connection ended before the answer did.
    #[error("the answer broke off")]
    BrokeOff,
    /// It answered with an error; `retry_after` as it asked.
    #[error("status {status}: {}", .failure.message)]
    Refused {
        status: u16,
        failure: Box<Failure>,
        retry_after: Option<Duration>,
    },
    #[error("an answer that cannot be read: {0}")]
    Unreadable(String),
}

/// What helps a call that a target did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// The same target may answer in a moment.
    Again,
    /// This target will not, another may.
    Elsewhere,
    /// It is the request that is refused; nobody would take it.
    Nothing,
}

impl ProviderError {
    pub fn new(provider: impl Into<String>, reason: ProviderReason) -> Self {
        Self {
            provider: provider.into(),
            reason,
            charged: NanoDollars::ZERO,
        }
    }

    /// What a person reads: never the provider's own text, which may quote a key.
    pub(super) fn text(&self) -> String {
        let charged = match self.charged {
            NanoDollars::ZERO => "Nothing was charged.".to_owned(),
            cost => format!(
                "{} was charged, as the provider had begun to work.",
                cost.as_call()
            ),
        };
        let advice = match &self.reason {
            ProviderReason::Refused {
                status, failure, ..
            } => match (failure.code.as_deref(), status) {
                (Some("context_length_exceeded"), _) => {
                    let advice = "Start a new chat or choose a model with more context.";
                    return format!("This chat is too long for the model. {advice} {charged}");
                }
                (Some("invalid_api_key"), _) | (_, 401 | 403) => " An admin can set another.",
                (Some("insufficient_quota"), _) => "",
                (_, 429) => " Try again in a moment.",
                _ => "",
            },
            _ => "",
        };
        format!(
            "{} {}.{advice} {charged}",
            self.provider,
            self.reason.what()
        )
    }
}

impl ProviderReason {
    /// What the provider did, in words that follow its name.
    pub fn what(&self) -> String {
        match self {
            Self::Unreachable(_) => "could not be reached".into(),
            Self::Timeout(after) => format!("did not answer in {} s", after.as_secs_f64()),
            Self::Stalled(after) => format!("fell silent for {} s", after.as_secs_f64()),
            Self::BrokeOff => "broke off in the middle of the answer".into(),
            Self::Unreadable(_) => "sent an answer that cannot be read".into(),
            // The code says it better than the status where a provider has one status for several things.
            Self::Refused {
                status, failure, ..
            } => match (failure.code.as_deref(), status) {
                (Some("context_length_exceeded"), _) => "found this chat too long".into(),
                (Some("invalid_api_key"), _) | (_, 401 | 403) => {
                    "did not accept the organisation's key".into()
                }
                (Some("insufficient_quota"), _) | (_, 402) => {
                    "asked the organisation to pay its bill or to raise its limit".into()
                }
                (_, 404) => "did not know this model".into(),
                (_, 429) => "was over its limit".into(),
                _ => format!("answered with an error ({status})"),
            },
        }
    }

    /// What helps. The same status can mean several things: a 429 and a 400 for an empty purse, a 400 for a
    /// wrong key, a 413 that is a limit of tokens a minute and not of the request's size.
    pub fn remedy(&self) -> Remedy {
        let (status, failure) = match self {
            Self::Unreachable(_) | Self::Timeout(_) | Self::Stalled(_) | Self::BrokeOff => {
                return Remedy::Again;
            }
            Self::Unreadable(_) => return Remedy::Elsewhere,
            Self::Refused {
                status, failure, ..
            } => (*status, failure.code.as_deref()),
        };
        match (failure, status) {
            (
                Some("context_length_exceeded" | "content_policy_violation" | "content_filter"),
                _,
            ) => Remedy::Nothing,
            (Some("insufficient_quota" | "invalid_api_key"), _) => Remedy::Elsewhere,
            (_, 408 | 409 | 429 | 500 | 502 | 503 | 504 | 529) => Remedy::Again,
            (Some("rate_limit_exceeded"), _) | (_, 401..=404) => Remedy::Elsewhere,
            (_, 400..500) => Remedy::Nothing,
            _ => Remedy::Elsewhere,
        }
    }

    /// Whether the target is to blame. Not for what is wrong with a request, nor for a limit that it keeps.
    pub fn is_fault(&self) -> bool {
        let Self::Refused {
            status, failure, ..
        } = self
        else {
            return true;
        };
        match (failure.code.as_deref(), status) {
            (Some("insufficient_quota" | "invalid_api_key"), _) => true,
            (_, 401 | 402 | 408) => true,
            (_, 400..500) => false,
            _ => true,
        }
    }

    pub fn is_retryable(&self) -> bool {
        self.remedy() == Remedy::Again
    }

    /// How long the provider asks to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, code: Option<&str>) -> ProviderReason {
        ProviderReason::Refused {
            status,
            failure: Box::new(Failure {
                code: code.map(str::to_owned),
                ..Failure::default()
            }),
            retry_after: None,
        }
    }

    #[test]
    fn each_status_has_its_remedy_and_its_culprit() {
        use Remedy::{Again, Elsewhere, Nothing};
        for (status, code, remedy, is_fault) in [
            (307, None, Elsewhere, true),
            (400, None, Nothing, false),
            (400, Some("context_length_exceeded"), Nothing, false),
            (400, Some("insufficient_quota"), Elsewhere, true),
            (400, Some("invalid_api_key"), Elsewhere, true),
            (401, None, Elsewhere, true),
            (402, None, Elsewhere, true),
            (403, None, Elsewhere, false),
            (403, Some("content_policy_violation"), Nothing, false),
            (404, Some("model_not_found"), Elsewhere, false),
            (408, None, Again, true),
            (409, None, Again, false),
            (413, None, Nothing, false),
            (413, Some("rate_limit_exceeded"), Elsewhere, false),
            (422, None, Nothing, false),
            (429, None, Again, false),
            (429, Some("rate_limit_exceeded"), Again, false),
            (429, Some("insufficient_quota"), Elsewhere, true),
            (500, None, Again, true),
            (501, None, Elsewhere, true),
            (502, None, Again, true),
            (503, None, Again, true),
            (504, None, Again, true),
            (529, None, Again, true),
        ] {
            let reason = refused(status, code);
            let found = (reason.remedy(), reason.is_fault());
            assert_eq!(found, (remedy, is_fault), "{status} {code:?}");
        }
        let cut = ProviderReason::BrokeOff;
        assert_eq!((cut.remedy(), cut.is_fault()), (Again, true));
        let page = ProviderReason::Unreadable("a page".into());
        assert_eq!((page.remedy(), page.is_fault()), (Elsewhere, true));
    }

    #[test]
    fn people_read_what_happened_and_what_it_cost() {
        let mut error = ProviderError::new("Lab", ProviderReason::Timeout(Duration::from_secs(30)));
        assert_eq!(
            error.text(),
            "Lab did not answer in 30 s. Nothing was charged."
        );
        error.charged = NanoDollars(2_500_000);
        let charged = "$0.0025 was charged, as the provider had begun to work.";
        assert_eq!(
            error.text(),
            format!("Lab did not answer in 30 s. {charged}")
        );
        let bad_key = ProviderError::new("Lab", refused(401, None)).text();
        assert_eq!(
            bad_key,
            "Lab did not accept the organisation's key. An admin can set another. Nothing was charged."
        );
    }
}
