//! No request is longer than it may be, whether it says its length or comes in chunks. Server functions read
//! their bodies themselves, so axum's own limit would not hold them.

use crate::refusal::Refusal;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Most bytes of a request. A question has at most 200 000.
const LIMIT: usize = 1 << 20;
/// Texts to be embedded come by the thousand.
const LIMIT_OF_MANY: usize = 8 << 20;

pub(super) async fn bounded(request: Request, next: Next) -> Response {
    let limit = match request.uri().path() {
        "/v1/embeddings" | "/v1/moderations" => LIMIT_OF_MANY,
        _ => LIMIT,
    };
    let refusal = too_long(limit).for_request(&request);
    let said = request.headers().get(header::CONTENT_LENGTH);
    let said = said.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if said.is_some_and(|length| length > limit) {
        return refusal.into_response();
    }
    let exceeded = Arc::new(AtomicBool::new(false));
    let notice = exceeded.clone();
    let request = request.map(|body| {
        Body::new(Limited::new(body, limit).map_err(move |error| {
            notice.fetch_or(error.is::<LengthLimitError>(), Ordering::Relaxed);
            error
        }))
    });
    let response = next.run(request).await;
    // To the handler it was a body that broke off; it cannot know why.
    if exceeded.load(Ordering::Relaxed) {
        return refusal.into_response();
    }
    response
}

fn too_long(limit: usize) -> Refusal {
    let message = format!(
        "This is too long: a request has at most {} MiB.",
        limit >> 20
    );
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "too_long", message)
}
