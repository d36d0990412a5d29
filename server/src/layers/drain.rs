//! While the program ends, nothing new is begun; what runs may finish.

use crate::refusal::Refusal;
use crate::state::AppState;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::time::Duration;
use tollgate::Error;

pub(super) async fn nothing_new(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    if state.draining.is_cancelled() && !request.method().is_safe() {
        let retry_after = Duration::from_secs(5);
        return Refusal::from(Error::Busy { retry_after })
            .for_request(&request)
            .into_response();
    }
    next.run(request).await
}
