//! What admins and operators changed, as the audit log keeps it.

use super::receipt::words;
use super::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A kind of change.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditWhat {
    TierCreated,
    TierChanged,
    AccountTier,
    AccountLimits,
    TopUp,
    AccountStatus,
    AccountRole,
    SecondFactorReset,
    AccountCreated,
    Invitation,
    KeyRevoked,
    ConfigurationSet,
}

words!(AuditWhat {
    TierCreated = "tier_created",
    TierChanged = "tier_changed",
    AccountTier = "account_tier",
    AccountLimits = "account_limits",
    TopUp = "top_up",
    AccountStatus = "account_status",
    AccountRole = "account_role",
    SecondFactorReset = "second_factor_reset",
    AccountCreated = "account_created",
    Invitation = "invitation",
    KeyRevoked = "key_revoked",
    ConfigurationSet = "configuration_set",
});

impl AuditWhat {
    pub const ALL: [Self; 12] = [
        Self::TierCreated,
        Self::TierChanged,
        Self::AccountTier,
        Self::AccountLimits,
        Self::TopUp,
        Self::AccountStatus,
        Self::AccountRole,
        Self::SecondFactorReset,
        Self::AccountCreated,
        Self::Invitation,
        Self::KeyRevoked,
        Self::ConfigurationSet,
    ];
}

/// Who changed something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Actor {
    CommandLine,
    Account(AccountId),
}

/// A row of the log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditEntry {
    /// Rises with each row.
    pub seq: i64,
    pub at: Timestamp,
    /// The name of the account; `None` for the command line.
    pub by: Option<String>,
    pub what: AuditWhat,
    /// The account, tier, key, invitation or section of the configuration that was changed.
    pub of: Uuid,
    /// What that is called now; `None` if it is gone.
    pub object: Option<String>,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// What of the log is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct AuditFilter {
    pub by: Option<Actor>,
    pub what: Option<AuditWhat>,
    /// Of one object only.
    pub of: Option<Uuid>,
}

/// A part of the log.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum AuditPlace {
    #[default]
    Newest,
    /// What is older than this row.
    Before(i64),
    /// What is newer than this row.
    After(i64),
}

/// Rows, newest first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AuditPage {
    pub entries: Vec<AuditEntry>,
    /// Whether there are rows after and before these.
    pub newer: bool,
    pub older: bool,
}
