//! Pages that the server draws alone.

use crate::routes::pages::context;
use crate::state::AppState;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use leptos::prelude::IntoAny;
use tollgate_app::shared::server::Place;
use tollgate_app::{DrawnPage, drawn_pages};

/// All of them, by address.
pub(crate) fn routes() -> impl Iterator<Item = (&'static str, MethodRouter<AppState>)> {
    drawn_pages().into_iter().map(|page| {
        let shown = get(async move |state, request| drawn(page, state, request).await);
        let routes = match page.tries {
            true => shown.post(async move |state, request| tried(page, state, request).await),
            false => shown,
        };
        (page.path, routes)
    })
}

async fn drawn(page: DrawnPage, state: State<AppState>, request: Request) -> Response {
    let uri = request.uri();
    let place = Place::new(uri.path(), uri.query().unwrap_or_default());
    draw(page, state, place, request).await
}

/// A form that is sent to its own page.
async fn tried(page: DrawnPage, state: State<AppState>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = match Bytes::from_request(Request::from_parts(head.clone(), body), &()).await {
        Ok(body) => body,
        Err(refused) => return refused.into_response(),
    };
    let uri = &head.uri;
    let place = Place::new(uri.path(), uri.query().unwrap_or_default()).with_tried(&body);
    draw(page, state, place, Request::from_parts(head, Body::empty())).await
}

async fn draw(
    page: DrawnPage,
    State(state): State<AppState>,
    place: Place,
    request: Request,
) -> Response {
    let assets = state.site.assets();
    let document = move || page.document(assets.clone(), place.clone()).into_any();
    leptos_axum::render_app_async_with_context(context(&state), document)(request).await
}
