//! An answer on its way to a program, to its end: settled before its reader learns that it has ended.

use crate::extract::refused;
use crate::refusal::Refusal;
use axum::http::StatusCode;
use futures::FutureExt;
use futures::future::BoxFuture;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use tokio_util::task::task_tracker::TaskTrackerToken;
use tollgate::gateway::{Answer, broken_off};
use tollgate::types::{Event, Failure, Outcome, Tokens};
use tollgate::{Error, Result};

/// How long whoever may ask no longer has to hear of it.
const TOLD_WITHIN: Duration = Duration::from_secs(1);

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

    /// For an answer that is asked for piece by piece: whoever may ask no longer is stopped also while it does
    /// not read.
    pub(super) fn watched(self) -> Self {
        let Some(leaver) = self.answer.as_ref().map(Answer::leaver) else {
            return self;
        };
        let (tell, told) = oneshot::channel();
        let ended = self.ended;
        let watch = tokio::spawn(async move {
            let why = ended.await;
            if tell.send(why).is_ok() {
                tokio::time::sleep(TOLD_WITHIN).await;
                leaver.leave();
            }
        });
        let watch = AbortOnDropHandle::new(watch);
        let ended = async move {
            let _watch = watch;
            let gone = |_| Error::Internal("a watch was broken off".into());
            told.await.unwrap_or_else(gone)
        };
        Self {
            ended: ended.boxed(),
            ..self
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
