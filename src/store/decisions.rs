//! What was decided about the text of calls. Rows are only ever added.

use super::StoreResult;
use crate::types::{
    AccountId, CallId, Category, DecisionId, Email, Purpose, Scores, Timestamp, Verdict,
};
use async_trait::async_trait;

/// What was decided about one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub id: DecisionId,
    pub call: CallId,
    pub account: AccountId,
    pub purpose: Purpose,
    /// Who judged.
    pub engine: String,
    /// SHA-256 of the text.
    pub text_hash: [u8; 32],
    /// Only if the admin keeps it.
    pub text: Option<String>,
    pub verdict: Verdict,
    /// What led to the verdict, in order; none if it passed.
    pub categories: Vec<Category>,
    pub scores: Scores,
    pub decided_at: Timestamp,
}

/// A decision as admins read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedDecision {
    pub decision: Decision,
    pub name: String,
    pub email: Email,
}

/// Which decisions are wanted; all that are not said to be otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecisionFilter {
    pub verdict: Option<Verdict>,
    /// That led to the verdict.
    pub category: Option<Category>,
    pub account: Option<AccountId>,
    pub since: Option<Timestamp>,
}

/// Where a decision stands in the order of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecisionPlace {
    pub at: Timestamp,
    pub id: DecisionId,
}

/// From where on decisions are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionTurn {
    Newest,
    Before(DecisionPlace),
    After(DecisionPlace),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecisionPage {
    /// Newest first.
    pub decisions: Vec<LoggedDecision>,
    pub newer: bool,
    pub older: bool,
}

/// How many decisions there were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decided {
    pub by_verdict: Vec<(Verdict, u64)>,
    /// How often a category led to a verdict; one decision may have several.
    pub by_category: Vec<(Category, Verdict, u64)>,
}

impl Decided {
    pub fn of(&self, verdict: Verdict) -> u64 {
        let number = self.by_verdict.iter().find(|one| one.0 == verdict);
        number.map_or(0, |one| one.1)
    }

    /// How often a category led to a verdict.
    pub fn by(&self, category: &Category, verdict: Verdict) -> u64 {
        let mut all = self.by_category.iter();
        let number = all.find(|one| one.0 == *category && one.1 == verdict);
        number.map_or(0, |one| one.2)
    }
}

#[async_trait]
pub trait Decisions: Send + Sync {
    /// All or none.
    async fn record_decisions(&self, decisions: &[Decision]) -> StoreResult<()>;

    /// Oldest first.
    async fn decisions_of(&self, account: AccountId) -> StoreResult<Vec<Decision>>;

    /// A page of all that are wanted, newest first.
    async fn decisions(
        &self,
        filter: &DecisionFilter,
        turn: DecisionTurn,
        most: usize,
    ) -> StoreResult<DecisionPage>;

    /// How many there were on the day of this time (of UTC) and since; also those of accounts that were deleted.
    async fn decided_since(&self, since: Timestamp) -> StoreResult<Decided>;
}
