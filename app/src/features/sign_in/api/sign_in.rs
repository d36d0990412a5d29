//! Checks the password and opens a session.

use crate::shared::api::{AppError, NothingElse};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "sign_in")]
pub async fn sign_in(
    email: String,
    password: String,
    #[server(default)] next: Option<String>,
    #[server(flatten)] _rest: NothingElse,
) -> Result<(), AppError> {
    use crate::shared::{lib::next::local_path, server};
    let account = server::tollgate()?
        .accounts
        .sign_in(&email, &password)
        .await?;
    server::sign_in_session(&server::session().await?, &account).await?;
    server::redirect(local_path(next.as_deref()));
    Ok(())
}
