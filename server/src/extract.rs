//! Who may call a route is a parameter of its handler.

use crate::refusal::{ProgramRefusal, Refusal};
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use std::time::Duration;
use tollgate::Error;
use tollgate::gateway;
use tollgate::keys::Shown;
use tollgate_app::shared::server::caller_of;
use tower_sessions::Session;

/// How long a program may take to send its request.
const SENDING: Duration = Duration::from_secs(30);

/// Whoever is signed in; everybody else gets 401.
pub(crate) struct Caller(pub(crate) gateway::Caller);

impl FromRequestParts<AppState> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Refusal> {
        let session = parts.extensions.get::<Session>();
        let session = session.ok_or_else(|| Error::Internal("no session layer".into()))?;
        Ok(Self(caller_of(&state.tollgate, session).await?))
    }
}

/// A program that shows a key. A cookie opens nothing here; who tries without a key, or with a wrong one, has
/// the base limit.
pub(crate) struct Program {
    pub(crate) caller: gateway::Caller,
    pub(crate) key: Shown,
}

impl FromRequestParts<AppState> for Program {
    type Rejection = ProgramRefusal;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<Self, ProgramRefusal> {
        let found = match bearer(&parts.headers) {
            Some(key) => recognised(state, key).await,
            None => Err(Error::Unauthenticated),
        };
        if let Err(Error::Unauthenticated) = found {
            state.flood.count(&parts.extensions, &parts.headers)?;
        }
        found.map_err(|error| refused(error).into())
    }
}

async fn recognised(state: &AppState, key: &str) -> Result<Program, Error> {
    let key = state.tollgate.keys.shown(key)?;
    let caller = key.caller().await?;
    Ok(Program { caller, key })
}

/// How a program is told that its key opens nothing, or nothing any more.
pub(crate) fn refused(error: Error) -> Refusal {
    match error {
        Error::Unauthenticated => no_key(),
        other => other.into(),
    }
}

/// Who knows the token for metrics. Without one in the configuration there is nobody: where a request comes from
/// says nothing behind a proxy.
pub(crate) struct Watcher;

impl FromRequestParts<AppState> for Watcher {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Refusal> {
        let Some(token) = &state.tollgate.config.metrics_token else {
            let message = "Nobody may read metrics until TOLLGATE_METRICS_TOKEN is set.";
            return Err(Refusal::new(StatusCode::FORBIDDEN, "forbidden", message));
        };
        // Compared as digests, which says nothing about how much of a guess was right.
        let digest = Sha256::digest(token.expose_secret());
        if bearer(&parts.headers).is_some_and(|given| Sha256::digest(given) == digest) {
            return Ok(Self);
        }
        state.flood.count(&parts.extensions, &parts.headers)?;
        let message =
            "Send the token that TOLLGATE_METRICS_TOKEN sets as `Authorization: Bearer …`.";
        let status = StatusCode::UNAUTHORIZED;
        Err(Refusal::new(status, "unauthenticated", message))
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, key) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| key.trim_start())
}

fn no_key() -> Refusal {
    let message = "There is no such key, or it was revoked. Send one that is good as `Authorization: Bearer tg_…`.";
    Refusal::new(StatusCode::UNAUTHORIZED, "invalid_api_key", message)
}

/// The whole of what a program sends.
pub(crate) struct WholeBody(pub(crate) Bytes);

impl FromRequest<AppState> for WholeBody {
    type Rejection = ProgramRefusal;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, ProgramRefusal> {
        let body = tokio::time::timeout(SENDING, Bytes::from_request(request, state)).await;
        let (status, code, message) = match body {
            Ok(Ok(body)) => return Ok(Self(body)),
            Ok(Err(_)) => (
                StatusCode::BAD_REQUEST,
                "invalid_request",
                "The request broke off.",
            ),
            Err(_) => (
                StatusCode::REQUEST_TIMEOUT,
                "timeout",
                "The request took too long to arrive.",
            ),
        };
        Err(Refusal::new(status, code, message).into())
    }
}
