//! Calls to take away: CSV for spreadsheets, JSON for programs. They are read and sent some at a time, so that a
//! million take no more memory than a page.

use crate::extract::Caller;
use crate::refusal::Refusal;
use crate::state::AppState;
use axum::body::{Body, Bytes};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt, stream};
use serde::Deserialize;
use tollgate::ledger::CallWish;
use tollgate::types::{Call, Day};
use tollgate::wire::calls::{CSV_HEAD, CSV_WHOSE, write_csv, write_house_csv, write_json};
use tollgate::{Error, Result, gateway};

/// What the form of the page says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    chat: Option<String>,
    model: Option<String>,
    purpose: Option<String>,
    key: Option<String>,
    outcome: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

type Asked = Result<Query<Wanted>, QueryRejection>;

pub(crate) async fn usage_csv(
    State(state): State<AppState>,
    Caller(caller): Caller,
    asked: Asked,
) -> Result<Response, Refusal> {
    let calls = calls(&state, &caller, asked).await?;
    let lines = calls.map(|calls| {
        calls.map(|calls| {
            let mut text = String::new();
            calls.iter().for_each(|call| write_csv(call, &mut text));
            Bytes::from(text)
        })
    });
    let head = stream::iter([Ok(Bytes::from_static(CSV_HEAD.as_bytes()))]);
    Ok(file(
        &state,
        "csv",
        "text/csv; charset=utf-8",
        head.chain(lines),
    ))
}

pub(crate) async fn usage_json(
    State(state): State<AppState>,
    Caller(caller): Caller,
    asked: Asked,
) -> Result<Response, Refusal> {
    let calls = calls(&state, &caller, asked).await?;
    let mut is_first = true;
    let objects = calls.map(move |calls| {
        calls.map(|calls| {
            let mut text = String::new();
            for call in &calls {
                text.push_str(if is_first { "" } else { ",\n" });
                is_first = false;
                write_json(call, &mut text);
            }
            Bytes::from(text)
        })
    });
    let part = |text: &'static str| stream::iter([Ok(Bytes::from_static(text.as_bytes()))]);
    let whole = part("[\n").chain(objects).chain(part("\n]\n"));
    Ok(file(&state, "json", "application/json", whole))
}

/// What an admin asks for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfMonth {
    /// `2026-11`; the one under way without it.
    month: Option<String>,
}

/// The calls of everybody in a month, for admins.
pub(crate) async fn house_csv(
    State(state): State<AppState>,
    Caller(caller): Caller,
    asked: Result<Query<OfMonth>, QueryRejection>,
) -> Result<Response, Refusal> {
    let admin = caller.into_admin()?;
    let Query(OfMonth { month }) = asked.map_err(|no| Error::invalid("query", no.body_text()))?;
    let wrong = || Error::invalid("month", "Write a month like 2026-11.");
    let day = month.map(|month| Day::parse(&format!("{month}-01")).ok_or_else(wrong));
    let calls = state.tollgate.ledger.house_calls(&admin, day.transpose()?);
    let lines = calls.await?.map(|calls| {
        calls.map(|calls| {
            let mut text = String::new();
            calls.iter().for_each(|one| write_house_csv(one, &mut text));
            Bytes::from(text)
        })
    });
    let head = [CSV_WHOSE, CSV_HEAD].map(|part| Ok(Bytes::from_static(part.as_bytes())));
    let parts = stream::iter(head).chain(lines);
    Ok(file(&state, "csv", "text/csv; charset=utf-8", parts))
}

async fn calls(
    state: &AppState,
    caller: &gateway::Caller,
    asked: Asked,
) -> Result<impl Stream<Item = Result<Vec<Call>>> + Send + use<>> {
    let Query(wanted) = asked.map_err(|no| Error::invalid("query", no.body_text()))?;
    let wish = CallWish::read(|name| wanted.said(name))?;
    state.tollgate.ledger.all_calls(caller, &wish).await
}

impl Wanted {
    fn said(&self, name: &str) -> Option<&str> {
        let said = match name {
            "chat" => &self.chat,
            "model" => &self.model,
            "purpose" => &self.purpose,
            "key" => &self.key,
            "outcome" => &self.outcome,
            "from" => &self.from,
            "to" => &self.to,
            _ => &None,
        };
        said.as_deref()
    }
}

/// A file with the day in its name. Where reading fails, it breaks off, which no browser takes for its end.
fn file(
    state: &AppState,
    kind: &str,
    content: &'static str,
    parts: impl Stream<Item = Result<Bytes>> + Send + 'static,
) -> Response {
    let parts = parts.inspect(|part| {
        if let Err(error) = part {
            tracing::error!(%error, "an export broke off");
        }
    });
    let day = Day::of(state.tollgate.clock.now());
    let name = format!("attachment; filename=\"tollgate-usage-{day}.{kind}\"");
    let headers = [
        (header::CONTENT_TYPE, content.to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, Body::from_stream(parts)).into_response()
}
