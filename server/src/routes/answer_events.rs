//! `/api/answers/{id}/events`: an answer as server-sent events, from where the reader is.

use crate::error::Refusal;
use crate::extract::SignedIn;
use crate::state::AppState;
use axum::extract::{Path, Query, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt, stream};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use std::convert::Infallible;
use std::time::Duration;
use tollgate::Error;
use tollgate::turns::Position;
use tollgate::types::AnswerId;

/// How often to ask whether the reader may still read.
const CHECK_EVERY: Duration = Duration::from_secs(1);
const KEEP_ALIVE: Duration = Duration::from_secs(15);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct From {
    from: Option<String>,
}

pub async fn answer_events(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(answer): Path<String>,
    Query(from): Query<From>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let answer: AnswerId = answer.parse().map_err(|_| Error::NotFound)?;
    let last = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let position = match last.or(from.from) {
        Some(text) => text
            .parse()
            .map_err(|()| Error::invalid("from", "A position is two numbers, like 212-0."))?,
        None => Position::default(),
    };
    let events = state
        .tollgate
        .turns
        .events(&signed_in.caller, answer, position)
        .await?;
    let events = events.map(|(position, event)| {
        let event = Event::default().id(position.to_string()).json_data(&event);
        Ok(event.unwrap_or_else(|_| Event::default().comment("unreadable")))
    });
    let events = events.take_until(ended(state, signed_in));
    Ok(with_headers(events))
}

/// Resolves when the reader may no longer read, or the process ends.
async fn ended(state: AppState, signed_in: SignedIn) {
    let mut check = tokio::time::interval(CHECK_EVERY);
    check.tick().await;
    loop {
        tokio::select! {
            () = state.ending.cancelled() => return,
            _ = check.tick() => {
                if signed_in.still(&state.tollgate).await.is_err() {
                    return;
                }
            }
        }
    }
}

fn with_headers(
    events: impl Stream<Item = Result<Event, Infallible>> + Send + 'static,
) -> Response {
    // A first comment lets proxies and browsers see at once that the stream is open.
    let opened = stream::once(async { Ok(Event::default().comment("open")) });
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE);
    let mut response = Sse::new(opened.chain(events))
        .keep_alive(keep_alive)
        .into_response();
    let headers = response.headers_mut();
    headers.insert(
        HeaderName::from_static("x-accel-buffering"),
        HeaderValue::from_static("no"),
    );
    response
}
