//! What a process that died left behind: answers without an end, and calls without a charge.

use super::Turns;
use crate::error::{Error, Result};
use crate::gateway::{charge, count_tokens};
use crate::ledger::{HELD_FOR_SECONDS, LOST_AFTER_SECONDS};
use crate::store::{AnswerEnd, OpenCall, RunningAnswer};
use crate::types::{AnswerState, Outcome, Purpose, Tokens, Usage, UsageSource};

impl Turns {
    /// Marks answers that nobody writes any more as interrupted, and charges what they used as far as it
    /// can be known. Called once at the start, before anything new is begun.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn recover(&self) -> Result<()> {
        let store = &self.inner.store;
        let answers = store.running_answers().await.map_err(Error::Store)?;
        let calls = store.open_calls().await.map_err(Error::Store)?;
        self.settle_all(&calls, &answers).await
    }

    /// The same for what was lost while the server ran, another process of it died or the database failed when
    /// something was to be settled: what holds nothing any more, and answers that are too old to be in work.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn settle_lost(&self) -> Result<()> {
        let store = &self.inner.store;
        let answers = store.running_answers().await.map_err(Error::Store)?;
        let calls = store.open_calls().await.map_err(Error::Store)?;
        // Not by the hold's expiry: the next admission has cleared it.
        let long_ago = -HELD_FOR_SECONDS - LOST_AFTER_SECONDS;
        let too_old = self.inner.clock.now().plus_seconds(long_ago);
        // What this process is writing is not lost, whatever the clock says.
        let (here, mut answers): (Vec<_>, Vec<_>) = answers
            .into_iter()
            .partition(|answer| self.inner.register.has(answer.answer));
        let (calls, at_work): (Vec<_>, Vec<_>) = calls.into_iter().partition(|call| {
            call.started_at <= too_old && !here.iter().any(|answer| answer.call == call.id)
        });
        answers.retain(
            |answer| match calls.iter().any(|call| call.id == answer.call) {
                true => true,
                false => {
                    answer.started_at <= too_old
                        && !at_work.iter().any(|call| call.id == answer.call)
                }
            },
        );
        self.settle_all(&calls, &answers).await
    }

    async fn settle_all(&self, calls: &[OpenCall], answers: &[RunningAnswer]) -> Result<()> {
        let store = &self.inner.store;
        for call in calls {
            let answer = answers.iter().find(|answer| answer.call == call.id);
            self.settle_left(call, answer).await?;
        }
        for answer in answers
            .iter()
            .filter(|answer| !calls.iter().any(|call| call.id == answer.call))
        {
            let ended = store.end_answer(&interrupted(answer), None).await;
            ended.map_err(Error::Store)?;
        }
        if !answers.is_empty() || !calls.is_empty() {
            tracing::info!(
                answers = answers.len(),
                calls = calls.len(),
                "interrupted work was settled"
            );
        }
        Ok(())
    }

    async fn settle_left(&self, call: &OpenCall, answer: Option<&RunningAnswer>) -> Result<()> {
        // The question of a turn is stored before it is sent.
        if call.purpose == Purpose::Chat && call.requests > 0 && answer.is_none() {
            let released = self.inner.store.release(&[call.id]).await;
            return released.map_err(Error::Store);
        }
        let output = answer.map_or(0, |answer| {
            count_tokens(&answer.text) + count_tokens(&answer.reasoning)
        });
        let tokens = Tokens {
            input: call.input_counted,
            output,
            ..Tokens::default()
        };
        let usage = Usage {
            tokens,
            source: UsageSource::Counted,
        };
        let charge = charge(
            call,
            answer.map(|answer| answer.answer),
            usage,
            Outcome::Abandoned,
            self.inner.clock.now(),
        );
        let first = match answer {
            Some(answer) => {
                self.inner
                    .store
                    .end_answer(&interrupted(answer), Some(&charge))
                    .await
            }
            None => self.inner.store.record_charge(&charge).await,
        };
        if first.map_err(Error::Store)? {
            self.inner.gateway.metrics().charged(&charge);
        }
        Ok(())
    }
}

fn interrupted(answer: &RunningAnswer) -> AnswerEnd {
    AnswerEnd {
        answer: answer.answer,
        state: AnswerState::Interrupted,
        text: answer.text.clone(),
        reasoning: answer.reasoning.clone(),
        error: None,
    }
}
