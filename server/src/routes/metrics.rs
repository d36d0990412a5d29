//! `GET /metrics`: how the program is doing, in Prometheus' words.

use crate::extract::Watcher;
use crate::state::AppState;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use tollgate::metrics;

pub(crate) async fn metrics(State(state): State<AppState>, _: Watcher) -> impl IntoResponse {
    let text = state.tollgate.metrics(state.programs.len());
    ([(CONTENT_TYPE, metrics::CONTENT_TYPE)], text)
}
