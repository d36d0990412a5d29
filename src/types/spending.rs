//! What an account used and may use, as its holder sees it.

use super::receipt::words;
use super::{Day, KeyId, Limit, LlmName, NanoDollars, Purpose, Timestamp, Tokens};
use serde::{Deserialize, Serialize};

/// One limit of an account and how much of it is used. Amounts are in the unit of the limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Standing {
    pub limit: Limit,
    pub most: i64,
    pub settled: i64,
    pub held: i64,
    /// When its window began and when it turns; `None` where it has none.
    pub begun_at: Option<Timestamp>,
    pub turns_at: Option<Timestamp>,
}

/// What was used within one span of time with one model, for one purpose, with one key.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Spent {
    /// Where the span begins.
    pub from: Timestamp,
    /// `None` in the browser.
    pub key: Option<KeyId>,
    pub purpose: Purpose,
    pub llm: LlmName,
    pub calls: u64,
    pub requests: u64,
    pub tokens: Tokens,
    pub cost: NanoDollars,
    /// What answers that were kept would have cost.
    pub saved: NanoDollars,
}

/// Which days to look at.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Days {
    Week,
    /// Of the calendar.
    #[default]
    Month,
    Quarter,
}

words!(Days { Week = "week", Month = "month", Quarter = "quarter" });

/// How a budget's window will end if spending goes on as it did so far.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Forecast {
    /// Spent when the window turns.
    pub at_end: NanoDollars,
    /// When the budget is used up, if it is before that.
    pub used_up_at: Option<Timestamp>,
}

/// A limit, and what becomes of it if it is a budget.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Gauge {
    pub standing: Standing,
    pub forecast: Option<Forecast>,
}

/// A day where the account is, and what was used on it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SpentDay {
    pub day: Day,
    pub spent: Vec<Spent>,
}

/// What an account used in some days, and what it may use now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Overview {
    pub tier: String,
    /// By its IANA name.
    pub zone: String,
    /// Minutes east of UTC where the account is now.
    pub utc_offset: i16,
    pub today: Day,
    pub gauges: Vec<Gauge>,
    /// Oldest first, each day once, also those on which nothing was used or that are still to come.
    pub days: Vec<SpentDay>,
}
