//! Writes one answer, from the first event to its settlement.

use super::Inner;
use super::running::{Ended, Running};
use crate::error::Error;
use crate::gateway::{self, Admitted};
use crate::store::{AnswerEnd, insist};
use crate::types::{AnswerId, AnswerState, Event, Failure, Finish, Outcome, Receipt};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// How far the database may lag behind what readers see.
const KEEP_EVERY: Duration = Duration::from_millis(250);

/// How an answer came to its end.
struct Ending {
    state: AnswerState,
    outcome: Outcome,
    error: Option<String>,
}

impl Ending {
    fn new(state: AnswerState, outcome: Outcome) -> Self {
        Self {
            state,
            outcome,
            error: None,
        }
    }

    fn failed(error: String) -> Self {
        Self {
            state: AnswerState::Failed,
            outcome: Outcome::Failed,
            error: Some(error),
        }
    }
}

impl Inner {
    pub(super) async fn write_answer(
        self: Arc<Self>,
        admitted: Admitted,
        id: AnswerId,
        running: Arc<Running>,
    ) {
        let begun = tokio::select! {
            biased;
            () = running.stop.cancelled() => return self.end_unsent(id, &running, AnswerState::Stopped, None).await,
            begun = self.gateway.answer(admitted) => begun,
            () = self.ending.cancelled() => return self.end_unsent(id, &running, AnswerState::Interrupted, None).await,
        };
        match begun {
            Ok(mut answer) => {
                let provider = answer.provider().to_owned();
                let ending = self.follow(&mut answer, id, &provider, &running).await;
                self.settle(answer, id, ending, &running).await;
            }
            Err(error) => {
                if error.status() >= 500 {
                    tracing::warn!(answer = %id, ?error, "an answer could not begin");
                }
                self.end_unsent(id, &running, AnswerState::Failed, Some(error.to_string()))
                    .await;
            }
        }
    }

    /// Passes events on to readers and, every so often, to the database, until the answer ends.
    async fn follow(
        &self,
        answer: &mut gateway::Answer,
        id: AnswerId,
        provider: &str,
        running: &Running,
    ) -> Ending {
        let mut keep = interval(KEEP_EVERY);
        keep.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut kept = (0, 0);
        let mut refused = false;
        loop {
            tokio::select! {
                biased;
                () = running.stop.cancelled() => return Ending::new(AnswerState::Stopped, Outcome::Stopped),
                () = self.ending.cancelled() => return Ending::new(AnswerState::Interrupted, Outcome::Abandoned),
                _ = keep.tick() => self.keep(id, running, &mut kept).await,
                event = answer.next() => match event {
                    Some(Event::Delta(text)) => grow(running, answer, &text, ""),
                    Some(Event::Refusal(text)) => {
                        refused = true;
                        grow(running, answer, &text, "");
                    }
                    Some(Event::Reasoning(text)) => grow(running, answer, "", &text),
                    Some(Event::Finished(finish)) => {
                        let silent = running.look().text.is_empty();
                        return finished(&finish, refused, silent, provider);
                    }
                    Some(Event::Failed(failure)) => return broken(id, provider, &failure),
                    Some(Event::Started { .. } | Event::Seal(_) | Event::ToolCall(_) | Event::Usage(_)) => {}
                    None => return Ending::failed(gateway::broken_off(provider, None)),
                },
            }
        }
    }

    /// Appends to the database what it does not have yet. A failure is not the end: the answer's end writes
    /// the whole text once more.
    async fn keep(&self, id: AnswerId, running: &Running, kept: &mut (usize, usize)) {
        let (text, reasoning) = {
            let progress = running.look();
            (
                progress.text[kept.0..].to_owned(),
                progress.reasoning[kept.1..].to_owned(),
            )
        };
        if text.is_empty() && reasoning.is_empty() {
            return;
        }
        match self.store.append_answer(id, &text, &reasoning).await {
            Ok(()) => *kept = (kept.0 + text.len(), kept.1 + reasoning.len()),
            Err(error) => tracing::warn!(answer = %id, %error, "text could not be kept yet"),
        }
    }

    async fn settle(
        &self,
        mut answer: gateway::Answer,
        id: AnswerId,
        ending: Ending,
        running: &Running,
    ) {
        for event in answer.cut_short() {
            match event {
                Event::Delta(text) | Event::Refusal(text) => grow(running, &answer, &text, ""),
                Event::Reasoning(text) => grow(running, &answer, "", &text),
                _ => {}
            }
        }
        let end = answer_end(id, running, ending.state, ending.error);
        match answer.settle(ending.outcome, Some(&end)).await {
            Ok(receipt) => {
                let receipt = self.with_judges(id, receipt).await;
                self.announce(id, running, end, receipt);
            }
            Err(error) => {
                tracing::error!(answer = %id, ?error, "an answer could not be settled; the next start will");
                let error = Some(Error::Internal(String::new()).to_string());
                self.announce(
                    id,
                    running,
                    AnswerEnd {
                        state: AnswerState::Failed,
                        error,
                        ..end
                    },
                    None,
                );
            }
        }
    }

    /// What was charged beside the answer, for its receipt.
    async fn with_judges(&self, id: AnswerId, receipt: Option<Receipt>) -> Option<Receipt> {
        let mut receipt = receipt?;
        if self.gateway.asks_judges() {
            match self.store.judged(id).await {
                Ok(judged) => receipt.judged = judged,
                Err(error) => tracing::warn!(answer = %id, %error, "a receipt lacks its judges"),
            }
        }
        Some(receipt)
    }

    /// Ends an answer that reached no provider: nothing is charged.
    async fn end_unsent(
        &self,
        id: AnswerId,
        running: &Running,
        state: AnswerState,
        error: Option<String>,
    ) {
        let end = answer_end(id, running, state, error);
        if let Err(error) = insist(|| self.store.end_answer(&end, None)).await {
            tracing::error!(answer = %id, %error, "an answer could not be ended; the next start will");
        }
        self.announce(id, running, end, None);
    }

    fn announce(&self, id: AnswerId, running: &Running, end: AnswerEnd, receipt: Option<Receipt>) {
        running.change(|progress| {
            progress.ended = Some(Ended {
                state: end.state,
                error: end.error,
                receipt,
            })
        });
        self.register.remove(id);
    }
}

fn grow(running: &Running, answer: &gateway::Answer, text: &str, reasoning: &str) {
    let (tokens, cost) = answer.so_far();
    running.change(|progress| {
        progress.text.push_str(text);
        progress.reasoning.push_str(reasoning);
        (progress.tokens, progress.cost) = (tokens, cost);
    });
}

fn finished(finish: &Finish, refused: bool, silent: bool, provider: &str) -> Ending {
    let state = match finish {
        _ if refused => AnswerState::Refused,
        Finish::ContentFilter => AnswerState::Refused,
        Finish::Length => AnswerState::Truncated,
        // Whatever the reason, nobody is left with an empty answer and no word about it.
        _ if silent => {
            return Ending::failed(format!(
                "{provider} ended the answer without saying anything."
            ));
        }
        Finish::Stop | Finish::ToolCalls | Finish::Other(_) => AnswerState::Complete,
    };
    let mut ending = Ending::new(state, Outcome::Complete);
    if *finish == Finish::ContentFilter {
        ending.error = Some("The provider's filter withheld the rest of this answer.".into());
    }
    ending
}

fn broken(id: AnswerId, provider: &str, failure: &Failure) -> Ending {
    tracing::warn!(answer = %id, provider, ?failure, "an answer broke off");
    Ending::failed(gateway::broken_off(provider, Some(failure)))
}

fn answer_end(
    answer: AnswerId,
    running: &Running,
    state: AnswerState,
    error: Option<String>,
) -> AnswerEnd {
    let progress = running.look();
    AnswerEnd {
        answer,
        state,
        text: progress.text.clone(),
        reasoning: progress.reasoning.clone(),
        error,
    }
}
