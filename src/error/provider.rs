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
    /// It went on and on.
    #[error("no end within {} s", .0.as_secs_f64())]
    Overdue(Duration),
    /// The connection ended before the answer did.
    #[error("the answer broke off")]
    BrokeOff,
    /// It said that all is well, and nothing else.
    #[error("an empty answer")]
    Empty,
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

/// What a provider means by its refusal. One status says several things: a 429 and a 400 that the purse is
/// empty, a 400 that the key is wrong, a 413 that there is a limit of tokens a minute. So the code comes first,
/// where there is one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// The prompt does not fit into the model.
    TooLong,
    /// The request has more bytes than are taken.
    TooLarge,
    /// Something in the request is not as it should be.
    Wrong,
    /// The provider's own policy.
    Withheld,
    /// Not to this organisation, or not from here.
    Forbidden,
    BadKey,
    Unpaid,
    /// The model is not known.
    Unknown,
    Limited,
    /// What only the status tells.
    Other,
}

impl Meaning {
    fn of(status: u16, code: Option<&str>) -> Self {
        match (code, status) {
            (Some("context_length_exceeded"), _) => Self::TooLong,
            (Some("content_policy_violation" | "content_filter"), _) => Self::Withheld,
            (Some("insufficient_quota"), _) | (_, 402) => Self::Unpaid,
            (Some("invalid_api_key"), _) | (_, 401) => Self::BadKey,
            (Some("rate_limit_exceeded"), 400..500) | (_, 429) => Self::Limited,
            (_, 400 | 422) => Self::Wrong,
            (_, 403) => Self::Forbidden,
            (_, 404) => Self::Unknown,
            (_, 413) => Self::TooLarge,
            _ => Self::Other,
        }
    }
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
        let advice = match self.reason.meaning() {
            Some(Meaning::TooLong) => {
                let advice = "Start a new chat or choose a model with more context.";
                return format!("This chat is too long for the model. {advice} {charged}");
            }
            Some(Meaning::TooLarge) => " Send less at once, or ask another model.",
            Some(Meaning::Wrong) => {
                " Change it, or ask another model; an admin finds the reason in the log."
            }
            Some(Meaning::Withheld) => " Change the text and send it again.",
            Some(Meaning::Forbidden) => " An admin finds the reason in the log.",
            Some(Meaning::BadKey) => " An admin can set another.",
            Some(Meaning::Limited) => " Try again in a moment.",
            Some(Meaning::Unpaid | Meaning::Unknown | Meaning::Other) | None => "",
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
            Self::Overdue(after) => format!("did not end its answer in {} s", after.as_secs_f64()),
            Self::BrokeOff => "broke off in the middle of the answer".into(),
            Self::Empty => "sent an empty answer".into(),
            Self::Unreadable(_) => "sent an answer that cannot be read".into(),
            Self::Refused {
                status, failure, ..
            } => match Meaning::of(*status, failure.code.as_deref()) {
                Meaning::TooLong => "found this chat too long".into(),
                Meaning::TooLarge => "found the request too large".into(),
                Meaning::Wrong => "found a mistake in the request".into(),
                Meaning::Withheld => "refused this for its content".into(),
                Meaning::Forbidden => "does not allow this to the organisation".into(),
                Meaning::BadKey => "did not accept the organisation's key".into(),
                Meaning::Unpaid => {
                    "asked the organisation to pay its bill or to raise its limit".into()
                }
                Meaning::Unknown => "did not know this model".into(),
                Meaning::Limited => "was over its limit".into(),
                Meaning::Other => format!("answered with an error ({status})"),
            },
        }
    }

    fn meaning(&self) -> Option<Meaning> {
        match self {
            Self::Refused {
                status, failure, ..
            } => Some(Meaning::of(*status, failure.code.as_deref())),
            _ => None,
        }
    }

    /// The status and the word with which programs are refused: their own mistakes as mistakes in a request,
    /// so that no client sends them again; all else is between the organisation and its provider.
    pub(super) fn as_refusal(&self) -> (u16, &'static str) {
        match self.meaning() {
            Some(Meaning::TooLong) => (400, "context_length_exceeded"),
            Some(Meaning::TooLarge) => (413, "too_long"),
            Some(Meaning::Wrong) => (400, "invalid_request"),
            Some(Meaning::Withheld) => (400, "content_policy"),
            Some(Meaning::Forbidden) => (403, "forbidden"),
            _ => (502, "provider_error"),
        }
    }

    pub fn remedy(&self) -> Remedy {
        let (status, failure) = match self {
            Self::Unreachable(_)
            | Self::Timeout(_)
            | Self::Stalled(_)
            | Self::BrokeOff
            | Self::Empty => return Remedy::Again,
            // Nobody is made to wait as long again.
            Self::Overdue(_) | Self::Unreadable(_) => return Remedy::Elsewhere,
            Self::Refused {
                status, failure, ..
            } => (*status, failure.code.as_deref()),
        };
        match Meaning::of(status, failure) {
            Meaning::TooLong | Meaning::TooLarge | Meaning::Wrong | Meaning::Withheld => {
                Remedy::Nothing
            }
            Meaning::Forbidden | Meaning::BadKey | Meaning::Unpaid | Meaning::Unknown => {
                Remedy::Elsewhere
            }
            Meaning::Limited if status == 429 => Remedy::Again,
            Meaning::Limited => Remedy::Elsewhere,
            Meaning::Other => match status {
                408 | 409 | 500 | 502 | 503 | 504 | 529 => Remedy::Again,
                400..500 => Remedy::Nothing,
                _ => Remedy::Elsewhere,
            },
        }
    }

    /// Whether the target is to blame. Not for what is wrong with a request, nor for a limit that it keeps.
    pub fn is_fault(&self) -> bool {
        let (status, failure) = match self {
            Self::Refused {
                status, failure, ..
            } => (status, failure),
            // It answers, only at length.
            Self::Overdue(_) => return false,
            _ => return true,
        };
        match Meaning::of(*status, failure.code.as_deref()) {
            Meaning::BadKey | Meaning::Unpaid => true,
            Meaning::Other => *status == 408 || !(400..500).contains(status),
            _ => false,
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
        for cut in [ProviderReason::BrokeOff, ProviderReason::Empty] {
            assert_eq!((cut.remedy(), cut.is_fault()), (Again, true));
        }
        let long = ProviderReason::Overdue(Duration::from_secs(900));
        assert_eq!((long.remedy(), long.is_fault()), (Elsewhere, false));
        let page = ProviderReason::Unreadable("a page".into());
        assert_eq!((page.remedy(), page.is_fault()), (Elsewhere, true));
    }

    #[test]
    fn programs_are_refused_for_their_own_mistakes_only() {
        let broken = (502, "provider_error");
        for (status, code, expected) in [
            (400, None, (400, "invalid_request")),
            (422, None, (400, "invalid_request")),
            (
                400,
                Some("context_length_exceeded"),
                (400, "context_length_exceeded"),
            ),
            (
                413,
                Some("context_length_exceeded"),
                (400, "context_length_exceeded"),
            ),
            (400, Some("content_filter"), (400, "content_policy")),
            (413, None, (413, "too_long")),
            (403, None, (403, "forbidden")),
            (403, Some("invalid_api_key"), broken),
            (400, Some("invalid_api_key"), broken),
            (400, Some("insufficient_quota"), broken),
            (413, Some("rate_limit_exceeded"), broken),
            (401, None, broken),
            (402, None, broken),
            (404, None, broken),
            (429, None, broken),
            (500, None, broken),
        ] {
            let found = refused(status, code).as_refusal();
            assert_eq!(found, expected, "{status} {code:?}");
        }
        assert_eq!(ProviderReason::Empty.as_refusal(), broken);
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
