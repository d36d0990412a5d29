//! Who may call a route is a parameter of its handler.

use crate::refusal::Refusal;
use crate::state::AppState;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use tollgate::Error;
use tollgate::gateway;
use tollgate_app::shared::server::caller_of;
use tower_sessions::Session;

/// Whoever is signed in; everybody else gets 401.
pub(crate) struct Caller(pub(crate) gateway::Caller);

impl FromRequestParts<AppState> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Refusal> {
        let session = parts.extensions.get::<Session>();
        let session = session.ok_or_else(|| Error::Internal("no session layer".into()))?;
        Ok(Self(caller_of(&state.tollgate, session).await?))
    }
}
