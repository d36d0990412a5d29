//! A provider across the network: the only outgoing HTTP of the road. (Webhooks go another way, see `alerts`.)

mod answer;

use super::dialect::{Dialect, KeyPlace};
use super::{
    ChatRequest, EmbedRequest, Embeddings, EventStream, Letter, Message, ModerateRequest, Options,
    Verdict, failure, refusal,
};
use crate::config::ProviderConfig;
use crate::error::{ProviderError, ProviderReason};
use crate::types::Failure;
use answer::{Body, Patience};
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HeaderValue};
use reqwest::{Client, Method, Response};
use secrecy::{ExposeSecret, SecretString};
use std::error::Error as _;
use std::time::Duration;

/// Most parts of a list of models; who has more goes on without an end.
const MAX_PAGES: usize = 20;
/// Most bytes of an error.
const MAX_ERROR_BYTES: usize = 64 << 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    pub connect: Duration,
    /// From sending to the head of the answer.
    pub headers: Duration,
    /// From one piece of the answer to the next; any byte counts, comments too.
    pub idle: Duration,
    /// From sending to the end of the answer, however much comes.
    pub total: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            headers: Duration::from_secs(30),
            idle: Duration::from_secs(60),
            total: Duration::from_secs(15 * 60),
        }
    }
}

/// A service, the dialect that it speaks and the key to it. `Debug` hides the key.
#[derive(Clone, Debug)]
pub(crate) struct HttpProvider {
    title: String,
    dialect: Dialect,
    base_url: String,
    key: Option<SecretString>,
    timeouts: Timeouts,
    client: Client,
}

impl HttpProvider {
    /// # Errors
    /// The HTTP client cannot be made: the system's certificates cannot be read.
    pub fn new(config: &ProviderConfig) -> Result<Self, ProviderError> {
        let timeouts = config.timeouts;
        let client = client(timeouts).map_err(|error| {
            ProviderError::new(&config.title, ProviderReason::Unreachable(chain(error)))
        })?;
        Ok(Self {
            title: config.title.clone(),
            dialect: config.dialect,
            base_url: config.base_url.trim_end_matches('/').to_owned(),
            key: config.key.clone(),
            timeouts,
            client,
        })
    }

    /// The first field of a chat that cannot be said to this model.
    pub fn cannot_say(
        &self,
        model: &str,
        messages: &[Message],
        options: &Options,
    ) -> Option<String> {
        self.dialect.cannot_say(model, messages, options)
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
        self.error(failure::reason(failure, &self.timeouts))
    }

    /// The vectors of texts, all or none.
    ///
    /// # Errors
    /// The provider embeds nothing, or answered with an error.
    pub async fn embed(&self, request: &EmbedRequest) -> Result<Embeddings, ProviderError> {
        let letter = self.dialect.embed(&self.base_url, request);
        let body = self.fetch(letter).await?;
        let read = self.dialect.decode_embeddings(&body, request.texts.len());
        read.map_err(|failure| self.unread(failure))
    }

    /// The verdicts on texts, all or none.
    ///
    /// # Errors
    /// The provider judges nothing, or answered with an error.
    pub async fn moderate(&self, request: &ModerateRequest) -> Result<Vec<Verdict>, ProviderError> {
        let letter = self.dialect.moderate(&self.base_url, request);
        let body = self.fetch(letter).await?;
        let read = self.dialect.decode_moderations(&body, request.texts.len());
        read.map_err(|failure| self.unread(failure))
    }

    /// The names of all models there are. It sends no prompt, and costs nothing.
    ///
    /// # Errors
    /// The provider has no list, or answered with an error.
    pub async fn list_models(&self) -> Result<Vec<String>, ProviderError> {
        let (mut names, mut after) = (Vec::new(), None);
        for _ in 0..MAX_PAGES {
            let letter = self.dialect.list_models(&self.base_url, after.as_deref());
            let body = self.fetch(Some(letter)).await?;
            let read = self.dialect.decode_models(&body);
            let page = read.map_err(|failure| self.unread(failure))?;
            names.extend(page.names);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        Ok(names)
    }

    /// Whether a model that stands in the list answers to this name.
    pub fn is_called(&self, listed: &str, name: &str) -> bool {
        self.dialect.is_called(listed, name)
    }

    /// The whole of a plain answer.
    async fn fetch(&self, letter: Option<Letter>) -> Result<Vec<u8>, ProviderError> {
        let offered = letter.ok_or_else(|| {
            let reason = "nothing of the kind is offered there".to_owned();
            self.error(ProviderReason::Unreadable(reason))
        });
        let patience = Patience::from_now(&self.timeouts);
        let sent = self.deliver(offered?).await;
        let response = sent.map_err(|reason| self.error(reason))?;
        let body = answer::whole(response, patience).await;
        body.map_err(|failure| self.unread(failure))
    }

    fn unread(&self, failure: Failure) -> ProviderError {
        self.explain(&without_key(failure, self.key.as_ref()))
    }

    async fn begin(&self, request: &ChatRequest) -> Result<EventStream, ProviderReason> {
        let letter = self.dialect.chat(&self.base_url, request);
        let patience = Patience::from_now(&self.timeouts);
        let response = self.deliver(letter).await?;
        let plain = self.dialect.is_plain(&content_type(&response));
        Ok(answer::events(
            response,
            self.dialect,
            plain,
            patience,
            self.key.clone(),
        ))
    }

    /// Whatever goes out goes out here. What comes back is the head of an answer that may be read.
    async fn deliver(&self, letter: Letter) -> Result<Response, ProviderReason> {
        let mut request = self
            .client
            .request(letter.method.clone(), letter.url)
            .header(
                ACCEPT,
                "text/event-stream, application/x-ndjson, application/json",
            )
            .header(ACCEPT_ENCODING, "identity");
        if letter.method == Method::POST {
            request = request
                .header(CONTENT_TYPE, "application/json")
                .body(letter.body);
        }
        for (name, value) in letter.headers {
            request = request.header(*name, *value);
        }
        if let Some(key) = &self.key {
            let key = key.expose_secret();
            request = match self.dialect.key_place() {
                KeyPlace::Bearer => request.bearer_auth(key),
                KeyPlace::Header(name) => request.header(name, secret(key)?),
            };
        }
        let wait = self.timeouts.headers;
        let response = tokio::time::timeout(wait, request.send())
            .await
            .map_err(|_elapsed| ProviderReason::Timeout(wait))?
            .map_err(|error| ProviderReason::Unreachable(chain(error)))?;
        if !response.status().is_success() {
            return Err(self.refusal(response).await);
        }
        match unreadable(&response) {
            Some(reason) => Err(ProviderReason::Unreadable(reason.to_owned())),
            None => Ok(response),
        }
    }

    async fn refusal(&self, response: Response) -> ProviderReason {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let mut body = Body::of(
            response,
            Patience::from_now(&self.timeouts),
            MAX_ERROR_BYTES,
        );
        // An error whose text breaks off, or takes its time, is still the error that its status says.
        let mut text = Vec::new();
        let read = async {
            while let Ok(Some(piece)) = body.next().await {
                text.extend_from_slice(&piece);
            }
        };
        let _whole_or_not = tokio::time::timeout(self.timeouts.headers, read).await;
        // First of all: whoever reads it may cut it, and half a key is still a secret.
        let text = hidden(&String::from_utf8_lossy(&text), self.key.as_ref());
        let refusal = self.dialect.decode_error(status, &headers, text.as_bytes());
        ProviderReason::Refused {
            status,
            failure: Box::new(refusal.failure),
            retry_after: refusal.retry_after,
        }
    }

    fn error(&self, reason: ProviderReason) -> ProviderError {
        let reason = match reason {
            ProviderReason::Refused {
                status,
                mut failure,
                retry_after,
            } if refusal::is_too_long(&failure) => {
                failure.code = Some(refusal::TOO_LONG.to_owned());
                ProviderReason::Refused {
                    status,
                    failure,
                    retry_after,
                }
            }
            other => other,
        };
        ProviderError::new(&self.title, reason)
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

/// A header whose value no log shows.
fn secret(value: &str) -> Result<HeaderValue, ProviderReason> {
    let mut value = HeaderValue::from_str(value).map_err(|_| {
        ProviderReason::Unreachable("the key has characters that no key may have".to_owned())
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// Why an answer cannot be one, as far as its head tells.
fn unreadable(response: &Response) -> Option<&'static str> {
    if content_type(response).contains("text/html") {
        return Some("a web page came instead of an answer");
    }
    let packing = response.headers().get(CONTENT_ENCODING)?;
    (packing != "identity").then_some("it is packed in a way that nobody asked for")
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
fn without_key(failure: Failure, key: Option<&SecretString>) -> Failure {
    let hide = |text: String| hidden(&text, key);
    Failure {
        status: failure.status,
        kind: failure.kind.map(hide),
        code: failure.code.map(hide),
        message: hide(failure.message),
    }
}

fn hidden(text: &str, key: Option<&SecretString>) -> String {
    match key.map(ExposeSecret::expose_secret) {
        Some(key) if !key.is_empty() => text.replace(key, "[key]"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
