//! Who asks. Every server function begins with one of these, except those in front of the door.

use super::redirect::to_sign_in;
use super::session::{session, session_account};
use crate::shared::api::AppError;
use leptos::prelude::use_context;
use tollgate::gateway::{Admin, Caller};
use tollgate::{Error, Result, Tollgate};
use tower_sessions::Session;

/// The core, as the router provides it.
///
/// # Errors
/// Only if the router does not.
pub fn tollgate() -> Result<Tollgate> {
    use_context().ok_or_else(|| Error::Internal("no Tollgate in the context".into()))
}

/// Who is signed in in this session; also for routes that are not server functions.
pub async fn caller_of(tollgate: &Tollgate, session: &Session) -> Result<Caller> {
    let signed_in = session_account(session)
        .await?
        .ok_or(Error::Unauthenticated)?;
    tollgate
        .accounts
        .caller(signed_in.account, signed_in.epoch)
        .await
}

/// Who is signed in. Everybody else is led to the sign-in page.
pub async fn caller() -> Result<Caller, AppError> {
    let tollgate = tollgate()?;
    let session = session().await?;
    match caller_of(&tollgate, &session).await {
        Err(Error::Unauthenticated) => {
            let error = Error::Unauthenticated.into();
            to_sign_in();
            Err(error)
        }
        other => Ok(other?),
    }
}

pub async fn admin() -> Result<Admin, AppError> {
    Ok(caller().await?.into_admin()?)
}
