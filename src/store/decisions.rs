//! What was decided about the text of calls. Rows are only ever added.

use super::StoreResult;
use crate::types::{AccountId, CallId, DecisionId, Purpose, Scores, Timestamp, Verdict};
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
    pub scores: Scores,
    pub decided_at: Timestamp,
}

#[async_trait]
pub trait Decisions: Send + Sync {
    /// All or none.
    async fn record_decisions(&self, decisions: &[Decision]) -> StoreResult<()>;

    /// Oldest first.
    async fn decisions_of(&self, account: AccountId) -> StoreResult<Vec<Decision>>;
}
