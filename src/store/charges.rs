//! What calls cost. Rows are only ever added.

use super::StoreResult;
use crate::types::{
    AccountId, AnswerId, Attempt, CallId, LlmName, NanoDollars, Outcome, Price, Purpose, Timestamp,
    Usage,
};
use async_trait::async_trait;

/// A call that is about to go to a provider, written before it goes: after a crash it says what was under
/// way, so that no call that cost something is without its charge.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenCall {
    pub id: CallId,
    pub account: AccountId,
    pub purpose: Purpose,
    pub llm: LlmName,
    pub provider: String,
    /// The price in force when the call started is the price.
    pub price: Price,
    /// Tokens of the prompt as we count them, for when the provider never says.
    pub input_counted: u64,
    pub started_at: Timestamp,
}

/// One call that reached a provider, or that was spared it.
#[derive(Clone, Debug, PartialEq)]
pub struct Charge {
    pub call: CallId,
    pub account: AccountId,
    pub answer: Option<AnswerId>,
    pub purpose: Purpose,
    pub llm: LlmName,
    pub provider: String,
    pub usage: Usage,
    pub cost: NanoDollars,
    /// What an answer that cost nothing would have cost.
    pub saved: NanoDollars,
    pub outcome: Outcome,
    /// The attempts that failed before this one. What they cost stands in charges of their own.
    pub failed_attempts: Vec<Attempt>,
    pub started_at: Timestamp,
    pub ended_at: Timestamp,
}

#[async_trait]
pub trait Charges: Send + Sync {
    async fn open_call(&self, call: &OpenCall) -> StoreResult<()>;

    /// Records the charge and closes the call, once: `false` if the call was charged before, and then
    /// nothing changes.
    async fn record_charge(&self, charge: &Charge) -> StoreResult<bool>;

    /// The same for calls that go out together: all or none.
    async fn open_batch(&self, calls: &[OpenCall]) -> StoreResult<()>;

    /// Records the charges of calls that went out together, and closes those that cost nothing, as
    /// [`Charges::record_charge`] and [`Charges::drop_call`] do: all or none.
    async fn settle_batch(&self, charges: &[Charge], dropped: &[CallId]) -> StoreResult<()>;

    /// Closes a call that reached no provider.
    async fn drop_call(&self, call: CallId) -> StoreResult<()>;

    /// Calls that are neither charged nor dropped, for the recovery at start.
    async fn open_calls(&self) -> StoreResult<Vec<OpenCall>>;

    async fn charges_of(&self, account: AccountId) -> StoreResult<Vec<Charge>>;
}
