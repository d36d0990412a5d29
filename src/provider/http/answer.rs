//! The bytes of an answer as they arrive: limits of silence and of size, and what is left of the connection.

use super::{chain, without_key};
use crate::provider::{Dialect, EventStream, StreamDecoder, failure};
use crate::types::{Event, Failure};
use bytes::Bytes;
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use reqwest::Response;
use secrecy::SecretString;
use std::collections::VecDeque;
use std::time::Duration;

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
    idle: Duration,
    key: Option<SecretString>,
) -> EventStream {
    let answer = Answer {
        body: Body::of(response, idle, MAX_ANSWER_BYTES),
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
pub(super) async fn whole(response: Response, idle: Duration) -> Result<Vec<u8>, Failure> {
    let mut body = Body::of(response, idle, MAX_ANSWER_BYTES);
    let mut whole = Vec::new();
    while let Some(piece) = body.next().await? {
        whole.extend_from_slice(&piece);
    }
    Ok(whole)
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
                Ok(None) => self.decoder.end(None),
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

/// The bytes of a response, with a limit of silence and one of size.
pub(super) struct Body {
    pieces: Option<BoxStream<'static, reqwest::Result<Bytes>>>,
    idle: Duration,
    room: usize,
}

impl Body {
    pub(super) fn of(response: Response, idle: Duration, room: usize) -> Self {
        Self {
            pieces: Some(response.bytes_stream().boxed()),
            idle,
            room,
        }
    }

    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, Failure> {
        let Some(pieces) = &mut self.pieces else {
            return Ok(None);
        };
        let piece = match tokio::time::timeout(self.idle, pieces.next()).await {
            Ok(None) => return Ok(None),
            Ok(Some(Ok(piece))) => piece,
            Ok(Some(Err(error))) => return Err(failure::of(failure::BROKE_OFF, chain(error))),
            Err(_elapsed) => {
                let message = format!("nothing came for {} s", self.idle.as_secs_f32());
                return Err(failure::of(failure::STALLED, message));
            }
        };
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
