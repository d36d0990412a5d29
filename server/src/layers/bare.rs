//! Errors that axum and tower give without a word get ours.

use crate::refusal::{Form, Refusal};
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

pub(super) async fn explained(request: Request, next: Next) -> Response {
    let form = Form::asked_by(&request);
    let response = next.run(request).await;
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if !is_error || response.headers().contains_key(header::CONTENT_TYPE) {
        return response;
    }
    let mut explained = Refusal::of_status(status).in_form(form).into_response();
    // What the bare one said besides, as `Allow` does.
    for (name, value) in response.headers() {
        if name != header::CONTENT_LENGTH {
            explained.headers_mut().insert(name, value.clone());
        }
    }
    explained
}

impl Refusal {
    fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::METHOD_NOT_ALLOWED => Self::new(
                status,
                "method_not_allowed",
                "This address is asked in another way.",
            ),
            StatusCode::SERVICE_UNAVAILABLE => Self::new(
                status,
                "timeout",
                "This took too long. Nothing was lost; try again.",
            ),
            status if status.is_server_error() => Self::internal(),
            status => Self::new(status, "invalid_request", "This request cannot be read."),
        }
    }
}
