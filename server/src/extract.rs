//! Who asks, as a parameter of a route.

use crate::error::Refusal;
use crate::session_store;
use crate::state::AppState;
use axum::extract::FromRequestParts;
use http::request::Parts;
use tollgate::gateway::Caller;
use tollgate::{Error, Result, Tollgate};
use tollgate_app::shared::server::caller_of;
use tower_sessions::Session;

/// Somebody with an open session.
pub struct SignedIn {
    pub caller: Caller,
    session: Session,
}

impl SignedIn {
    /// Whether the session is still open and the account too. Asks the store anew, so that a sign-out
    /// elsewhere counts.
    ///
    /// # Errors
    /// What a new request would be refused with.
    pub async fn still(&self, tollgate: &Tollgate) -> Result<()> {
        let id = self.session.id().ok_or(Error::Unauthenticated)?;
        let kept = tollgate
            .store
            .session(&session_store::hash(&id), tollgate.clock.now())
            .await;
        kept.map_err(Error::Store)?.ok_or(Error::Unauthenticated)?;
        let account = self.caller.account();
        tollgate
            .accounts
            .caller(account.id, account.epoch)
            .await
            .map(|_| ())
    }
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Refusal> {
        let session = Session::from_request_parts(parts, state).await;
        let session = session.map_err(|_| Error::Internal("no session layer".into()))?;
        let caller = caller_of(&state.tollgate, &session).await?;
        Ok(Self { caller, session })
    }
}
