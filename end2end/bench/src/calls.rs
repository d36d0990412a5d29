//! The calls that are measured. No two ask the same, so that none is answered from the cache, except where that
//! is what is measured.

use crate::Result;
use futures::StreamExt;
use futures::stream::{self, FuturesUnordered};
use reqwest::{RequestBuilder, Response};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Asks one server over connections that are kept.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    url: String,
    key: String,
    next: Arc<AtomicU64>,
}

impl Client {
    pub(crate) fn new(base_url: &str, key: &str) -> Result<Self> {
        Ok(Self {
            http: reqwest::Client::builder().tcp_nodelay(true).build()?,
            url: format!("{base_url}/v1/chat/completions"),
            key: key.to_owned(),
            next: Arc::default(),
        })
    }

    fn request(&self, model: &str, stream: bool, question: &str) -> RequestBuilder {
        let body = json!({
            "model": model,
            "messages": [{ "role": "user", "content": question }],
            "max_tokens": 1_000,
            "stream": stream,
        });
        self.http.post(&self.url).bearer_auth(&self.key).json(&body)
    }

    fn question(&self) -> String {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        format!("How far is the moon on night {number}, and how long would one walk?")
    }

    async fn send(&self, model: &str, stream: bool, question: &str) -> Result<Response> {
        let response = self.request(model, stream, question).send().await?;
        Ok(response.error_for_status()?)
    }

    /// A whole answer at once.
    pub(crate) async fn plain(self) -> Result<Duration> {
        let question = self.question();
        let begun = Instant::now();
        self.send("echo", false, &question).await?.bytes().await?;
        Ok(begun.elapsed())
    }

    /// The same question every time.
    pub(crate) async fn known(self) -> Result<Duration> {
        let begun = Instant::now();
        self.send("echo", false, "How far is the moon?")
            .await?
            .bytes()
            .await?;
        Ok(begun.elapsed())
    }

    /// Until the first piece of a stream; the rest is read, so that the connection is kept.
    pub(crate) async fn first_token(self) -> Result<Duration> {
        let question = self.question();
        let begun = Instant::now();
        let mut pieces = self.send("echo", true, &question).await?.bytes_stream();
        let mut first = None;
        while let Some(piece) = pieces.next().await {
            piece?;
            first.get_or_insert_with(|| begun.elapsed());
        }
        Ok(first.unwrap_or_else(|| begun.elapsed()))
    }

    /// The times between the pieces of a stream whose provider pauses between them.
    async fn paced(self) -> Result<Vec<Duration>> {
        let question = "once more with feeling ".repeat(25);
        let mut pieces = self.send("slow-20", true, &question).await?.bytes_stream();
        let (mut gaps, mut last) = (Vec::new(), None);
        while let Some(piece) = pieces.next().await {
            piece?;
            let now = Instant::now();
            gaps.extend(last.map(|last| now - last));
            last = Some(now);
        }
        // The last pieces come together: usage and the end.
        gaps.truncate(gaps.len().saturating_sub(3));
        Ok(gaps)
    }

    /// Streams that have begun and do not end.
    pub(crate) async fn open(&self, streams: usize) -> Result<Vec<impl Sized + use<>>> {
        let begin = |_| async {
            let question = self.question();
            let mut pieces = self.send("stall", true, &question).await?.bytes_stream();
            pieces.next().await.transpose()?;
            Ok(pieces)
        };
        let begun = stream::iter(0..streams).map(begin).buffer_unordered(64);
        begun
            .collect::<Vec<Result<_>>>()
            .await
            .into_iter()
            .collect()
    }
}

/// The same call by both, one at a time and in turns, so that whatever else the machine does meets both alike.
pub(crate) async fn in_turns<F: Future<Output = Result<Duration>>>(
    one: &Client,
    other: &Client,
    calls: usize,
    call: fn(Client) -> F,
) -> Result<(Vec<Duration>, Vec<Duration>)> {
    let (mut first, mut second) = (Vec::with_capacity(calls), Vec::with_capacity(calls));
    for _ in 0..calls {
        first.push(call(one.clone()).await?);
        second.push(call(other.clone()).await?);
    }
    Ok((first, second))
}

/// Gaps between the events of paced streams, eight by each, at the same time.
pub(crate) async fn gaps(one: &Client, other: &Client) -> Result<(Vec<Duration>, Vec<Duration>)> {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for _ in 0..4 {
        let (a, b) = futures::try_join!(
            futures::future::try_join(one.clone().paced(), one.clone().paced()),
            futures::future::try_join(other.clone().paced(), other.clone().paced()),
        )?;
        first.extend([a.0, a.1].concat());
        second.extend([b.0, b.1].concat());
    }
    Ok((first, second))
}

/// So many plain calls, some at once; gives how long all took.
pub(crate) async fn many(client: &Client, calls: usize, at_once: usize) -> Result<Duration> {
    let begun = Instant::now();
    let mut running = FuturesUnordered::new();
    for _ in 0..calls {
        if running.len() == at_once {
            running.next().await.transpose()?;
        }
        running.push(client.clone().plain());
    }
    while running.next().await.transpose()?.is_some() {}
    Ok(begun.elapsed())
}
