//! A provider across the network: the only outgoing HTTP of the program.

use super::openai::{self, Service, StreamDecoder};
use super::{ChatRequest, EventStream, failure};
use crate::error::{ProviderError, ProviderReason};
use crate::types::{Event, Failure};
use bytes::Bytes;
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE};
use reqwest::{Client, Response};
use secrecy::{ExposeSecret, SecretString};
use std::collections::VecDeque;
use std::error::Error as _;
use std::time::Duration;

/// Most bytes of an answer, and of an error.
const MAX_ANSWER_BYTES: usize = 64 << 20;
const MAX_ERROR_BYTES: usize = 64 << 10;

/// How long the rest of a connection is read after the answer's end, so that it can serve the next call.
const DRAIN: Duration = Duration::from_secs(1);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    pub connect: Duration,
    /// From sending to the head of the answer.
    pub headers: Duration,
    /// From one piece of the answer to the next; any byte counts, comments too.
    pub idle: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            headers: Duration::from_secs(30),
            idle: Duration::from_secs(60),
        }
    }
}

/// A service that speaks OpenAI's chat completions, and the key to it. `Debug` hides the key.
#[derive(Clone, Debug)]
pub struct HttpProvider {
    name: String,
    title: String,
    base_url: String,
    key: Option<SecretString>,
    timeouts: Timeouts,
    client: Client,
}

impl HttpProvider {
    /// # Errors
    /// The HTTP client cannot be made: the system's certificates cannot be read.
    pub fn new(
        name: impl Into<String>,
        title: impl Into<String>,
        base_url: &str,
        key: Option<SecretString>,
        timeouts: Timeouts,
    ) -> Result<Self, ProviderError> {
        let title = title.into();
        let client = client(timeouts).map_err(|error| ProviderError {
            provider: title.clone(),
            reason: ProviderReason::Unreachable(chain(error)),
        })?;
        Ok(Self {
            name: name.into(),
            title,
            base_url: base_url.trim_end_matches('/').to_owned(),
            key,
            timeouts,
            client,
        })
    }

    /// The name that charges and settings know it by.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name that people read.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Sends a request and gives the answer as it comes. Dropping the answer ends the call at once.
    ///
    /// # Errors
    /// The provider did not begin to answer, or answered with an error status.
    pub async fn send(&self, request: ChatRequest) -> Result<EventStream, ProviderError> {
        self.begin(&request)
            .await
            .map_err(|reason| self.error(reason))
    }

    /// What `Event::Failed` of one of its answers means.
    pub fn explain(&self, failure: &Failure) -> ProviderError {
        self.error(failure::reason(failure, self.timeouts.idle))
    }

    async fn begin(&self, request: &ChatRequest) -> Result<EventStream, ProviderReason> {
        let service = Service::at(&self.base_url);
        let mut post = self
            .client
            .post(format!("{}/chat/completions", self.base_url))
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "text/event-stream, application/json")
            .header(ACCEPT_ENCODING, "identity")
            .body(openai::encode(request, service, true));
        if let Some(key) = &self.key {
            post = post.bearer_auth(key.expose_secret());
        }
        let wait = self.timeouts.headers;
        let response = tokio::time::timeout(wait, post.send())
            .await
            .map_err(|_elapsed| ProviderReason::Timeout(wait))?
            .map_err(|error| ProviderReason::Unreachable(chain(error)))?;
        if !response.status().is_success() {
            return Err(self.refusal(response).await);
        }
        let content_type = content_type(&response);
        if content_type.contains("text/html") {
            let reason = "a web page came instead of an answer".to_owned();
            return Err(ProviderReason::Unreadable(reason));
        }
        let plain = content_type.contains("json");
        Ok(self.answer(response, plain))
    }

    async fn refusal(&self, response: Response) -> ProviderReason {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let mut body = Body::of(response, self.timeouts.idle, MAX_ERROR_BYTES);
        // An error whose text breaks off is still the error that its status says.
        let mut text = Vec::new();
        while let Ok(Some(piece)) = body.next().await {
            text.extend_from_slice(&piece);
        }
        let refusal = openai::decode_error(status, &headers, &text);
        ProviderReason::Refused {
            status,
            failure: Box::new(without_key(refusal.failure, self.key.as_ref())),
            retry_after: refusal.retry_after,
        }
    }

    fn answer(&self, response: Response, plain: bool) -> EventStream {
        let answer = Answer {
            body: Body::of(response, self.timeouts.idle, MAX_ANSWER_BYTES),
            decoder: Decoder::new(plain),
            ready: VecDeque::new(),
            ended: false,
            key: self.key.clone(),
        };
        stream::unfold(answer, |mut answer| async move {
            let event = answer.next().await?;
            Some((event, answer))
        })
        .boxed()
    }

    fn error(&self, reason: ProviderReason) -> ProviderError {
        let reason = match reason {
            ProviderReason::Refused {
                status,
                mut failure,
                retry_after,
            } if openai::is_too_long(&failure) => {
                failure.code = Some("context_length_exceeded".to_owned());
                ProviderReason::Refused {
                    status,
                    failure,
                    retry_after,
                }
            }
            other => other,
        };
        ProviderError {
            provider: self.title.clone(),
            reason,
        }
    }
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
    Stream(StreamDecoder),
    Plain(Vec<u8>),
}

impl Decoder {
    fn new(plain: bool) -> Self {
        if plain {
            Self::Plain(Vec::new())
        } else {
            Self::Stream(StreamDecoder::default())
        }
    }

    fn push(&mut self, piece: &[u8]) -> Vec<Event> {
        match self {
            Self::Stream(decoder) => decoder.push(piece),
            Self::Plain(body) => {
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
            (Self::Plain(body), None) => openai::decode_reply(body),
            (Self::Plain(_), Some(failure)) => vec![Event::Failed(failure)],
        }
    }
}

/// The bytes of a response, with a limit of silence and one of size.
struct Body {
    pieces: Option<BoxStream<'static, reqwest::Result<Bytes>>>,
    idle: Duration,
    room: usize,
}

impl Body {
    fn of(response: Response, idle: Duration, room: usize) -> Self {
        Self {
            pieces: Some(response.bytes_stream().boxed()),
            idle,
            room,
        }
    }

    async fn next(&mut self) -> Result<Option<Bytes>, Failure> {
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
                let mut left = MAX_ERROR_BYTES;
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

fn client(timeouts: Timeouts) -> reqwest::Result<Client> {
    // Whoever is first decides; a client that is built before anyone did would panic.
    let _already_there = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .tcp_nodelay(true)
        .connect_timeout(timeouts.connect)
        .build()
}

fn content_type(response: &Response) -> String {
    let value = response.headers().get(CONTENT_TYPE);
    let text = value.and_then(|value| value.to_str().ok());
    text.unwrap_or_default().to_ascii_lowercase()
}

/// An error and its causes in one line, without the URL, which may hold a secret.
fn chain(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// Providers like to quote the key that they refuse.
fn without_key(mut failure: Failure, key: Option<&SecretString>) -> Failure {
    if let Some(key) = key.map(ExposeSecret::expose_secret)
        && !key.is_empty()
    {
        failure.message = failure.message.replace(key, "[key]");
    }
    failure
}

#[cfg(test)]
mod tests;
