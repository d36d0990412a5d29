//! The control API for tests that are not in this process.

use std::sync::Arc;

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use bytes::Bytes;
use http::StatusCode;

use crate::calls::Call;
use crate::queue::Queued;
use crate::server::Provider;

pub(crate) fn router() -> Router<Arc<Provider>> {
    Router::new()
        .route("/calls", get(list_calls).delete(clear_calls))
        .route("/script", post(queue_script).delete(clear_scripts))
        .route("/fixtures", get(list_fixtures))
}

async fn list_calls(State(provider): State<Arc<Provider>>) -> Json<Vec<Call>> {
    Json(provider.log.calls())
}

async fn clear_calls(State(provider): State<Arc<Provider>>) -> StatusCode {
    provider.log.clear();
    StatusCode::NO_CONTENT
}

/// Takes the JSON whatever its content type says, so that `curl -d` works.
async fn queue_script(
    State(provider): State<Arc<Provider>>,
    body: Bytes,
) -> Result<StatusCode, (StatusCode, String)> {
    let queued: Queued = serde_json::from_slice(&body)
        .map_err(|error| (StatusCode::BAD_REQUEST, format!("{error}\n")))?;
    provider.queue.push(queued);
    Ok(StatusCode::NO_CONTENT)
}

async fn clear_scripts(State(provider): State<Arc<Provider>>) -> StatusCode {
    provider.queue.clear();
    StatusCode::NO_CONTENT
}

async fn list_fixtures(State(provider): State<Arc<Provider>>) -> Json<Vec<String>> {
    Json(provider.fixtures.files())
}
