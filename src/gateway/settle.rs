//! What a call cost, settled once: when its answer ends, and also when nobody waits for it any more. The charge
//! is an append-only row; where an answer of a chat ends, both are written in one transaction.

use super::attempt::Books;
use super::till::Till;
use crate::error::{Error, Result};
use crate::ledger::Hold;
use crate::store::{AnswerEnd, Charge, OpenCall, insist};
use crate::types::{
    AnswerId, Attempt, CallId, NanoDollars, Outcome, Price, Receipt, Timestamp, Tokens, Usage,
    UsageSource,
};
use std::sync::Arc;

/// A call that is written down and not yet settled. Dropping it settles it with nothing but its prompt.
pub(super) struct Open(Option<Box<Bill>>);

/// Who pays for a call, and what for.
struct Bill {
    till: Till,
    hold: Arc<Hold>,
    call: OpenCall,
    answer: Option<AnswerId>,
    /// Whether a provider has the call now; what none has costs nothing.
    at_provider: bool,
    failed_attempts: Vec<Attempt>,
    /// What another call was charged of the same answer.
    before: Tokens,
}

/// A call that was spared a provider: its answer was kept, or is somebody else's.
pub(super) struct Guest {
    till: Till,
    hold: Arc<Hold>,
    answer: Option<AnswerId>,
}

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(bill) = self.0.take() {
            let usage = bill.prompt();
            bill.leave(usage);
        }
    }
}

impl Open {
    /// A call that was let in and goes out now.
    pub(super) fn new(till: Till, hold: Arc<Hold>, answer: Option<AnswerId>) -> Self {
        Self(Some(Box::new(Bill {
            till,
            call: hold.call().clone(),
            hold,
            answer,
            at_provider: false,
            failed_attempts: Vec::new(),
            before: Tokens::default(),
        })))
    }

    /// As it is written down.
    pub(super) fn call(&self) -> Option<&OpenCall> {
        self.0.as_ref().map(|bill| &bill.call)
    }

    pub(super) fn failed_attempts(&self) -> &[Attempt] {
        self.0.as_ref().map_or(&[], |bill| &bill.failed_attempts)
    }

    /// No provider began to answer: nothing is charged.
    pub(super) async fn unanswered(mut self) -> Result<()> {
        let Some(bill) = self.0.take() else {
            return Ok(());
        };
        let metrics = &bill.till.metrics;
        metrics.unanswered(&bill.call, Outcome::Failed);
        bill.hold.fail().await
    }

    /// It is not needed: nothing is charged.
    pub(super) async fn release(mut self) -> Result<()> {
        match self.0.take() {
            Some(bill) => bill.hold.release().await,
            None => Ok(()),
        }
    }

    /// Another call for the same answer and the same account, written down beside this one: for what comes
    /// after this one is settled. It holds what is then left.
    pub(super) async fn continued(call: &OpenCall, till: Till) -> Result<Self> {
        let rest = OpenCall {
            id: CallId::new(),
            requests: 0,
            input_counted: 0,
            ..call.clone()
        };
        // Made first: whoever leaves while the row is written takes it along.
        let hold = Arc::new(Hold::of(till.store.clone(), rest.clone()));
        let opened = till.store.open_rest(&rest, call.id).await;
        opened.map_err(Error::Store)?;
        Ok(Self(Some(Box::new(Bill {
            till,
            hold,
            call: rest,
            answer: None,
            at_provider: true,
            failed_attempts: Vec::new(),
            before: Tokens::default(),
        }))))
    }

    /// What the call before this one is charged of the answer.
    pub(super) fn comes_after(&mut self, before: Tokens) {
        if let Some(bill) = &mut self.0 {
            bill.before = before;
        }
    }

    /// Settles with this outcome, together with the end of the chat's answer if it writes one. `None` if
    /// the call was settled before.
    pub(super) async fn settle(
        mut self,
        usage: Usage,
        outcome: Outcome,
        end: Option<&AnswerEnd>,
    ) -> Result<Option<Receipt>> {
        match self.0.take() {
            Some(bill) => bill.settle(usage, outcome, end).await,
            None => Ok(None),
        }
    }

    /// Nobody waits for the answer any more: settles with what came, apart from whoever finds out.
    pub(super) fn abandon(mut self, usage: Usage) {
        if let Some(bill) = self.0.take() {
            bill.leave(usage);
        }
    }
}

impl Books for Open {
    fn sent_to(&mut self, provider: &str) {
        if let Some(bill) = &mut self.0 {
            bill.call.provider = provider.to_owned();
            bill.at_provider = true;
        }
    }

    /// An attempt failed before the answer began. It costs something only if the provider said so; then it
    /// is charged at once, under an id of its own.
    async fn failed_at(
        &mut self,
        provider: &str,
        failed: String,
        told: Option<Tokens>,
    ) -> Result<()> {
        let Some(bill) = &mut self.0 else {
            return Ok(());
        };
        bill.at_provider = false;
        let cost = match told.filter(|told| told.total() > 0) {
            Some(tokens) => bill.charge_attempt(tokens).await?,
            None => NanoDollars::ZERO,
        };
        bill.failed_attempts.push(Attempt {
            provider: provider.to_owned(),
            failed,
            cost,
        });
        Ok(())
    }

    fn charged(&self) -> NanoDollars {
        let attempts = self.0.iter().flat_map(|bill| &bill.failed_attempts);
        attempts.map(|attempt| attempt.cost).sum()
    }
}

impl Bill {
    /// Before anything came.
    fn prompt(&self) -> Usage {
        let tokens = Tokens {
            input: self.call.input_counted,
            ..Tokens::default()
        };
        Usage {
            tokens,
            source: UsageSource::Counted,
        }
    }

    async fn charge_attempt(&self, tokens: Tokens) -> Result<NanoDollars> {
        let usage = Usage {
            tokens,
            source: UsageSource::Provider,
        };
        let now = self.till.clock.now();
        let charge = Charge {
            call: CallId::new(),
            requests: 0,
            ..charge(&self.call, self.answer, usage, Outcome::Failed, now)
        };
        let store = &self.till.store;
        let recorded = insist(|| store.record_attempt(&charge, self.call.id, now)).await;
        let has_room = recorded.map_err(Error::Store)?;
        self.till.metrics.spent(&charge);
        match has_room {
            true => Ok(charge.cost),
            // Another attempt could cost as much again, and there is no room for that.
            false => Err(Error::Spent),
        }
    }

    /// In a task of its own. Without a runtime the process is ending; the recovery at the next start settles
    /// the call.
    fn leave(self, usage: Usage) {
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                let call = self.call.id;
                if let Err(error) = self.left(usage).await {
                    tracing::error!(%call, ?error, "a call that was left could not be settled");
                }
            });
        }
    }

    async fn left(self, usage: Usage) -> Result<()> {
        if self.at_provider {
            return self.settle(usage, Outcome::Abandoned, None).await.map(drop);
        }
        let metrics = &self.till.metrics;
        metrics.unanswered(&self.call, Outcome::Abandoned);
        self.hold.release().await
    }

    async fn settle(
        self,
        usage: Usage,
        outcome: Outcome,
        end: Option<&AnswerEnd>,
    ) -> Result<Option<Receipt>> {
        let now = self.till.clock.now();
        let charge = Charge {
            failed_attempts: self.failed_attempts,
            ..charge(&self.call, self.answer, usage, outcome, now)
        };
        let charge = Charge {
            cost: rest(&self.call.price, self.before, charge.usage.tokens),
            ..charge
        };
        self.till.settle(&self.hold, &charge, end).await
    }
}

/// What is left to pay of an answer that another call has paid the beginning of: together they cost what it
/// costs as a whole, which is rounded once.
fn rest(price: &Price, before: Tokens, now: Tokens) -> NanoDollars {
    let both = price.cost(&before.plus(&now)).0;
    NanoDollars(both.saturating_sub(price.cost(&before).0))
}

impl Guest {
    pub(super) fn new(till: Till, hold: Arc<Hold>, answer: Option<AnswerId>) -> Self {
        Self { till, hold, answer }
    }

    pub(super) fn price(&self) -> &Price {
        &self.hold.call().price
    }

    /// A row that costs nothing and says what was saved.
    pub(super) async fn settle(
        self,
        provider: String,
        usage: Usage,
        outcome: Outcome,
        end: Option<&AnswerEnd>,
    ) -> Result<Option<Receipt>> {
        let outcome = match outcome {
            Outcome::Complete => Outcome::Cached,
            other => other,
        };
        let now = self.till.clock.now();
        let charge = charge(self.hold.call(), self.answer, usage, outcome, now);
        let charge = Charge {
            provider,
            cost: NanoDollars::ZERO,
            saved: charge.cost,
            kept: true,
            ..charge
        };
        self.till.settle(&self.hold, &charge, end).await
    }

    /// The end of a chat's answer whose call was settled before.
    pub(super) async fn end(&self, end: &AnswerEnd) -> Result<()> {
        let ended = insist(|| self.till.store.end_answer(end, None)).await;
        ended.map(drop).map_err(Error::Store)
    }

    /// See [`Open::continued`].
    pub(super) async fn continued(&self, call: &OpenCall) -> Result<Open> {
        Open::continued(call, self.till.clone()).await
    }
}

/// The charge of a call that ended like this.
pub(crate) fn charge(
    call: &OpenCall,
    answer: Option<AnswerId>,
    usage: Usage,
    outcome: Outcome,
    ended_at: Timestamp,
) -> Charge {
    let usage = call.bounded(usage);
    Charge {
        call: call.id,
        account: call.account,
        key: call.key,
        requests: call.requests,
        kept: false,
        answer,
        purpose: call.purpose,
        llm: call.llm.clone(),
        provider: call.provider.clone(),
        usage,
        price: Some(call.price),
        cost: call.price.cost(&usage.tokens),
        saved: NanoDollars::ZERO,
        outcome,
        failed_attempts: Vec::new(),
        started_at: call.started_at,
        ended_at,
    }
}

/// What each kind of token cost, of a charge without its failed attempts.
pub(crate) fn parts_of(
    price: Option<Price>,
    tokens: &Tokens,
    cost: NanoDollars,
    outcome: Outcome,
) -> Option<[NanoDollars; 4]> {
    let price = price.filter(|_| outcome != Outcome::Cached);
    price?.parts(tokens, cost)
}

impl Charge {
    pub fn receipt(&self) -> Receipt {
        Receipt {
            llm: self.llm.clone(),
            provider: self.provider.clone(),
            usage: self.usage,
            parts: parts_of(self.price, &self.usage.tokens, self.cost, self.outcome),
            cost: self.cost
                + self
                    .failed_attempts
                    .iter()
                    .map(|attempt| attempt.cost)
                    .sum(),
            judged: NanoDollars::ZERO,
            saved: self.saved,
            outcome: self.outcome,
            failed_attempts: self.failed_attempts.clone(),
        }
    }
}
