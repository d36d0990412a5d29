//! Reading an answer while it is written, from wherever the reader is.

use super::running::{Progress, Running, Title};
use super::{Inner, Turns};
use crate::error::{Error, Result};
use crate::gateway::Caller;
use crate::types::{AccountId, Answer, AnswerEvent, AnswerId, AnswerState};
use futures::stream::{self, Stream, StreamExt};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How often to look at an answer that another process writes.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// What a reader has: bytes of text and of thinking. It is the id of each server-sent event, so that a
/// reader who comes back gets the rest and nothing twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    pub text: usize,
    pub reasoning: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.text, self.reasoning)
    }
}

impl FromStr for Position {
    type Err = ();

    fn from_str(text: &str) -> std::result::Result<Self, ()> {
        let (text, reasoning) = text.split_once('-').ok_or(())?;
        Ok(Self {
            text: text.parse().map_err(|_| ())?,
            reasoning: reasoning.parse().map_err(|_| ())?,
        })
    }
}

type Positioned = (Position, AnswerEvent);

impl Turns {
    /// The answer from a position on: at once what is there, then what comes, then `Closed`.
    ///
    /// # Errors
    /// [`Error::NotFound`] for what is not the caller's.
    pub async fn events(
        &self,
        caller: &Caller,
        answer: AnswerId,
        from: Position,
    ) -> Result<impl Stream<Item = Positioned> + Send + use<>> {
        let account = caller.id();
        let known = self
            .inner
            .store
            .answer(account, answer)
            .await
            .map_err(Error::Store)?;
        known.ok_or(Error::NotFound)?;
        let reader = Reader {
            inner: self.inner.clone(),
            account,
            answer,
            at: from,
            stage: Stage::Searching,
        };
        Ok(stream::unfold(reader, |mut reader| async move {
            Some((reader.step().await?, reader))
        })
        .flat_map(stream::iter))
    }
}

struct Reader {
    inner: Arc<Inner>,
    account: AccountId,
    answer: AnswerId,
    at: Position,
    stage: Stage,
}

enum Stage {
    /// Not known yet whether this process writes the answer.
    Searching,
    Following {
        running: Arc<Running>,
        bell: watch::Receiver<()>,
        told_end: bool,
    },
    Done,
}

impl Reader {
    /// The next events, as many as are there; `None` after the last.
    async fn step(&mut self) -> Option<Vec<Positioned>> {
        match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Searching => match self.inner.register.get(self.answer, self.account) {
                Some(running) => {
                    let bell = running.listen();
                    self.stage = Stage::Following {
                        running,
                        bell,
                        told_end: false,
                    };
                    Some(Vec::new())
                }
                None => self.look_up().await,
            },
            Stage::Following {
                running,
                mut bell,
                told_end,
            } => {
                bell.changed().await.ok()?;
                let (events, told_end, closed) = self.catch_up(&running.look(), told_end);
                if !closed {
                    self.stage = Stage::Following {
                        running,
                        bell,
                        told_end,
                    };
                }
                Some(events)
            }
            Stage::Done => None,
        }
    }

    fn catch_up(
        &mut self,
        progress: &Progress,
        mut told_end: bool,
    ) -> (Vec<Positioned>, bool, bool) {
        let mut events = Vec::new();
        let (text, reasoning) = self.rest(&progress.text, &progress.reasoning);
        if !text.is_empty() || !reasoning.is_empty() {
            events.push(AnswerEvent::Delta {
                text,
                reasoning,
                tokens: progress.tokens,
                cost: progress.cost,
            });
        }
        if let (Some(ended), false) = (&progress.ended, told_end) {
            told_end = true;
            events.push(AnswerEvent::Ended {
                state: ended.state,
                error: ended.error.clone(),
                receipt: ended.receipt.clone(),
            });
        }
        let closed = told_end && progress.title != Title::Sought;
        if closed {
            if let Title::Found(title) = &progress.title {
                events.push(AnswerEvent::Titled {
                    title: title.clone(),
                });
            }
            events.push(AnswerEvent::Closed);
        }
        (self.positioned(events), told_end, closed)
    }

    /// An answer that has ended, or that another process writes.
    async fn look_up(&mut self) -> Option<Vec<Positioned>> {
        let known = self.inner.store.answer(self.account, self.answer).await;
        let answer: Answer = known.ok()??.1;
        let mut events = Vec::new();
        let (text, reasoning) = self.rest(&answer.text, &answer.reasoning);
        if !text.is_empty() || !reasoning.is_empty() {
            let cost = answer
                .receipt
                .as_ref()
                .map(|receipt| receipt.cost)
                .unwrap_or_default();
            let tokens = answer
                .receipt
                .as_ref()
                .map_or(0, |receipt| receipt.usage.tokens.output);
            events.push(AnswerEvent::Delta {
                text,
                reasoning,
                tokens,
                cost,
            });
        }
        if answer.state == AnswerState::Writing {
            self.stage = Stage::Searching;
            tokio::time::sleep(LOOK_EVERY).await;
        } else {
            events.push(AnswerEvent::Ended {
                state: answer.state,
                error: answer.error,
                receipt: answer.receipt,
            });
            events.push(AnswerEvent::Closed);
        }
        Some(self.positioned(events))
    }

    /// What the reader does not have yet. A position that fits no text begins again at the start.
    fn rest(&mut self, text: &str, reasoning: &str) -> (String, String) {
        let (new_text, new_reasoning) =
            match (text.get(self.at.text..), reasoning.get(self.at.reasoning..)) {
                (Some(text), Some(reasoning)) => (text, reasoning),
                _ => (text, reasoning),
            };
        self.at = Position {
            text: text.len(),
            reasoning: reasoning.len(),
        };
        (new_text.to_owned(), new_reasoning.to_owned())
    }

    fn positioned(&self, events: Vec<AnswerEvent>) -> Vec<Positioned> {
        events.into_iter().map(|event| (self.at, event)).collect()
    }
}
