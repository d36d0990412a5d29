//! Whether the program lives, and whether it can be sent requests.

use crate::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;

/// `/healthz`: it answers, so it lives. Nothing else is asked.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// `/readyz`: it can work: the database answers and the program is not ending.
pub(crate) async fn readyz(State(state): State<AppState>) -> (StatusCode, &'static str) {
    if state.draining.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "draining\n");
    }
    match state.tollgate.store.any_account().await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer\n",
            )
        }
    }
}
