//! An answer on its way to a program, to its end: settled before its reader learns that it has ended.

use crate::extract::refused;
use crate::refusal::Refusal;
use axum::http::StatusCode;
use futures::future::BoxFuture;
use tokio_util::sync::CancellationToken;
use tokio_util::task::task_tracker::TaskTrackerToken;
use tollgate::gateway::{Answer, broken_off};
use tollgate::types::{Event, Failure, Outcome, Tokens};
use tollgate::{Error, Result};

/// Dropped before its end, the answer is settled with what came.
pub(super) struct Following {
    answer: Option<Answer>,
    provider: String,
    /// Resolves when the program may ask no longer.
    ended: BoxFuture<'static, Error>,
    /// Cancelled when the program ends.
    closing: CancellationToken,
    _running: TaskTrackerToken,
}

impl Following {
    pub(super) fn new(
        answer: Answer,
        ended: BoxFuture<'static, Error>,
        closing: CancellationToken,
        running: TaskTrackerToken,
    ) -> Self {
        Self {
            provider: answer.provider().to_owned(),
            answer: Some(answer),
            ended,
            closing,
            _running: running,
        }
    }

    /// The next event. An error is the end; what came before it is settled.
    pub(super) async fn next(&mut self) -> Result<Event, Refusal> {
        let event = match &mut self.answer {
            None => None,
            Some(answer) => tokio::select! {
                biased;
                // First, for there may always be something to read.
                why = &mut self.ended => {
                    self.settle(Outcome::Stopped).await?;
                    return Err(refused(why));
                }
                event = answer.next() => event,
                () = self.closing.cancelled() => {
                    self.settle(Outcome::Abandoned).await?;
                    return Err(ending());
                }
            },
        };
        match event {
            Some(Event::Failed(failure)) => Err(self.broken(Some(failure)).await?),
            None => Err(self.broken(None).await?),
            Some(event) => Ok(event),
        }
    }

    /// After the last event: what was used.
    pub(super) async fn end_with(&mut self, event: &Event) -> Result<Option<Tokens>> {
        match event {
            Event::Finished(_) => {
                let tokens = self.settle(Outcome::Complete).await?;
                let again = || Error::Internal("an answer was settled twice".into());
                tokens.map(Some).ok_or_else(again)
            }
            _ => Ok(None),
        }
    }

    async fn broken(&mut self, failure: Option<Failure>) -> Result<Refusal> {
        let provider = &self.provider;
        tracing::warn!(provider, ?failure, "an answer broke off");
        let message = broken_off(provider, failure.as_ref());
        self.settle(Outcome::Failed).await?;
        Ok(Refusal::new(
            StatusCode::BAD_GATEWAY,
            "provider_error",
            message,
        ))
    }

    /// In a task of its own: a reader who leaves just now does not undo it.
    /// `None` if it was settled before.
    async fn settle(&mut self, outcome: Outcome) -> Result<Option<Tokens>> {
        let Some(answer) = self.answer.take() else {
            return Ok(None);
        };
        let settled = tokio::spawn(async move { answer.settle(outcome, None).await }).await;
        let receipt = settled.map_err(|panic| Error::Internal(panic.to_string()))??;
        Ok(receipt.map(|receipt| receipt.usage.tokens))
    }
}

fn ending() -> Refusal {
    let message = "Tollgate is about to stop. What came was charged; send the request again.";
    Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "ending", message).after_seconds(5)
}
