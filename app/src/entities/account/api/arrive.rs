//! Somebody stands before the sign-in page.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

/// Sends on who is signed in already. Else says whether anybody can sign in yet: `false` while no account
/// exists, when the set-up link in the server's log is the only door.
#[server(prefix = "/api/fn", endpoint = "arrive", protocol = Call<Form>)]
pub async fn arrive(next: Option<String>) -> Result<bool, AppError> {
    use crate::shared::{lib::next::local_path, server};
    let tollgate = server::tollgate()?;
    if server::caller_of(&tollgate, &server::session().await?)
        .await
        .is_ok()
    {
        server::redirect(local_path(next.as_deref()));
    }
    Ok(tollgate.accounts.is_set_up().await?)
}
