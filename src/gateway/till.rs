//! Where calls are paid: what is settled is written down, and counted once it is.

use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::ledger::Hold;
use crate::metrics::Metrics;
use crate::store::{AnswerEnd, Charge, Store, insist};
use crate::types::Receipt;
use std::sync::Arc;

#[derive(Clone)]
pub(super) struct Till {
    pub(super) store: Arc<dyn Store>,
    pub(super) clock: Clock,
    pub(super) metrics: Metrics,
}

impl Till {
    /// Writes a charge down, together with the end of the chat's answer if it writes one. `None` if the call was
    /// settled before.
    pub(super) async fn settle(
        &self,
        hold: &Hold,
        charge: &Charge,
        end: Option<&AnswerEnd>,
    ) -> Result<Option<Receipt>> {
        // Whether this succeeds or not: what was used is never released, at worst it is charged by the recovery.
        hold.ended();
        let first = match end {
            Some(end) => insist(|| self.store.end_answer(end, Some(charge))).await,
            None => insist(|| self.store.record_charge(charge)).await,
        };
        let first = first.map_err(Error::Store)?;
        if first {
            self.metrics.charged(charge);
        }
        Ok(first.then(|| charge.receipt()))
    }
}
