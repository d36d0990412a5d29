//! What stands around every route, outermost first, each with its reason.

use crate::limit::{Limit, limit};
use crate::session_store::SessionStore;
use crate::state::AppState;
use axum::Router;
use axum::middleware::from_fn_with_state;
use http::header::{self, HeaderName};
use http::{HeaderValue, Request, StatusCode};
use std::time::Duration;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;
use tower_sessions::cookie::SameSite;
use tower_sessions::{Expiry, SessionManagerLayer};

/// Largest request. A question has at most 200 000 bytes.
const MAX_BODY: usize = 1 << 20;
/// Time to the head of a response; streams may then go on.
const TIMEOUT: Duration = Duration::from_secs(30);
/// How long one stays signed in without coming back.
const SESSION_DAYS: i64 = 14;

pub fn around(routes: Router<AppState>, state: &AppState) -> Router<AppState> {
    let limit_state = (state.clone(), Limit::default());
    let layers = ServiceBuilder::new()
        // Each request has a name that the person can quote.
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(PropagateRequestIdLayer::x_request_id())
        // A bug in one request is not the end of the others.
        .layer(CatchPanicLayer::new())
        .layer(fixed("x-content-type-options", "nosniff"))
        .layer(fixed("referrer-policy", "same-origin"))
        .layer(fixed(
            "permissions-policy",
            "camera=(), geolocation=(), microphone=()",
        ))
        .layer(fixed("cross-origin-opener-policy", "same-origin"))
        .layer(or_else(
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ))
        // Whatever does not say that it may be kept is somebody's own.
        .layer(or_else(header::CACHE_CONTROL, "no-store"))
        .option_layer(is_https(state).then(|| {
            fixed(
                "strict-transport-security",
                "max-age=31536000; includeSubDomains",
            )
        }))
        // Pages; files are compressed already, and event streams are left alone.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            TIMEOUT,
        ))
        // No other site makes a browser change something here.
        .layer(CsrfLayer::new())
        .layer(sessions(state))
        // Who guesses passwords waits; who is signed in does not.
        .layer(from_fn_with_state(limit_state, limit))
        // Server functions read their body themselves, so axum's own limit would not hold them.
        .layer(RequestBodyLimitLayer::new(MAX_BODY));
    routes.layer(layers)
}

fn is_https(state: &AppState) -> bool {
    state.tollgate.config.public_url.starts_with("https://")
}

/// Behind TLS the cookie is bound to this host. Browsers take `Secure` over plain HTTP from localhost only,
/// and not all of them, so there it has a plain name.
fn sessions(state: &AppState) -> SessionManagerLayer<SessionStore> {
    let store = SessionStore::new(state.tollgate.store.clone(), state.tollgate.clock.clone());
    let is_https = is_https(state);
    SessionManagerLayer::new(store)
        .with_name(if is_https {
            "__Host-tollgate"
        } else {
            "tollgate"
        })
        .with_secure(is_https)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(
            tower_sessions::cookie::time::Duration::days(SESSION_DAYS),
        ))
}

fn fixed(name: &'static str, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(
        HeaderName::from_static(name),
        HeaderValue::from_static(value),
    )
}

fn or_else(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

/// Without the query and without `/join/` secrets.
fn span<B>(request: &Request<B>) -> tracing::Span {
    let path = request.uri().path();
    let path = if path.starts_with("/join/") {
        "/join/…"
    } else {
        path
    };
    let id = request
        .headers()
        .get("x-request-id")
        .and_then(|id| id.to_str().ok())
        .unwrap_or("");
    tracing::info_span!("request", method = %request.method(), path, id)
}
