//! What an account is told about its budgets, and by which ways.

use super::receipt::words;
use super::{AlertId, NanoDollars, Timestamp};
use serde::{Deserialize, Serialize};

/// Which of an account's budgets.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BudgetKind {
    Daily,
    Monthly,
}

words!(BudgetKind { Daily = "daily", Monthly = "monthly" });

/// How far a budget is used.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertLevel {
    /// Most of it.
    Warning,
    /// All of it: nothing that costs goes on until its window turns.
    Reached,
}

words!(AlertLevel { Warning = "warning", Reached = "reached" });

impl AlertLevel {
    /// In their order.
    pub const ALL: [Self; 2] = [Self::Warning, Self::Reached];

    /// Of the budget.
    pub fn percent(self) -> u8 {
        match self {
            Self::Warning => 80,
            Self::Reached => 100,
        }
    }

    pub fn from_percent(percent: i64) -> Option<Self> {
        let of = |level: &Self| i64::from(level.percent()) == percent;
        Self::ALL.into_iter().find(of)
    }
}

/// A budget that is used so far; told once for each of its windows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Alert {
    pub id: AlertId,
    pub budget: BudgetKind,
    pub level: AlertLevel,
    pub window_start: Timestamp,
    /// When the budget is free again.
    pub window_end: Timestamp,
    /// Minutes east of UTC where the account is, when the window ends.
    pub utc_offset: i16,
    /// Spent when the alert was raised.
    pub settled: NanoDollars,
    pub most: NanoDollars,
    pub raised_at: Timestamp,
    pub read_at: Option<Timestamp>,
}

/// How an account wants to be told, besides on its pages.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AlertSettings {
    pub email: bool,
    pub webhook: Option<WebhookInfo>,
}

impl Default for AlertSettings {
    fn default() -> Self {
        Self {
            email: true,
            webhook: None,
        }
    }
}

/// Where an account's alerts are posted. Its secret is shown once, when it is made.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct WebhookInfo {
    pub url: String,
    pub since: Timestamp,
    /// Switched off because it said that it is gone.
    pub off_since: Option<Timestamp>,
}

/// What came of a test message, by one way.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Tested {
    pub by_email: bool,
    /// Why it was not taken, in words without an address or a secret.
    pub trouble: Option<String>,
}
