//! Somebody stands before the sign-in page.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use tollgate::types::SignUp;

/// What there is to be known in front of the house.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Arrival {
    /// Whether anybody can sign in yet: not while no account exists, when the set-up link in the server's log is
    /// the only door.
    pub is_set_up: bool,
    /// Who may make an account.
    pub sign_up: SignUp,
}

/// Sends on who is signed in already.
#[server(prefix = "/api/fn", endpoint = "arrive", protocol = Call<Form>)]
pub async fn arrive(next: Option<String>) -> Result<Arrival, AppError> {
    use crate::shared::{lib::next::local_path, server};
    let tollgate = server::tollgate()?;
    if server::caller_of(&tollgate, &server::session().await?)
        .await
        .is_ok()
    {
        server::redirect(local_path(next.as_deref()));
    }
    Ok(Arrival {
        is_set_up: tollgate.accounts.is_set_up().await?,
        sign_up: tollgate.accounts.sign_up_mode(),
    })
}
