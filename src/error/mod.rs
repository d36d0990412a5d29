//! Every way a call can fail. One enum, so that each door (page, server function, `/v1`) can decide in one
//! `match` what its caller may know. The cause is logged once, at the edge, and never sent.

mod provider;

pub use provider::{ProviderError, ProviderReason, Remedy};

use crate::types::{Category, NanoDollars, Refusal};
use std::time::Duration;

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody is signed in, or the key is unknown.
    #[error("Sign in to go on.")]
    Unauthenticated,
    #[error("This account is suspended. An admin of your organisation can open it again.")]
    Suspended,
    /// Signed in, but not allowed.
    #[error("Only an admin may do this.")]
    Forbidden,
    /// It does not exist, or belongs to somebody else: the two look the same.
    #[error("There is nothing here.")]
    NotFound,
    /// The same id was used before for something else.
    #[error("This was sent before with other content.")]
    Conflict,
    /// It was changed since the caller has seen it.
    #[error("Somebody changed this meanwhile. Look at it again; nothing of yours was saved.")]
    Stale,
    /// Something in the request is wrong; names the field and says what would be right.
    #[error("{message}")]
    Invalid {
        field: &'static str,
        message: String,
    },
    #[error("E-mail or password is wrong.")]
    WrongPassword,
    /// A one-time link that was used, has expired, or never was.
    #[error("This link is not valid any more. Ask for a new one.")]
    LinkSpent,
    #[error("Nobody can make an account here now. An admin of your organisation can change that.")]
    SignUpClosed,
    #[error("Too many tries. Wait {} s and try again.", whole_seconds(*.retry_after))]
    RateLimited { retry_after: Duration },
    /// The queue in front of a resource is full.
    #[error("Too much is going on. Try again in {} s. Nothing was charged.", whole_seconds(*.retry_after))]
    Busy { retry_after: Duration },
    /// Nobody offers the model, or everybody who does is set aside; then there is a time to come back.
    #[error("No provider can serve {llm}{}. Nothing was charged.", at_the_moment(*.retry_after))]
    NoProvider {
        llm: String,
        retry_after: Option<Duration>,
    },
    /// The call does not fit into a limit of its account or key.
    #[error("{0} Nothing was charged.")]
    Refused(Box<Refusal>),
    /// Failed attempts were charged, and there is no room for another one.
    #[error("Failed attempts have used up what was left of the budget.")]
    Spent,
    /// The input policy refuses the text.
    #[error("This was refused for {}. Your organisation does not allow it here; change the text and send it again.", listed(.categories))]
    ContentPolicy { categories: Vec<Category> },
    /// Whoever judges texts did not, and the policy refuses what was not judged.
    #[error(
        "This could not be checked, and your organisation allows nothing unchecked. Try again in a moment."
    )]
    Unchecked,
    /// Something in the request has no words at any provider of the model.
    #[error(
        "{llm} cannot be told `{field}`. Send the request without it, or ask another model. Nothing was charged."
    )]
    Unsayable { llm: String, field: String },
    /// The key that was shown is for other models.
    #[error(
        "This key may not ask {llm}. /v1/models lists the models that it opens. Nothing was charged."
    )]
    ClosedModel { llm: String },
    /// The account's tier is for other models.
    #[error(
        "{tier} accounts may not use {llm}. Choose another model, or ask an admin of your organisation. Nothing was charged."
    )]
    ClosedToTier { llm: String, tier: String },
    /// A model without a price is refused, not free.
    #[error(
        "{llm} has no price that is in force, so it cannot be used. An admin can set one under Models and prices: /admin/models/{llm}"
    )]
    NoPrice { llm: String },
    #[error("{}", .0.text())]
    Provider(#[from] ProviderError),
    #[error("The local model cannot be used: {0}")]
    LocalModel(String),
    #[error("Something went wrong on our side. Nothing was lost; try again.")]
    Store(#[source] StoreError),
    #[error("Something went wrong on our side. Nothing was lost; try again.")]
    Internal(String),
}

/// The database failed; `what` says at which step, for the log.
#[derive(Debug, thiserror::Error)]
#[error("{what}: {source}")]
pub struct StoreError {
    pub what: &'static str,
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

impl Error {
    pub fn invalid(field: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid {
            field,
            message: message.into(),
        }
    }

    /// For admins and the log: of a provider, its own words, which may quote what nobody else should read.
    pub fn in_detail(&self) -> String {
        match self {
            Self::Provider(error) => error.to_string(),
            other => other.to_string(),
        }
    }

    /// The HTTP status of every door.
    pub fn status(&self) -> u16 {
        match self {
            Self::Unauthenticated | Self::WrongPassword => 401,
            Self::Suspended
            | Self::Forbidden
            | Self::ClosedModel { .. }
            | Self::ClosedToTier { .. } => 403,
            Self::NotFound => 404,
            Self::Conflict | Self::Stale => 409,
            Self::LinkSpent => 410,
            Self::SignUpClosed => 403,
            Self::Invalid { .. }
            | Self::Unsayable { .. }
            | Self::NoPrice { .. }
            | Self::ContentPolicy { .. } => 400,
            Self::RateLimited { .. } => 429,
            Self::Refused(refusal) if refusal.limit.is_money() => 402,
            Self::Refused(_) => 429,
            Self::Spent => 402,
            Self::Provider(error) => error.reason.as_refusal().0,
            Self::Busy { .. } | Self::NoProvider { .. } | Self::LocalModel(_) | Self::Unchecked => {
                503
            }
            Self::Store(_) | Self::Internal(_) => 500,
        }
    }

    /// A stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unauthenticated => "unauthenticated",
            Self::Suspended => "suspended",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::Stale => "stale",
            Self::Invalid { .. } | Self::Unsayable { .. } => "invalid_request",
            Self::WrongPassword => "wrong_password",
            Self::LinkSpent => "link_spent",
            Self::SignUpClosed => "sign_up_closed",
            Self::RateLimited { .. } => "rate_limited",
            Self::Refused(refusal) if refusal.limit.is_money() => "budget_exceeded",
            Self::Refused(_) => "rate_limited",
            Self::Spent => "budget_exceeded",
            Self::Busy { .. } => "busy",
            Self::NoProvider { .. } => "no_provider",
            // As OpenAI says it of a model that a project has no access to.
            Self::ClosedModel { .. } | Self::ClosedToTier { .. } => "model_not_found",
            Self::NoPrice { .. } => "no_price",
            Self::ContentPolicy { .. } => "content_policy",
            Self::Unchecked => "unchecked",
            Self::Provider(error) => error.reason.as_refusal().1,
            Self::LocalModel(_) => "local_model",
            Self::Store(_) | Self::Internal(_) => "internal",
        }
    }

    /// How long to wait, where waiting helps.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after } | Self::Busy { retry_after } => Some(*retry_after),
            Self::NoProvider { retry_after, .. } => *retry_after,
            Self::Refused(refusal) => refusal.retry_after(),
            Self::Provider(ProviderError {
                reason: ProviderReason::Refused { retry_after, .. },
                ..
            }) => *retry_after,
            _ => None,
        }
    }

    /// What helps the one call that met it: the same target again, another one, or nothing.
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Provider(error) => error.reason.remedy(),
            Self::Busy { .. } | Self::LocalModel(_) => Remedy::Elsewhere,
            _ => Remedy::Nothing,
        }
    }

    /// The same for who waited for another's call: that call's costs are not theirs, and its cause is logged
    /// once.
    pub(crate) fn for_others(&self) -> Self {
        match self {
            Self::Provider(error) => Self::Provider(ProviderError {
                charged: NanoDollars::ZERO,
                ..error.clone()
            }),
            Self::Busy { retry_after } => Self::Busy {
                retry_after: *retry_after,
            },
            Self::NoProvider { llm, retry_after } => Self::NoProvider {
                llm: llm.clone(),
                retry_after: *retry_after,
            },
            Self::NoPrice { llm } => Self::NoPrice { llm: llm.clone() },
            Self::Unsayable { llm, field } => Self::Unsayable {
                llm: llm.clone(),
                field: field.clone(),
            },
            Self::Invalid { field, message } => Self::Invalid {
                field,
                message: message.clone(),
            },
            Self::LocalModel(problem) => Self::LocalModel(problem.clone()),
            other => Self::Internal(format!("another call failed: {other:?}")),
        }
    }

    /// Whether the same call may succeed if it is sent again, as far as its caller can tell.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::RateLimited { .. } | Self::Busy { .. } | Self::Unchecked => true,
            Self::Refused(refusal) => refusal.waits_for_others(),
            Self::NoProvider { retry_after, .. } => retry_after.is_some(),
            Self::Provider(error) => error.reason.is_retryable(),
            _ => false,
        }
    }
}

/// A wait in whole seconds, upwards: whoever waits as told is let in.
pub fn whole_seconds(wait: Duration) -> u64 {
    let begun = u64::from(wait.subsec_nanos() > 0);
    (wait.as_secs() + begun).max(1)
}

/// `hatred of a group of people (hate), violence and project names`.
fn listed(categories: &[Category]) -> String {
    let names: Vec<_> = categories.iter().map(Category::to_string).collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, first)) => format!("{} and {last}", first.join(", ")),
        None => "its content".into(),
    }
}

fn at_the_moment(retry_after: Option<Duration>) -> String {
    retry_after.map_or_else(String::new, |wait| {
        format!(" at the moment. Try again in {} s", whole_seconds(wait))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_its_categories() {
        let categories = vec![
            Category::Hate,
            Category::Violence,
            Category::Own("x".into()),
        ];
        assert_eq!(
            Error::ContentPolicy { categories }.to_string(),
            "This was refused for hatred of a group of people (hate), violence and x. Your organisation does not allow it here; change the text and send it again."
        );
    }

    #[test]
    fn a_wait_is_rounded_up() {
        for (millis, seconds) in [(0, 1), (1, 1), (1_000, 1), (1_001, 2), (8_999, 9)] {
            assert_eq!(whole_seconds(Duration::from_millis(millis)), seconds);
        }
        let retry_after = Duration::from_millis(8_200);
        let text = Error::RateLimited { retry_after }.to_string();
        assert_eq!(text, "Too many tries. Wait 9 s and try again.");
    }
}
