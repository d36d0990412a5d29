//! Pages that the server draws alone.

use crate::routes::pages::context;
use crate::state::AppState;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use leptos::prelude::IntoAny;
use tollgate_app::shared::server::Place;
use tollgate_app::{DrawnPage, drawn_pages};

/// All of them, by address.
pub(crate) fn routes() -> impl Iterator<Item = (&'static str, MethodRouter<AppState>)> {
    drawn_pages().into_iter().map(|page| {
        (
            page.path,
            get(async move |state, request| drawn(page, state, request).await),
        )
    })
}

async fn drawn(page: DrawnPage, State(state): State<AppState>, request: Request) -> Response {
    let uri = request.uri();
    let place = Place::new(uri.path(), uri.query().unwrap_or_default());
    let assets = state.site.assets();
    let document = move || page.document(assets.clone(), place.clone()).into_any();
    leptos_axum::render_app_async_with_context(context(&state), document)(request).await
}
