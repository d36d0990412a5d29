//! An answer as server-sent events: from the start, or from where the reader was.

use crate::extract::Caller;
use crate::refusal::Refusal;
use crate::state::AppState;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt, stream};
use serde::Deserialize;
use std::time::Duration;
use tollgate::Error;
use tollgate::metrics::Reader;
use tollgate::turns::Position;
use tollgate::types::{AnswerEvent, AnswerId};
use tower_sessions::Session;
use tower_sessions::session::Id;

const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How often an open stream asks whether its reader is still signed in.
const RECHECK: Duration = Duration::from_secs(1);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct From {
    from: Option<String>,
}

pub(crate) async fn answer_events(
    State(state): State<AppState>,
    Caller(caller): Caller,
    session: Session,
    Path(answer): Path<String>,
    query: Result<Query<From>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    // What is no id at all looks like an unknown one.
    let answer: AnswerId = answer.parse().map_err(|_| Error::NotFound)?;
    let Query(query) = query.map_err(|no| Error::invalid("from", no.body_text()))?;
    let from = position(&headers, query)?;
    let events = state.tollgate.turns.events(&caller, answer, from).await?;
    let open = state.tollgate.gateway.metrics().stream(Reader::People);
    let events = until(events, over(state, session.id()));
    let stream = events.map(move |(at, event)| {
        let _while_read = &open;
        encode(at, &event)
    });
    let sse = Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    let headers = [
        // A proxy that buffers would hold the words back.
        (HeaderName::from_static("x-accel-buffering"), "no"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, sse).into_response())
}

fn position(headers: &HeaderMap, query: From) -> Result<Position, Error> {
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let Some(text) = last.map(str::to_owned).or(query.from) else {
        return Ok(Position::default());
    };
    let wrong = || Error::invalid("from", "A position looks like 212-0.");
    text.parse().map_err(|()| wrong())
}

fn encode(at: Position, event: &AnswerEvent) -> Result<Event, axum::Error> {
    Event::default().id(at.to_string()).json_data(event)
}

/// The events until it is over; those that are there come first, so that nobody misses the end of an answer.
fn until<T>(
    events: impl Stream<Item = T>,
    over: impl Future<Output = ()>,
) -> impl Stream<Item = T> {
    stream::unfold(
        (Box::pin(events), Box::pin(over)),
        |(mut events, mut over)| async move {
            tokio::select! {
                biased;
                event = events.next() => Some((event?, (events, over))),
                () = &mut over => None,
            }
        },
    )
}

/// Resolves when the program ends, or the reader's session does.
async fn over(state: AppState, session: Option<Id>) {
    let signed_out = async {
        loop {
            tokio::time::sleep(RECHECK).await;
            let caller = state.sessions.caller(&state.tollgate, session).await;
            if let Err(Error::Unauthenticated | Error::Suspended) = caller {
                return;
            }
        }
    };
    tokio::select! {
        () = state.closing.cancelled() => {}
        () = signed_out => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_there_is_read_before_it_is_over() {
        let there = stream::iter([1, 2]).chain(stream::pending());
        let read: Vec<_> = until(there, std::future::ready(())).collect().await;
        assert_eq!(read, [1, 2]);
    }
}
