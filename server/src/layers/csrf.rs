//! Another site's page may not change anything here: `Sec-Fetch-Site` and `Origin` must say that the request
//! comes from our own.

use crate::refusal::Refusal;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_http::csrf::{CsrfLayer, ProtectionError};

/// `public_url` is trusted by name too, for proxies that rewrite `Host`.
pub(super) fn layer(public_url: &str) -> CsrfLayer {
    let origin = url::Url::parse(public_url).map(|url| url.origin().ascii_serialization());
    let origin = origin.unwrap_or_default();
    CsrfLayer::new()
        .add_trusted_origin(&origin)
        .unwrap_or_else(|error| {
            tracing::warn!(%error, "the public URL cannot be trusted as an origin");
            CsrfLayer::new()
        })
}

/// Puts words to the layer's bare 403.
pub(super) async fn answer(request: Request, next: Next) -> Response {
    let message =
        "This was sent from another site, so it was not done. Open Tollgate itself and try again.";
    let refusal = Refusal::new(StatusCode::FORBIDDEN, "cross_site", message).for_request(&request);
    let response = next.run(request).await;
    if response.extensions().get::<ProtectionError>().is_some() {
        return refusal.into_response();
    }
    response
}
