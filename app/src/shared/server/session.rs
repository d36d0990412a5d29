//! What a session holds: who signed in, at which epoch of the account, and with what.

use super::device::device;
use http::{header, request};
use leptos::prelude::use_context;
use serde::{Deserialize, Serialize};
use tollgate::types::{Account, AccountId, Timestamp};
use tollgate::{Error, Result, accounts};
use tower_sessions::Session;

/// How long the second step of signing in may take.
const HALF_FOR_SECONDS: i64 = 10 * 60;

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

/// Who has shown the password and owes a code. It opens nothing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HalfSignedIn {
    pub account: AccountId,
    pub epoch: i64,
    /// Where to go afterwards.
    pub next: Option<String>,
    until: Timestamp,
}

impl HalfSignedIn {
    const KEY: &str = "half_signed_in";
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

/// Under which the store keeps a session.
pub fn session_hash(session: &Session) -> [u8; 32] {
    accounts::session_hash(session.id().map_or(0, |id| id.0))
}

/// Signs the session in under a new id, so that an id known from before opens nothing.
pub async fn sign_in_session(session: &Session, account: &Account) -> Result<()> {
    let signed_in = SignedIn {
        account: account.id,
        epoch: account.epoch,
    };
    session.cycle_id().await.map_err(failed)?;
    let half = session.remove::<HalfSignedIn>(HalfSignedIn::KEY).await;
    half.map_err(failed)?;
    let browser = session
        .insert(accounts::SESSION_DEVICE, this_device())
        .await;
    browser.map_err(failed)?;
    session
        .insert(SignedIn::KEY, signed_in)
        .await
        .map_err(failed)
}

/// Remembers under a new id who has shown the password. Whoever was signed in there is no longer.
pub async fn half_sign_in_session(
    session: &Session,
    account: &Account,
    next: Option<String>,
) -> Result<()> {
    let half = HalfSignedIn {
        account: account.id,
        epoch: account.epoch,
        next,
        until: super::tollgate()?
            .clock
            .now()
            .plus_seconds(HALF_FOR_SECONDS),
    };
    session.cycle_id().await.map_err(failed)?;
    let before = session.remove::<SignedIn>(SignedIn::KEY).await;
    before.map_err(failed)?;
    session
        .insert(HalfSignedIn::KEY, half)
        .await
        .map_err(failed)
}

/// Who owes a code, while there is time.
pub async fn half_signed_in(session: &Session) -> Result<Option<HalfSignedIn>> {
    let half: Option<HalfSignedIn> = session.get(HalfSignedIn::KEY).await.map_err(failed)?;
    let Some(half) = half else { return Ok(None) };
    let now = super::tollgate()?.clock.now();
    Ok((now < half.until).then_some(half))
}

/// Whether somebody is signed in, or half so: what they typed may be kept for them.
pub async fn is_anybodys(session: &Session) -> Result<bool> {
    if session_account(session).await?.is_some() {
        return Ok(true);
    }
    let half = session.get_value(HalfSignedIn::KEY).await;
    Ok(half.map_err(failed)?.is_some())
}

pub async fn sign_out_session(session: &Session) -> Result<()> {
    session.flush().await.map_err(failed)
}

fn this_device() -> String {
    let request = use_context::<request::Parts>();
    let agent = request.as_ref().and_then(|request| {
        let agent = request.headers.get(header::USER_AGENT)?;
        agent.to_str().ok()
    });
    device(agent.unwrap_or_default())
}

fn failed(error: tower_sessions::session::Error) -> Error {
    Error::Internal(format!("session: {error}"))
}
