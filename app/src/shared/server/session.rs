//! What a session holds: who signed in, and at which epoch of the account.

use serde::{Deserialize, Serialize};
use tollgate::types::{Account, AccountId};
use tollgate::{Error, Result};
use tower_sessions::Session;

/// A session of an older epoch than the account's is over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SignedIn {
    pub account: AccountId,
    pub epoch: i64,
}

impl SignedIn {
    /// Where it stands among a session's data.
    pub const KEY: &str = "signed_in";
}

/// The session of the request that is being answered.
pub async fn session() -> Result<Session> {
    leptos_axum::extract()
        .await
        .map_err(|error| Error::Internal(error.to_string()))
}

/// What tells the session of the request from all others, as long as it lasts.
pub async fn session_name() -> Result<String> {
    let id = session().await?.id();
    id.map(|id| id.to_string()).ok_or(Error::Unauthenticated)
}

pub async fn session_account(session: &Session) -> Result<Option<SignedIn>> {
    session.get(SignedIn::KEY).await.map_err(failed)
}

/// Signs the session in under a new id, so that an id known from before opens nothing.
pub async fn sign_in_session(session: &Session, account: &Account) -> Result<()> {
    let signed_in = SignedIn {
        account: account.id,
        epoch: account.epoch,
    };
    session.cycle_id().await.map_err(failed)?;
    session
        .insert(SignedIn::KEY, signed_in)
        .await
        .map_err(failed)
}

pub async fn sign_out_session(session: &Session) -> Result<()> {
    session.flush().await.map_err(failed)
}

fn failed(error: tower_sessions::session::Error) -> Error {
    Error::Internal(format!("session: {error}"))
}
