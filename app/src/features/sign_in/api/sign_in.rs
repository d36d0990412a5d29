//! Checks the password and opens a session, or the way to its second step.

use crate::shared::api::{AppError, NothingElse};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "sign_in")]
pub async fn sign_in(
    email: String,
    password: String,
    #[server(default)] next: Option<String>,
    #[server(flatten)] _rest: NothingElse,
) -> Result<(), AppError> {
    use crate::shared::{lib::next::local_path, routes, server};
    use tollgate::accounts::Entry;
    let accounts = server::tollgate()?.accounts;
    let session = server::session().await?;
    match accounts.sign_in(&email, &password).await? {
        Entry::In(account) => {
            server::sign_in_session(&session, &account).await?;
            server::redirect(local_path(next.as_deref()));
        }
        Entry::CodeWanted(account) => {
            server::half_sign_in_session(&session, &account, next).await?;
            server::redirect(routes::ENTER_CODE);
        }
    }
    Ok(())
}
