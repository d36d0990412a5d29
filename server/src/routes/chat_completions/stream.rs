//! An answer as server-sent events, each a chunk.

use super::follow::Following;
use crate::refusal::{ProgramRefusal, Refusal};
use axum::http::{HeaderName, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::stream;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;
use tollgate::metrics::OpenStream;
use tollgate::wire::openai_chat::{Chunks, DONE};

const KEEP_ALIVE: Duration = Duration::from_secs(15);

struct Streaming {
    following: Following,
    chunks: Chunks,
    /// What is to be sent before more is read.
    ready: VecDeque<String>,
    ended: bool,
    _open: OpenStream,
}

pub(super) fn respond(following: Following, open: OpenStream, chunks: Chunks) -> Response {
    let streaming = Streaming {
        following,
        chunks,
        ready: VecDeque::new(),
        ended: false,
        _open: open,
    };
    let events = stream::unfold(streaming, async |mut streaming| {
        let data = streaming.next().await?;
        Some((Ok::<_, Infallible>(Event::default().data(data)), streaming))
    });
    let sse = Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    let mut response = sse.into_response();
    // A proxy that buffers would hold the words back.
    response.headers_mut().insert(
        HeaderName::from_static("x-accel-buffering"),
        HeaderValue::from_static("no"),
    );
    response
}

impl Streaming {
    async fn next(&mut self) -> Option<String> {
        while self.ready.is_empty() && !self.ended {
            if let Err(refusal) = self.read().await {
                // The status has gone out; clients look for an error among the chunks.
                let error = ProgramRefusal::from(refusal).body();
                self.ready.push_back(error);
                self.ended = true;
            }
        }
        self.ready.pop_front()
    }

    async fn read(&mut self) -> Result<(), Refusal> {
        let event = self.following.next().await?;
        let tokens = self.following.end_with(&event).await?;
        let chunk = self.chunks.chunk(&event);
        self.ready.extend(chunk.map(|chunk| chunk.to_string()));
        if let Some(tokens) = tokens {
            let usage = self.chunks.usage(&tokens);
            self.ready.extend(usage.map(|chunk| chunk.to_string()));
            self.ready.push_back(DONE.into());
            self.ended = true;
        }
        Ok(())
    }
}
