//! The layers around every route, each with its reason, from the outermost to the innermost.

mod address;
mod bare;
mod body;
mod csrf;
mod drain;
pub(crate) mod flood;
pub(crate) mod headers;
mod last_form;
mod look;
mod request_id;
mod trace;

pub(crate) use address::neighbourhood;

use crate::sessions;
use crate::state::AppState;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};
use std::any::Any;
use std::time::Duration;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::request_id::{PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;

/// Longest time until the head of a response for browsers; a stream may then go on.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Around every route.
pub(crate) fn around_all(router: Router<AppState>, state: &AppState) -> Router<AppState> {
    let policy = headers::Policy::new(state);
    router.layer(
        ServiceBuilder::new()
            // A name for each request, in its answer and in the log.
            .layer(from_fn(request_id::only_plain))
            .layer(SetRequestIdLayer::x_request_id(request_id::MakeId))
            .layer(PropagateRequestIdLayer::x_request_id())
            .layer(trace::layer())
            .layer(from_fn_with_state(policy, headers::secure))
            .layer(from_fn(bare::explained))
            // A bug in one request is that request's failure only.
            .layer(CatchPanicLayer::custom(on_panic))
            .layer(from_fn(body::bounded)),
    )
}

/// Around what people do: pages, server functions, streams.
pub(crate) fn around_people(router: Router<AppState>, state: &AppState) -> Router<AppState> {
    router.layer(
        ServiceBuilder::new()
            // Pages and JSON; it passes event streams by.
            .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
            .layer(from_fn_with_state(state.clone(), drain::nothing_new))
            // Before sessions are looked at: another site's form never gets that far.
            .layer(from_fn(csrf::answer))
            .layer(csrf::layer(&state.tollgate.config.public_url))
            .layer(map_response(sessions::remove_securely))
            .layer(state.sessions.layer())
            .layer(from_fn_with_state(
                state.tollgate.clock.clone(),
                sessions::prolong,
            ))
            .layer(from_fn(last_form::keep))
            .layer(from_fn_with_state(state.clone(), look::choose))
            // Who guesses passwords waits.
            .layer(from_fn_with_state(state.clone(), flood::hold_back)),
    )
}

/// Around what browsers ask for. Programs wait for a whole answer, which takes as long as its provider may.
pub(crate) fn in_time(router: Router<AppState>) -> Router<AppState> {
    router.layer(TimeoutLayer::with_status_code(
        StatusCode::SERVICE_UNAVAILABLE,
        TIMEOUT,
    ))
}

/// Around what programs do: no cookies, so no session and nothing that another site could abuse.
pub(crate) fn around_programs(router: Router<AppState>, state: &AppState) -> Router<AppState> {
    router
        // `body` bounds it; axum's own bound is less than some of them may send.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(state.clone(), drain::nothing_new))
}

/// Without a word: `bare` has it in the form that was asked for.
fn on_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(
        panic = text.unwrap_or("without a message"),
        "a handler panicked"
    );
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
