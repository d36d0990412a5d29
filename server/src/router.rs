//! Every route on one screen.

use crate::routes::{answer_events::answer_events, health};
use crate::state::AppState;
use crate::{assets, layers};
use axum::Router;
use axum::routing::get;
use http::{HeaderValue, header};
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{LeptosRoutes, ResponseOptions, generate_route_list};
use tollgate_app::{App, shell};

/// The whole program as one service.
pub fn router(state: AppState) -> Router {
    let pages = generate_route_list(App);
    let tollgate = state.tollgate.clone();
    // Also given to server functions, under /api/fn/, which are registered with the pages.
    let context = move || {
        provide_context(tollgate.clone());
        content_security_policy();
    };
    let html = state.assets.clone();
    let fallback = state.assets.clone();
    let routes = Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/assets/{*file}", get(assets::serve))
        .route("/favicon.svg", get(assets::favicon))
        .route("/robots.txt", get(assets::robots))
        .route("/api/answers/{answer}/events", get(answer_events))
        .leptos_routes_with_context(&state, pages, context.clone(), move || shell(html.clone()))
        .fallback(leptos_axum::render_app_async_with_context(
            context,
            move || shell(fallback.clone()),
        ));
    layers::around(routes, &state).with_state(state)
}

/// What a page may load and run: our own files, and the one script that carries the nonce of this response.
fn content_security_policy() {
    let (Some(response), Some(nonce)) =
        (use_context::<ResponseOptions>(), leptos::nonce::use_nonce())
    else {
        return;
    };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}
