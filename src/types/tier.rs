//! What the accounts of a kind may use, together: Free, Pro, Enterprise, or what an admin makes of them.

use super::{Limits, Role, TierId, Timestamp};
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
    pub changed_at: Timestamp,
}

/// What an admin may say of a tier.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NewTier {
    pub name: String,
    pub limits: Limits,
}
