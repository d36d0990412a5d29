//! The bytes of an answer as they arrive: limits of silence and of size, and what is left of the connection.

use super::{Timeouts, chain, without_key};
use crate::provider::{Dialect, EventStream, StreamDecoder, failure};
use crate::types::{Event, Failure};
use bytes::Bytes;
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use reqwest::Response;
use secrecy::SecretString;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// Most bytes of an answer.
const MAX_ANSWER_BYTES: usize = 64 << 20;

/// How long and how much is read after the answer's end, so that the connection can serve the next call.
const DRAIN: Duration = Duration::from_secs(1);
const DRAIN_BYTES: usize = 64 << 10;

/// The events of a response; `plain` if it is one JSON instead of a stream.
pub(super) fn events(
    response: Response,
    dialect: Dialect,
    plain: bool,
    patience: Patience,
    key: Option<SecretString>,
) -> EventStream {
    let body = Body::of(response, patience, MAX_ANSWER_BYTES);
    events_in(body, dialect, plain, key)
}

fn events_in(body: Body, dialect: Dialect, plain: bool, key: Option<SecretString>) -> EventStream {
    let answer = Answer {
        body,
        decoder: Decoder::new(dialect, plain),
        ready: VecDeque::new(),
        ended: false,
        key,
    };
    stream::unfold(answer, |mut answer| async move {
        let event = answer.next().await?;
        Some((event, answer))
    })
    .boxed()
}

/// The whole of an answer that is no stream.
pub(super) async fn whole(response: Response, patience: Patience) -> Result<Vec<u8>, Failure> {
    let mut body = Body::of(response, patience, MAX_ANSWER_BYTES);
    let mut whole = Vec::new();
    while let Some(piece) = body.next().await? {
        whole.extend_from_slice(&piece);
    }
    match whole.is_empty() {
        true => Err(nothing()),
        false => Ok(whole),
    }
}

fn nothing() -> Failure {
    failure::of(failure::EMPTY, "not a byte came")
}

/// An answer that is being read.
struct Answer {
    body: Body,
    decoder: Decoder,
    ready: VecDeque<Event>,
    ended: bool,
    key: Option<SecretString>,
}

impl Answer {
    async fn next(&mut self) -> Option<Event> {
        while self.ready.is_empty() && !self.ended {
            let events = match self.body.next().await {
                Ok(Some(piece)) => self.decoder.push(&piece),
                Ok(None) => self.decoder.end(self.body.is_empty().then(nothing)),
                Err(failure) => self.decoder.end(Some(failure)),
            };
            self.ready.extend(events);
        }
        let event = self.ready.pop_front()?;
        if matches!(event, Event::Finished(_) | Event::Failed(_)) {
            self.ended = true;
            self.body.close(matches!(event, Event::Finished(_)));
        }
        Some(match event {
            Event::Failed(failure) => Event::Failed(without_key(failure, self.key.as_ref())),
            event => event,
        })
    }
}

/// Some services answer a request for a stream with a plain reply.
enum Decoder {
    Stream(Box<StreamDecoder>),
    Plain(Dialect, Vec<u8>),
}

impl Decoder {
    fn new(dialect: Dialect, plain: bool) -> Self {
        if plain {
            Self::Plain(dialect, Vec::new())
        } else {
            Self::Stream(Box::new(dialect.decoder()))
        }
    }

    fn push(&mut self, piece: &[u8]) -> Vec<Event> {
        match self {
            Self::Stream(decoder) => decoder.push(piece),
            Self::Plain(_, body) => {
                body.extend_from_slice(piece);
                Vec::new()
            }
        }
    }

    /// The end of the bytes, or `failure` instead of it.
    fn end(&mut self, failure: Option<Failure>) -> Vec<Event> {
        match (self, failure) {
            (Self::Stream(decoder), None) => decoder.end(),
            (Self::Stream(decoder), Some(failure)) => decoder.interrupt(failure),
            (Self::Plain(dialect, body), None) => dialect.decode_reply(body),
            (Self::Plain(..), Some(failure)) => vec![Event::Failed(failure)],
        }
    }
}

/// How long an answer is waited for.
#[derive(Clone, Copy)]
pub(super) struct Patience {
    /// Between two pieces.
    idle: Duration,
    /// All in all, and when that is over.
    total: Duration,
    until: Instant,
}

impl Patience {
    pub(super) fn from_now(timeouts: &Timeouts) -> Self {
        Self {
            idle: timeouts.idle,
            total: timeouts.total,
            until: Instant::now() + timeouts.total,
        }
    }

    /// What comes in time.
    async fn wait_for<T>(self, piece: impl Future<Output = T>) -> Result<T, Failure> {
        let silence_ends = Instant::now() + self.idle;
        let waited = timeout_at(silence_ends.min(self.until), piece).await;
        waited.map_err(|_elapsed| match self.until <= silence_ends {
            true => overdue(self.total),
            false => {
                let message = format!("nothing came for {} s", self.idle.as_secs_f32());
                failure::of(failure::STALLED, message)
            }
        })
    }
}

fn overdue(total: Duration) -> Failure {
    let message = format!("it had not ended after {} s", total.as_secs_f32());
    failure::of(failure::OVERDUE, message)
}

type Pieces = BoxStream<'static, reqwest::Result<Bytes>>;

/// The bytes of a response, with limits of time and one of size.
pub(super) struct Body {
    pieces: Option<Pieces>,
    patience: Patience,
    /// How much more may come.
    room: usize,
    /// Whether nothing has come.
    empty: bool,
}

impl Body {
    pub(super) fn of(response: Response, patience: Patience, room: usize) -> Self {
        Self::reading(response.bytes_stream().boxed(), patience, room)
    }

    fn reading(pieces: Pieces, patience: Patience, room: usize) -> Self {
        Self {
            pieces: Some(pieces),
            patience,
            room,
            empty: true,
        }
    }

    fn is_empty(&self) -> bool {
        self.empty
    }

    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, Failure> {
        let Some(pieces) = &mut self.pieces else {
            return Ok(None);
        };
        let piece = match self.patience.wait_for(pieces.next()).await? {
            None => return Ok(None),
            Some(Ok(piece)) => piece,
            Some(Err(error)) => return Err(failure::of(failure::BROKE_OFF, chain(error))),
        };
        self.empty &= piece.is_empty();
        self.room = self.room.checked_sub(piece.len()).ok_or_else(|| {
            failure::of(failure::UNREADABLE, "the answer is longer than any can be")
        })?;
        Ok(Some(piece))
    }

    /// Reads the little that is left behind a `whole` answer, apart from whoever waits for it. Any other
    /// connection is given up.
    fn close(&mut self, whole: bool) {
        if let Some(mut pieces) = self.pieces.take().filter(|_| whole) {
            tokio::spawn(tokio::time::timeout(DRAIN, async move {
                let mut left = DRAIN_BYTES;
                while let Some(Ok(piece)) = pieces.next().await {
                    left = left.saturating_sub(piece.len());
                    if left == 0 {
                        break;
                    }
                }
            }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads an answer that says a word each `every` and does not end: the words, the end, and when it came.
    async fn read(every: Duration) -> (usize, Event, Duration) {
        let begun = Instant::now();
        let word = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}}]}\n\n";
        let words = stream::repeat(word).then(move |word| async move {
            tokio::time::sleep(every).await;
            Ok(Bytes::from_static(word.as_bytes()))
        });
        let patience = Patience::from_now(&Timeouts::default());
        let body = Body::reading(words.boxed(), patience, MAX_ANSWER_BYTES);
        let events = events_in(body, Dialect::OpenAi, false, None);
        let mut events: Vec<_> = events.collect().await;
        let last = events.pop().unwrap();
        let is_word = |event: &&Event| matches!(event, Event::Delta(_));
        (events.iter().filter(is_word).count(), last, begun.elapsed())
    }

    fn code(event: &Event) -> Option<&str> {
        match event {
            Event::Failed(failure) => failure.code.as_deref(),
            _ => None,
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_does_not_end_is_ended_after_a_quarter_of_an_hour() {
        let (words, last, took) = read(Duration::from_secs(55)).await;
        assert_eq!((words, code(&last)), (16, Some(failure::OVERDUE)));
        assert_eq!(took.as_secs(), 900);
    }

    #[tokio::test(start_paused = true)]
    async fn silence_ends_it_sooner() {
        let (words, last, took) = read(Duration::from_secs(70)).await;
        assert_eq!((words, code(&last)), (0, Some(failure::STALLED)));
        assert_eq!(took.as_secs(), 60);
    }
}
