//! Calls under way, which hold what they may use, and what calls have cost. Charges are only ever added.

use super::StoreResult;
use crate::types::{
    AccountId, AnswerId, Attempt, CallId, KeyId, LlmName, NanoDollars, Outcome, Price, Purpose,
    Refusal, Timestamp, Tokens, Usage, UsageSource,
};
use async_trait::async_trait;

/// A call under way, written before it goes to a provider. It holds the most that it may use, and after a
/// crash it says what was begun, so that no call that cost something is without its charge.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenCall {
    pub id: CallId,
    pub account: AccountId,
    /// With which the account called, if it did with one.
    pub key: Option<KeyId>,
    pub purpose: Purpose,
    /// How many requests of its account it is: one, or none where it is part of another.
    pub requests: u32,
    pub llm: LlmName,
    pub provider: String,
    /// The price in force when the call started is the price.
    pub price: Price,
    /// Tokens of the prompt as we count them, for when the provider never says.
    pub input_counted: u64,
    pub held: Held,
    pub started_at: Timestamp,
    /// Until when it holds anything, whatever becomes of this process.
    pub expires_at: Timestamp,
}

/// The most tokens that a call may use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    pub prompt: u64,
    pub output: u64,
}

/// Calls that want to begin, together or not at all, of one account. Each says the least that it can do with;
/// the first may have a longer answer, as far as there is room.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    pub calls: Vec<OpenCall>,
    /// Most tokens of the first call's answer.
    pub most_output: u64,
}

/// What became of an [`Ask`].
#[derive(Clone, Debug, PartialEq)]
pub enum Admission {
    Granted {
        /// Tokens that the first call's answer may have.
        output: u64,
        pace: Option<Pace>,
    },
    Refused(Box<Refusal>),
    /// The account was suspended, or the key revoked, since the caller was recognised.
    Suspended,
    Revoked,
}

/// How often an account may ask, as its programs are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    pub most: u64,
    pub left: u64,
    /// When the hour turns.
    pub turns_at: Timestamp,
}

/// One call that reached a provider, or that was spared it.
#[derive(Clone, Debug, PartialEq)]
pub struct Charge {
    pub call: CallId,
    pub account: AccountId,
    pub key: Option<KeyId>,
    /// As of its [`OpenCall`].
    pub requests: u32,
    /// Nobody was asked for it: what it says was used, was used before.
    pub kept: bool,
    pub answer: Option<AnswerId>,
    pub purpose: Purpose,
    pub llm: LlmName,
    pub provider: String,
    pub usage: Usage,
    /// That it was charged by; what was charged long ago does not say.
    pub price: Option<Price>,
    pub cost: NanoDollars,
    /// What an answer that cost nothing would have cost.
    pub saved: NanoDollars,
    pub outcome: Outcome,
    /// The attempts that failed before this one. What they cost stands in charges of their own.
    pub failed_attempts: Vec<Attempt>,
    pub started_at: Timestamp,
    pub ended_at: Timestamp,
}

impl Held {
    pub fn total(&self) -> u64 {
        self.prompt.saturating_add(self.output)
    }
}

impl OpenCall {
    /// What we counted ourselves is never more than was held: a provider keeps the lengths that it was told,
    /// and only counts otherwise than we do.
    pub fn bounded(&self, usage: Usage) -> Usage {
        if usage.source == UsageSource::Provider || self.held == Held::default() {
            return usage;
        }
        let tokens = Tokens {
            input: usage.tokens.input.min(self.held.prompt),
            output: usage.tokens.output.min(self.held.output),
            ..usage.tokens
        };
        Usage { tokens, ..usage }
    }

    /// The most that it may cost.
    pub fn amount(&self) -> NanoDollars {
        self.price.worst(self.held.prompt, self.held.output)
    }
}

#[async_trait]
pub trait Charges: Send + Sync {
    /// Checks the calls against every limit of their account and key and writes them down, in one step: what
    /// is settled, what is held and what they hold never exceeds a limit. Anything but `Granted` leaves
    /// nothing behind.
    async fn admit(&self, ask: &Ask, now: Timestamp) -> StoreResult<Admission>;

    /// Writes down a call that goes on where `before` ends. It holds nothing until then, and then what is left
    /// of that one's.
    async fn open_rest(&self, rest: &OpenCall, before: CallId) -> StoreResult<()>;

    /// Records the charge and closes the call, once: `false` if the call was charged before, and then
    /// nothing changes.
    async fn record_charge(&self, charge: &Charge) -> StoreResult<bool>;

    /// Records what a failed attempt of a call cost. The call goes on to hold as much as before if there is
    /// room for that; else only what is left, and the answer is `false`.
    async fn record_attempt(
        &self,
        charge: &Charge,
        of: CallId,
        now: Timestamp,
    ) -> StoreResult<bool>;

    /// Records the charges of calls that went out together, and closes those that cost nothing, as
    /// [`Charges::record_charge`] and [`Charges::release`] do: all or none.
    async fn settle_batch(&self, charges: &[Charge], dropped: &[CallId]) -> StoreResult<()>;

    /// Closes calls that used nothing.
    async fn release(&self, calls: &[CallId]) -> StoreResult<()>;

    /// Closes a call that nobody answered. It costs nothing, and is counted as failed.
    async fn fail(&self, call: CallId) -> StoreResult<()>;

    /// Calls that are neither charged nor released.
    async fn open_calls(&self) -> StoreResult<Vec<OpenCall>>;

    async fn charges_of(&self, account: AccountId) -> StoreResult<Vec<Charge>>;

    /// What models were paid to judge the question of an answer.
    async fn judged(&self, answer: AnswerId) -> StoreResult<NanoDollars>;

    /// Adds everything up anew. What expired before `lost` should have been settled.
    async fn discrepancies(&self, lost: Timestamp) -> StoreResult<Vec<Discrepancy>>;
}

/// A place where the ledger is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discrepancy {
    pub what: &'static str,
    /// An account and a time, or the id of a call or an answer.
    pub place: String,
}
