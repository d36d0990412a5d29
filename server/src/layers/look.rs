//! How pages look for whoever asks, known before one is drawn, so that nothing flashes.

use crate::state::AppState;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use tollgate_app::shared::server::session_account;
use tower_sessions::Session;

pub(super) async fn choose(
    State(state): State<AppState>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    let is_page = request.method() == Method::GET && !request.uri().path().starts_with("/api/");
    if is_page && let Ok(Some(signed_in)) = session_account(&session).await {
        match state.tollgate.accounts.theme(signed_in.account).await {
            Ok(theme) => drop(request.extensions_mut().insert(theme)),
            // The page says so itself, if it needs the database.
            Err(error) => tracing::warn!(%error, "a theme cannot be read"),
        }
    }
    next.run(request).await
}
