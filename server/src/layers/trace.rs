//! One line in the log for each request that failed, and for each request at `debug`. The route is named and
//! not the address, which may hold a one-time secret.

use super::request_id::HEADER;
use axum::extract::MatchedPath;
use axum::http::{Request, Response};
use std::time::Duration;
use tower_http::classify::{ServerErrorsAsFailures, SharedClassifier};
use tower_http::trace::{OnFailure, OnRequest, OnResponse, TraceLayer};
use tracing::Span;

pub(super) type Layer = TraceLayer<
    SharedClassifier<ServerErrorsAsFailures>,
    fn(&Request<axum::body::Body>) -> Span,
    Quiet,
    Quiet,
    tower_http::trace::DefaultOnBodyChunk,
    tower_http::trace::DefaultOnEos,
    Quiet,
>;

#[derive(Clone, Copy)]
pub(super) struct Quiet;

pub(super) fn layer() -> Layer {
    TraceLayer::new_for_http()
        .make_span_with(span as fn(&Request<axum::body::Body>) -> Span)
        .on_request(Quiet)
        .on_response(Quiet)
        .on_failure(Quiet)
}

fn span(request: &Request<axum::body::Body>) -> Span {
    let route = request.extensions().get::<MatchedPath>();
    let id = request
        .headers()
        .get(HEADER)
        .and_then(|id| id.to_str().ok());
    tracing::info_span!(
        "request",
        method = %request.method(),
        route = route.map_or("unknown", MatchedPath::as_str),
        id = id.unwrap_or_default(),
    )
}

impl<B> OnRequest<B> for Quiet {
    fn on_request(&mut self, _: &Request<B>, _: &Span) {}
}

impl<B> OnResponse<B> for Quiet {
    fn on_response(self, response: &Response<B>, latency: Duration, _: &Span) {
        let status = response.status().as_u16();
        tracing::debug!(status, ms = latency.as_secs_f64() * 1e3, "answered");
    }
}

impl<E: std::fmt::Display> OnFailure<E> for Quiet {
    fn on_failure(&mut self, failure: E, latency: Duration, _: &Span) {
        tracing::warn!(%failure, ms = latency.as_secs_f64() * 1e3, "failed");
    }
}
