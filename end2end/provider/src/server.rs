//! Answers calls: chooses the script, plans it and plays it.

use std::borrow::Cow;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde_json::Value;
use tokio::sync::watch;

use crate::calls::{Call, CallGuard, CallLog, Outcome};
use crate::connection::Ending;
use crate::control;
use crate::plan::{Action, Plan, plan};
use crate::player::{Player, stopped};
use crate::queue::Queue;
use crate::replay::Fixtures;
use crate::request::Asked;
use crate::script::{Answer, Delivery, Script, ScriptError};

/// Names the script of one call: JSON or the name of a scenario.
const SCRIPT_HEADER: &str = "x-script";

pub(crate) struct Provider {
    pub(crate) log: CallLog,
    pub(crate) queue: Queue,
    pub(crate) fixtures: Fixtures,
    pub(crate) stop: watch::Receiver<()>,
}

pub(crate) fn router(provider: Arc<Provider>) -> Router {
    Router::new()
        .route("/", get(async || "The scripted provider is ready.\n"))
        .nest("/control", control::router())
        .route("/{*path}", any(answer))
        .layer(DefaultBodyLimit::disable())
        .with_state(provider)
}

async fn answer(
    State(provider): State<Arc<Provider>>,
    ConnectInfo(ending): ConnectInfo<Ending>,
    Path(path): Path<String>,
    RawQuery(query): RawQuery,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = Request {
        method,
        path: format!("/{path}"),
        query: query.unwrap_or_default(),
        headers,
        body,
    };
    let asked = Asked::read(
        &request.method,
        &request.path,
        &request.query,
        &request.body,
    );
    let call = provider
        .log
        .begin(|id, began_ms| request.record(id, began_ms, &asked));
    let planned = provider
        .choose(&asked, &request)
        .and_then(|script| plan(script, &asked, &provider.fixtures, call.id()));
    match planned {
        Ok(plan) => provider.perform(plan, call, ending).await,
        Err(error) => refuse(&error, call),
    }
}

/// A request as it came.
struct Request {
    method: Method,
    path: String,
    query: String,
    headers: HeaderMap,
    body: Bytes,
}

impl Request {
    fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    fn record(&self, id: u64, began_ms: u64, asked: &Asked) -> Call {
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let header = |(name, value): (&HeaderName, _)| (name.to_string(), text(value));
        let body = match &asked.body {
            Value::Null if !self.body.is_empty() => Value::String(self.text().into_owned()),
            json => json.clone(),
        };
        Call {
            id,
            began_ms,
            ended_ms: None,
            api: asked.api,
            method: self.method.to_string(),
            path: self.path.clone(),
            query: self.query.clone(),
            model: asked.model.clone(),
            headers: self.headers.iter().map(header).collect(),
            body,
            status: None,
            events_sent: 0,
            bytes_sent: 0,
            outcome: Outcome::Running,
        }
    }
}

impl Provider {
    fn choose(&self, asked: &Asked, request: &Request) -> Result<Script, ScriptError> {
        if let Some(script) = request.headers.get(SCRIPT_HEADER) {
            return Script::parse(&String::from_utf8_lossy(script.as_bytes()));
        }
        if let Some(script) = self.queue.take(asked, &request.path, &request.text()) {
            return Ok(script);
        }
        match Script::named(&asked.model) {
            Err(ScriptError::UnknownScenario(_)) => Ok(Script::answer(Answer::default())),
            scenario => scenario,
        }
    }

    async fn perform(&self, plan: Plan, mut call: CallGuard, ending: Ending) -> Response {
        let mut stop = self.stop.clone();
        let goes_on = tokio::select! {
            goes_on = wait(&plan.before, &ending, &mut call) => goes_on,
            () = stopped(&mut stop) => {
                ending.hang_up();
                call.end(Outcome::Stopped);
                false
            }
        };
        if !goes_on {
            // Nothing of it is sent: the connection has ended.
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
        call.status(plan.status.as_u16());
        let body = match whole(&plan) {
            Some(bytes) => {
                call.sent(bytes.len(), !bytes.is_empty());
                call.end(Outcome::Finished);
                Body::from(bytes)
            }
            None => Body::from_stream(
                Player::new(plan.body, plan.delivery, call, ending, stop).into_stream(),
            ),
        };
        (plan.status, plan.headers, body).into_response()
    }
}

/// What happens before the head; `false` when there will be no response.
async fn wait(before: &[Action], ending: &Ending, call: &mut CallGuard) -> bool {
    for action in before {
        match action {
            Action::Pause(pause) => tokio::time::sleep(*pause).await,
            Action::Stall => std::future::pending().await,
            Action::HangUp => {
                ending.hang_up();
                call.end(Outcome::HungUp);
                return false;
            }
            Action::Reset => {
                ending.reset();
                call.end(Outcome::Reset);
                return false;
            }
            Action::Send(_) | Action::Repeat(..) | Action::End => {}
        }
    }
    true
}

/// A body in one piece is sent with its length, as providers send plain JSON.
fn whole(plan: &Plan) -> Option<Bytes> {
    if plan.delivery != Delivery::default() {
        return None;
    }
    match plan.body.as_slice() {
        [] => Some(Bytes::new()),
        [Action::Send(bytes)] => Some(bytes.clone()),
        _ => None,
    }
}

/// A mistake in the script is the test's own; the answer says which.
fn refuse(error: &ScriptError, mut call: CallGuard) -> Response {
    call.status(StatusCode::NOT_IMPLEMENTED.as_u16());
    call.end(Outcome::Finished);
    (
        StatusCode::NOT_IMPLEMENTED,
        format!("scripted provider: {error}\n"),
    )
        .into_response()
}
