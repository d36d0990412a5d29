//! How the places that serve a model are doing, for admins.

use super::{LlmName, Timestamp};
use serde::{Deserialize, Serialize};

/// A model at a provider.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetId {
    pub llm: LlmName,
    /// The provider's name in the configuration.
    pub provider: String,
    /// What the provider calls the model.
    pub model: String,
}

/// Whether a target is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// It is asked.
    Closed,
    /// It failed too often and is left alone until its next probe.
    Open,
    /// One call at a time tries whether it is back.
    HalfOpen,
}

/// A target as it stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TargetStatus {
    pub id: TargetId,
    /// The provider, as shown.
    pub provider: String,
    pub weight: u32,
    pub health: Health,
    /// Failures in a row.
    pub failures: u32,
    /// When it may be asked again, if it is open.
    pub next_probe: Option<Timestamp>,
    /// What went wrong last, in the provider's own words.
    pub last_error: Option<String>,
}

impl Health {
    /// The word in metrics and in logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::HalfOpen => "half_open",
        }
    }
}
