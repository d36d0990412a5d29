//! What an answer cost, settled once: when it ends, and also when its reader has gone. The charge is an
//! append-only row; where an answer of a chat ends, both are written in one transaction.

use super::count::{count_prompt, count_tokens};
use super::{Call, Caller, Route};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::provider::EventStream;
use crate::store::{AnswerEnd, Charge, OpenCall, Store};
use crate::types::{
    AnswerId, Event, Failure, NanoDollars, Outcome, Receipt, Timestamp, Tokens, Usage, UsageSource,
};
use futures::StreamExt;
use std::sync::Arc;

/// An answer on its way. Dropping it stops the provider and settles what came.
pub struct Answer {
    events: EventStream,
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
    /// As the provider says; the last word counts.
    told: Option<Tokens>,
    /// As we count.
    output_counted: u64,
}

impl Answer {
    pub(super) fn new(events: EventStream, open: Open) -> Self {
        Self { events, open }
    }

    /// The next event; `None` after the last.
    pub async fn next(&mut self) -> Option<Event> {
        let event = self.events.next().await?;
        if let Some(meter) = &mut self.open.0 {
            meter.see(&event);
        }
        Some(event)
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
            Some(meter) => meter.settle(outcome, end).await,
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
                if let Err(error) = meter.settle(Outcome::Abandoned, None).await {
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
        route: &Route,
    ) -> Result<Self> {
        let opened = OpenCall {
            id: call.id,
            account: caller.id(),
            purpose: call.purpose,
            llm: route.llm.name.clone(),
            provider: route.llm.provider.clone(),
            price: route.llm.price,
            input_counted: count_prompt(&call.messages),
            started_at: clock.now(),
        };
        store.open_call(&opened).await.map_err(Error::Store)?;
        Ok(Self(Some(Meter {
            store,
            clock,
            call: opened,
            answer: call.answer,
            told: None,
            output_counted: 0,
        })))
    }

    /// The provider did not begin to answer: nothing is charged.
    pub(super) async fn release(mut self) -> Result<()> {
        match self.0.take() {
            Some(meter) => meter
                .store
                .drop_call(meter.call.id)
                .await
                .map_err(Error::Store),
            None => Ok(()),
        }
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

    async fn settle(self, outcome: Outcome, end: Option<&AnswerEnd>) -> Result<Option<Receipt>> {
        let charge = charge(
            &self.call,
            self.answer,
            self.usage(),
            outcome,
            self.clock.now(),
        );
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
            cost: self.cost,
            outcome: self.outcome,
        }
    }
}
