//! All that is kept of an account, as a download.

use crate::extract::Caller;
use crate::state::AppState;
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use tollgate::export::export;

pub(crate) async fn download(State(state): State<AppState>, Caller(caller): Caller) -> Response {
    let pieces = export(state.tollgate.store.clone(), &caller).inspect(|piece| {
        if let Err(error) = piece {
            tracing::error!(%error, "an export broke off");
        }
    });
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"tollgate-export.json\"",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, Body::from_stream(pieces)).into_response()
}
