//! What everybody did together, for admins.

use super::StoreResult;
use crate::types::{Call, CallPlace, LlmName, NanoDollars, Timestamp};
use async_trait::async_trait;
use std::collections::BTreeMap;
use std::time::Duration;

/// Calls of one span of time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct HouseSum {
    /// Whole, in part, or from the cache.
    pub answered: u64,
    pub cached: u64,
    /// Nobody answered, or who did broke off; also attempts that were charged.
    pub failed: u64,
    pub cost: NanoDollars,
    /// What answers from the cache would have cost.
    pub saved: NanoDollars,
}

/// How things stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct HouseNow {
    pub held: NanoDollars,
    /// Calls that hold it.
    pub under_way: u64,
    /// Open accounts.
    pub people: u64,
    /// Those of which something was charged.
    pub active: u64,
    /// Those that were warned, or stopped, in a window that is not over.
    pub scarce: u64,
}

/// Whose calls they are: an account, or a key of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spender {
    pub name: String,
    pub key: Option<String>,
    pub llm: LlmName,
}

/// What somebody spent on a model.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dear {
    pub spender: Spender,
    pub calls: u64,
    pub cost: NanoDollars,
}

/// A call that took long.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Slow {
    pub spender: Spender,
    pub at: Timestamp,
    pub took: Duration,
    pub cost: NanoDollars,
}

/// A call and who made it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HouseCall {
    pub email: String,
    pub call: Call,
}

#[async_trait]
pub trait House: Send + Sync {
    /// The sum of each span, from one moment up to another. Sums are kept by quarters of an hour of UTC, so both
    /// are to fall on those; those of days do in every time zone.
    async fn house_sums(&self, spans: &[(Timestamp, Timestamp)]) -> StoreResult<Vec<HouseSum>>;

    /// Who was active, is counted since a moment.
    async fn house_now(&self, since: Timestamp, now: Timestamp) -> StoreResult<HouseNow>;

    /// What cost most since a moment, dearest first.
    async fn dearest(&self, since: Timestamp, most: u32) -> StoreResult<Vec<Dear>>;

    /// What each provider was paid since a moment, by the title it had then. Who was paid nothing is not among them.
    async fn spent_by_provider(
        &self,
        since: Timestamp,
    ) -> StoreResult<BTreeMap<String, NanoDollars>>;

    /// The calls that took longest since a moment, slowest first.
    async fn slowest(&self, since: Timestamp, most: u32) -> StoreResult<Vec<Slow>>;

    /// The next calls after a place and before a moment, oldest first.
    async fn house_calls(
        &self,
        after: CallPlace,
        until: Timestamp,
        most: u32,
    ) -> StoreResult<Vec<HouseCall>>;
}
