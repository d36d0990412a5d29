//! What an answer cost, settled once: when it ends, and also when its reader has gone. The charge is an
//! append-only row; where an answer of a chat ends, both are written in one transaction.

use super::attempt::Books;
use super::count::{count_prompt, count_tokens};
use super::redact::Redaction;
use super::{Call, Caller};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::provider::EventStream;
use crate::store::{AnswerEnd, Charge, OpenCall, Store};
use crate::types::{
    AnswerId, Attempt, CallId, Event, Failure, Llm, NanoDollars, Outcome, Receipt, Timestamp,
    Tokens, Usage, UsageSource,
};
use futures::StreamExt;
use std::sync::Arc;

/// An answer on its way. Dropping it stops the provider and settles what came.
pub struct Answer {
    events: EventStream,
    redaction: Redaction,
    open: Open,
}

/// A call that is written down and not yet settled. Dropping it settles what came.
pub(super) struct Open(Option<Meter>);

/// Counts what flows by, and knows what it costs.
struct Meter {
    store: Arc<dyn Store>,
    clock: Clock,
    call: OpenCall,
    answer: Option<AnswerId>,
    /// Whether a provider has the call now; what none has costs nothing.
    at_provider: bool,
    failed_attempts: Vec<Attempt>,
    /// As the provider says; the last word counts.
    told: Option<Tokens>,
    /// As we count.
    output_counted: u64,
}

impl Answer {
    pub(super) fn new(events: EventStream, redaction: Redaction, open: Open) -> Self {
        Self {
            events,
            redaction,
            open,
        }
    }

    /// The next event; `None` after the last. What is counted is what the provider sent; what is given is
    /// what may be read of it.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.redaction.take() {
                return Some(event);
            }
            if self.redaction.is_over() {
                return None;
            }
            match self.events.next().await {
                Some(event) => {
                    if let Some(meter) = &mut self.open.0 {
                        meter.see(&event);
                    }
                    self.redaction.put(event);
                }
                None => self.redaction.end(),
            }
        }
    }

    /// For a reader who ends the answer before its end: what came of it and was held back until now.
    pub fn cut_short(&mut self) -> Vec<Event> {
        self.redaction.end();
        std::iter::from_fn(|| self.redaction.take()).collect()
    }

    /// Who answers, as shown.
    pub fn provider(&self) -> &str {
        let meter = self.open.0.as_ref();
        meter.map_or("", |meter| meter.call.provider.as_str())
    }

    /// The attempts that failed before this answer began.
    pub fn failed_attempts(&self) -> &[Attempt] {
        let meter = self.open.0.as_ref();
        meter.map_or(&[], |meter| &meter.failed_attempts)
    }

    /// Tokens written so far and what the call has cost by now.
    pub fn so_far(&self) -> (u64, NanoDollars) {
        self.open
            .0
            .as_ref()
            .map_or((0, NanoDollars::ZERO), |meter| {
                let tokens = meter.usage().tokens;
                (meter.output_counted, meter.call.price.cost(&tokens))
            })
    }

    /// Settles with this outcome, together with the end of the chat's answer if it writes one. `None` if
    /// the call was settled before.
    ///
    /// # Errors
    /// If the database fails; then the call stays open, and the recovery at the next start settles it.
    pub async fn settle(
        mut self,
        outcome: Outcome,
        end: Option<&AnswerEnd>,
    ) -> Result<Option<Receipt>> {
        match self.open.0.take() {
            Some(meter) => {
                for (rule, times) in self.redaction.found() {
                    tracing::info!(call = %meter.call.id, rule, times, "secrets were taken out of an answer");
                }
                meter.settle(outcome, end).await
            }
            None => Ok(None),
        }
    }

    /// The whole text at once. A plain reply is the stream collected.
    ///
    /// # Errors
    /// If the provider or the database fails; what came is charged all the same.
    pub async fn collect(mut self) -> Result<(String, Option<Receipt>)> {
        let mut text = String::new();
        let mut failure = None;
        while let Some(event) = self.next().await {
            match event {
                Event::Delta(delta) | Event::Refusal(delta) => text.push_str(&delta),
                Event::Failed(failed) => failure = Some(failed),
                _ => {}
            }
        }
        match failure {
            None => Ok((text, self.settle(Outcome::Complete, None).await?)),
            Some(Failure { message, .. }) => {
                self.settle(Outcome::Failed, None).await?;
                Err(Error::Internal(message))
            }
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let Some(meter) = self.0.take() else { return };
        let call = meter.call.id;
        // Without a runtime the process is ending; the recovery at the next start settles the call.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                if let Err(error) = meter.leave().await {
                    tracing::error!(%call, ?error, "a call that was left could not be settled");
                }
            });
        }
    }
}

impl Open {
    /// Writes the call down before it goes out.
    pub(super) async fn new(
        store: Arc<dyn Store>,
        clock: Clock,
        caller: &Caller,
        call: &Call,
        llm: &Llm,
    ) -> Result<Self> {
        let opened = OpenCall {
            id: call.id,
            account: caller.id(),
            purpose: call.purpose,
            llm: llm.name.clone(),
            provider: llm.provider.clone(),
            price: llm.price,
            input_counted: count_prompt(&call.messages, &call.options),
            started_at: clock.now(),
        };
        // Made first: a caller who leaves while the row is written takes it along.
        let open = Self(Some(Meter {
            store: store.clone(),
            clock,
            call: opened.clone(),
            answer: call.answer,
            at_provider: false,
            failed_attempts: Vec::new(),
            told: None,
            output_counted: 0,
        }));
        store.open_call(&opened).await.map_err(Error::Store)?;
        Ok(open)
    }

    /// The provider did not begin to answer: nothing is charged.
    pub(super) async fn release(mut self) -> Result<()> {
        if let Some(meter) = &mut self.0 {
            meter.at_provider = false;
            let dropped = meter.store.drop_call(meter.call.id).await;
            dropped.map_err(Error::Store)?;
        }
        self.0 = None;
        Ok(())
    }
}

impl Books for Open {
    fn sent_to(&mut self, provider: &str) {
        if let Some(meter) = &mut self.0 {
            meter.call.provider = provider.to_owned();
            meter.at_provider = true;
        }
    }

    /// It costs something only if the provider said so; then it is charged at once, under an id of its own.
    async fn failed_at(
        &mut self,
        provider: &str,
        failed: String,
        told: Option<Tokens>,
    ) -> Result<()> {
        let Some(meter) = &mut self.0 else {
            return Ok(());
        };
        meter.at_provider = false;
        let cost = match told.filter(|told| told.total() > 0) {
            Some(tokens) => meter.charge_attempt(tokens).await?,
            None => NanoDollars::ZERO,
        };
        meter.failed_attempts.push(Attempt {
            provider: provider.to_owned(),
            failed,
            cost,
        });
        Ok(())
    }

    fn charged(&self) -> NanoDollars {
        let attempts = self.0.iter().flat_map(|meter| &meter.failed_attempts);
        attempts.map(|attempt| attempt.cost).sum()
    }
}

impl Meter {
    fn see(&mut self, event: &Event) {
        match event {
            Event::Delta(text) | Event::Reasoning(text) | Event::Refusal(text) => {
                self.output_counted += count_tokens(text)
            }
            Event::ToolCall(call) => self.output_counted += count_tokens(&call.arguments),
            Event::Usage(tokens) => self.told = Some(*tokens),
            Event::Started { .. } | Event::Seal(_) | Event::Finished(_) | Event::Failed(_) => {}
        }
    }

    /// The provider's word, unless there is none or it says that nothing was used although something came.
    fn usage(&self) -> Usage {
        match self.told {
            Some(tokens)
                if tokens.output > 0 || (tokens.total() > 0 && self.output_counted == 0) =>
            {
                Usage {
                    tokens,
                    source: UsageSource::Provider,
                }
            }
            told => {
                let prompt = told.filter(|told| told.total() > 0);
                let prompt = prompt.unwrap_or(Tokens {
                    input: self.call.input_counted,
                    ..Tokens::default()
                });
                let tokens = Tokens {
                    output: self.output_counted,
                    reasoning: 0,
                    ..prompt
                };
                Usage {
                    tokens,
                    source: UsageSource::Counted,
                }
            }
        }
    }

    async fn charge_attempt(&self, tokens: Tokens) -> Result<NanoDollars> {
        let usage = Usage {
            tokens,
            source: UsageSource::Provider,
        };
        let now = self.clock.now();
        let charge = Charge {
            call: CallId::new(),
            ..charge(&self.call, self.answer, usage, Outcome::Failed, now)
        };
        let recorded = self.store.record_charge(&charge).await;
        recorded.map(|_new| charge.cost).map_err(Error::Store)
    }

    /// The caller has gone.
    async fn leave(self) -> Result<()> {
        if self.at_provider {
            return self.settle(Outcome::Abandoned, None).await.map(drop);
        }
        let dropped = self.store.drop_call(self.call.id).await;
        dropped.map_err(Error::Store)
    }

    async fn settle(self, outcome: Outcome, end: Option<&AnswerEnd>) -> Result<Option<Receipt>> {
        let mut charge = charge(
            &self.call,
            self.answer,
            self.usage(),
            outcome,
            self.clock.now(),
        );
        charge.failed_attempts = self.failed_attempts;
        let first = match end {
            Some(end) => self.store.end_answer(end, Some(&charge)).await,
            None => self.store.record_charge(&charge).await,
        };
        Ok(first.map_err(Error::Store)?.then(|| charge.receipt()))
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
    Charge {
        call: call.id,
        account: call.account,
        answer,
        purpose: call.purpose,
        llm: call.llm.clone(),
        provider: call.provider.clone(),
        usage,
        cost: call.price.cost(&usage.tokens),
        outcome,
        failed_attempts: Vec::new(),
        started_at: call.started_at,
        ended_at,
    }
}

impl Charge {
    pub fn receipt(&self) -> Receipt {
        Receipt {
            llm: self.llm.clone(),
            provider: self.provider.clone(),
            usage: self.usage,
            cost: self.cost
                + self
                    .failed_attempts
                    .iter()
                    .map(|attempt| attempt.cost)
                    .sum(),
            outcome: self.outcome,
            failed_attempts: self.failed_attempts.clone(),
        }
    }
}
