//! Whether the program lives, and whether it should be given work.

use crate::state::AppState;
use axum::extract::State;
use http::StatusCode;

/// `/healthz`: the process answers. Asks nobody else.
pub async fn healthz() -> &'static str {
    "ok"
}

/// `/readyz`: the database answers and the process is not on its way out.
pub async fn readyz(State(state): State<AppState>) -> (StatusCode, &'static str) {
    if state.ending.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "draining");
    }
    match state.tollgate.accounts.is_set_up().await {
        Ok(_) => (StatusCode::OK, "ready"),
        Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the database does not answer",
        ),
    }
}
