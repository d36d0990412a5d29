//! What the accounts of a kind may use, together: Free, Pro, Enterprise, or what an admin makes of them.

use super::{Limits, LlmName, Role, TierId, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

impl TierId {
    /// The tiers that come with the program; an admin may change what they allow.
    pub const FREE: Self = Self::built_in(1);
    pub const PRO: Self = Self::built_in(2);
    pub const ENTERPRISE: Self = Self::built_in(3);

    const fn built_in(number: u128) -> Self {
        Self(Uuid::from_u128(
            0x0189_0000_0000_7000_8000_0000_0000_0000 | number,
        ))
    }

    /// Of a new account, until an admin decides otherwise.
    pub fn at_first(role: Role) -> Self {
        match role {
            Role::Person => Self::FREE,
            Role::Admin => Self::ENTERPRISE,
        }
    }
}

/// A tier as it is now. Each change makes a new version; the old ones are kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Tier {
    pub id: TierId,
    /// Rises by one with each change. Whoever changes a tier says which version was seen.
    pub version: i64,
    pub name: String,
    pub limits: Limits,
    /// The models that its people may use; `None` is all, also those to come.
    pub models: Option<Vec<LlmName>>,
    pub changed_at: Timestamp,
}

impl Tier {
    /// What an admin said of it.
    pub fn said(&self) -> NewTier {
        NewTier {
            name: self.name.clone(),
            limits: self.limits,
            models: self.models.clone(),
        }
    }

    /// Whether its people may use this model.
    pub fn opens(&self, llm: &LlmName) -> bool {
        self.models.as_ref().is_none_or(|list| list.contains(llm))
    }
}

/// A tier, and how many people are in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TierInUse {
    pub tier: Tier,
    pub people: u64,
}

/// A tier as it was, and who made it so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TierVersion {
    pub tier: Tier,
    /// The name of the account; `None` for the program and its command line.
    pub changed_by: Option<String>,
}

/// Whom new limits of a tier would concern.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Affected {
    pub people: u64,
    /// The first of them by name.
    pub names: Vec<String>,
    /// How many have used up already what a changed limit would leave them.
    pub stopped: u64,
    /// The first of those by name.
    pub stopped_names: Vec<String>,
}

/// What an admin may say of a tier.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct NewTier {
    pub name: String,
    pub limits: Limits,
    /// `None` is all, also those to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub models: Option<Vec<LlmName>>,
}
