//! Asks one target after the other until one begins to answer. What goes wrong before the first token is an
//! error of the attempt, and the call may try again; what goes wrong after it is an event of the answer, and
//! the call is never silently started again.

use super::backoff::{self, LONGEST, RetryBudget};
use super::breaker::Pass;
use super::route::Route;
use super::shaping::Slot;
use super::target::Target;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::Abort;
use crate::error::{Error, ProviderError, ProviderReason, Remedy, Result};
use crate::metrics::Metrics;
use crate::provider::{ChatRequest, EventStream};
use crate::types::{Event, NanoDollars, Timestamp, Tokens};
use futures::stream::{self, Stream, StreamExt};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

/// No attempt begins later. With a provider's longest answer after it ([`crate::provider::Timeouts`]) a call ends
/// before what it holds expires.
const TRIED_FOR: Duration = Duration::from_secs(4 * 60);

/// Most retries of one target.
const RETRIES: u32 = 2;

/// What is sent: the same to each target, but for the name that it has for the model.
pub(super) trait Request: Sync {
    type Reply: Send;

    /// Sends it and waits for what can no longer be asked of somebody else. `told` is what the provider says
    /// it used, also if it then fails.
    fn send(
        &self,
        target: &Target,
        told: &mut Option<Tokens>,
    ) -> impl Future<Output = Result<Self::Reply>> + Send;
}

/// Where it is written down how the attempts go.
pub(super) trait Books: Send {
    /// The call goes to this provider; from now on it may cost something.
    fn sent_to(&mut self, provider: &str);

    /// An attempt failed before the answer began.
    fn failed_at(
        &mut self,
        provider: &str,
        failed: String,
        told: Option<Tokens>,
    ) -> impl Future<Output = Result<()>> + Send;

    /// What the attempts that failed have cost.
    fn charged(&self) -> NanoDollars;
}

/// The attempts of one call.
pub(super) struct Attempts<'a, R, B> {
    pub(super) route: &'a Route,
    pub(super) request: R,
    pub(super) clock: &'a Clock,
    pub(super) chance: &'a Chance,
    pub(super) metrics: &'a Metrics,
    pub(super) books: &'a mut B,
}

/// What became of one attempt.
enum Asked<T> {
    Begun(T, Place),
    Failed(Error),
    /// Another call found out meanwhile that the target does not answer.
    SetAside,
}

/// A call's place at the target that answers it. It is given back when the answer has ended or is dropped,
/// and then the breaker is told.
pub(super) struct Place {
    target: Arc<Target>,
    held: Option<(Pass, Option<Slot>)>,
}

/// What to do after an attempt that failed.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    Retry(Duration),
    Target,
    GiveUp,
}

impl<R: Request, B: Books> Attempts<'_, R, B> {
    pub(super) async fn send(mut self) -> Result<(R::Reply, Place)> {
        let (route, asked_at) = (self.route, self.clock.now());
        let mut last = None;
        for (place, target) in route.targets.iter().enumerate() {
            let is_last = place + 1 == route.targets.len();
            target.lane.retries.earn();
            for retry in 0..=RETRIES {
                if last.is_some() && asked_at.until(self.clock.now()) >= TRIED_FOR {
                    return Err(self.refuse(last));
                }
                let error = match self.ask(target).await? {
                    Asked::Begun(reply, place) => return Ok((reply, place)),
                    Asked::Failed(error) => error,
                    Asked::SetAside => break,
                };
                let next = next(&error, retry, is_last, &target.lane.retries, self.chance);
                last = Some(error);
                match next {
                    Next::Retry(wait) => self.clock.sleep(wait).await,
                    Next::Target => break,
                    Next::GiveUp => return Err(self.refuse(last)),
                }
            }
        }
        Err(self.refuse(last))
    }

    /// One attempt, from the queue to the first token.
    async fn ask(&mut self, target: &Arc<Target>) -> Result<Asked<R::Reply>> {
        let queued_at = self.clock.now();
        let slot = match target.lane.enter().await {
            Ok(slot) => slot,
            Err(error) => {
                self.note(target, &error, queued_at);
                return self.failed(target, error, None).await;
            }
        };
        let Some(mut pass) = target.breaker.enter() else {
            return Ok(Asked::SetAside);
        };
        self.books.sent_to(&target.lane.title);
        let mut told = None;
        let asked_at = self.clock.now();
        match self.request.send(target, &mut told).await {
            Ok(reply) => {
                pass.begun();
                let after = asked_at.until(self.clock.now());
                let (llm, provider) = (&target.id.llm.0, &target.lane.title);
                self.metrics.begun(llm, provider, after);
                target.lane.record.answered(after);
                let target = target.clone();
                let held = Some((pass, slot));
                Ok(Asked::Begun(reply, Place { target, held }))
            }
            Err(error) => {
                self.note(target, &error, asked_at);
                blame(pass, &error);
                self.failed(target, error, told).await
            }
        }
    }

    async fn failed(
        &mut self,
        target: &Target,
        error: Error,
        told: Option<Tokens>,
    ) -> Result<Asked<R::Reply>> {
        let id = &target.id;
        tracing::warn!(
            llm = id.llm.0,
            provider = id.provider,
            error = error.in_detail(),
            "an attempt failed"
        );
        self.metrics.attempt_failed(&target.lane.title, &error);
        let what = words(&error);
        self.books.failed_at(&target.lane.title, what, told).await?;
        Ok(Asked::Failed(error))
    }

    /// For admins.
    fn note(&self, target: &Target, error: &Error, since: Timestamp) {
        let happened = format!("{} {}", target.id.model, words(error));
        let after = since.until(self.clock.now());
        target.lane.record.failed(happened, after);
    }

    /// The error that the caller gets: that of the last attempt, with what the attempts have cost.
    fn refuse(&self, error: Option<Error>) -> Error {
        match error {
            None => self.route.nobody(),
            Some(Error::Provider(error)) => Error::Provider(ProviderError {
                charged: self.books.charged(),
                ..error
            }),
            Some(error) => error,
        }
    }
}

fn next(error: &Error, retry: u32, is_last: bool, retries: &RetryBudget, chance: &Chance) -> Next {
    match error.remedy() {
        Remedy::Nothing => return Next::GiveUp,
        Remedy::Elsewhere => return Next::Target,
        Remedy::Again => {}
    }
    let asked_for = error.retry_after().filter(|wait| !wait.is_zero());
    let wait = asked_for.unwrap_or_else(|| backoff::delay(retry, chance));
    // Who has sat through one silence is not made to sit through another while somebody else may answer.
    let may_wait = wait <= LONGEST && (is_last || !was_silent(error));
    if retry < RETRIES && may_wait && retries.spend() {
        Next::Retry(wait)
    } else {
        Next::Target
    }
}

impl Request for ChatRequest {
    type Reply = EventStream;

    /// Waits for the first token.
    async fn send(&self, target: &Target, told: &mut Option<Tokens>) -> Result<EventStream> {
        let provider = &target.lane.provider;
        let request = Self {
            model: target.id.model.clone(),
            ..self.clone()
        };
        let mut events = provider.send(request).await?;
        let mut head = Vec::new();
        while let Some(event) = events.next().await {
            let begun = match &event {
                Event::Failed(failure) => return Err(provider.explain(failure)),
                Event::Usage(tokens) => {
                    *told = Some(*tokens);
                    false
                }
                Event::Started { .. } => false,
                _ => true,
            };
            head.push(event);
            if begun {
                return Ok(stream::iter(head).chain(events).boxed());
            }
        }
        let title = target.lane.title.clone();
        Err(ProviderError::new(title, ProviderReason::BrokeOff).into())
    }
}

/// What went wrong, in words that follow a name.
fn words(error: &Error) -> String {
    match error {
        Error::Provider(error) => error.reason.what(),
        Error::Busy { .. } => "had too many calls waiting".into(),
        _ => "could not be used".into(),
    }
}

/// Tells the breaker, if it is the target that is to blame.
fn blame(pass: Pass, error: &Error) {
    if let Error::Provider(provider) = error
        && provider.reason.is_fault()
    {
        pass.failed(error.in_detail());
    }
}

fn was_silent(error: &Error) -> bool {
    let Error::Provider(error) = error else {
        return false;
    };
    matches!(
        error.reason,
        ProviderReason::Timeout(_) | ProviderReason::Stalled(_)
    )
}

impl Place {
    pub(super) fn abort(&self) -> Abort {
        self.target.lane.abort()
    }

    /// The answer keeps its place until it ends or is dropped.
    pub(super) fn during(self, events: EventStream) -> EventStream {
        Watched {
            events,
            place: self,
        }
        .boxed()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some((pass, _slot)) = self.held.take() {
            pass.succeeded();
        }
    }
}

struct Watched {
    events: EventStream,
    place: Place,
}

impl Stream for Watched {
    type Item = Event;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Event>> {
        let polled = self.events.poll_next_unpin(context);
        let ended = match &polled {
            Poll::Ready(Some(Event::Finished(_) | Event::Failed(_)) | None) => {
                self.place.held.take()
            }
            Poll::Ready(Some(_)) | Poll::Pending => None,
        };
        if let Some((pass, _slot)) = ended {
            match &polled {
                Poll::Ready(Some(Event::Failed(failure))) => {
                    blame(pass, &self.place.target.lane.provider.explain(failure));
                }
                _ => pass.succeeded(),
            }
        }
        polled
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Failure;

    fn after(reason: ProviderReason, retry: u32, is_last: bool) -> Next {
        let error = Error::Provider(ProviderError::new("Lab", reason));
        let (retries, chance) = (RetryBudget::default(), Chance::seeded(1));
        next(&error, retry, is_last, &retries, &chance)
    }

    fn busy(seconds: u64) -> ProviderReason {
        ProviderReason::Refused {
            status: 429,
            failure: Box::new(Failure::default()),
            retry_after: Some(Duration::from_secs(seconds)),
        }
    }

    #[test]
    fn a_wish_to_wait_is_granted_unless_it_is_too_long() {
        let wait = |seconds| Next::Retry(Duration::from_secs(seconds));
        assert_eq!(after(busy(3), 0, false), wait(3));
        assert_eq!(after(busy(10), 1, true), wait(10));
        assert_eq!(after(busy(11), 0, true), Next::Target);
        assert!(matches!(after(busy(0), 0, true), Next::Retry(wait) if !wait.is_zero()));
        assert_eq!(after(busy(3), 2, true), Next::Target);
    }

    #[test]
    fn silence_is_sat_through_once_where_somebody_else_may_answer() {
        let silent = || ProviderReason::Timeout(Duration::from_secs(30));
        assert_eq!(after(silent(), 0, false), Next::Target);
        assert!(matches!(after(silent(), 0, true), Next::Retry(_)));
        let cut = ProviderReason::BrokeOff;
        assert!(matches!(after(cut, 0, false), Next::Retry(_)));
    }
}
