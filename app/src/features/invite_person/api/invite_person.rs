//! Makes a one-time link and gives its secret, which is kept nowhere.

use crate::shared::api::{AppError, NothingElse};
use leptos::prelude::*;
use tollgate::types::Role;

#[server(prefix = "/api/fn", endpoint = "invite_person")]
pub async fn invite_person(
    role: Role,
    #[server(default)] email: String,
    #[server(flatten)] _rest: NothingElse,
) -> Result<String, AppError> {
    use crate::shared::server;
    let admin = server::admin().await?;
    let email = Some(email).filter(|email| !email.trim().is_empty());
    Ok(server::tollgate()?
        .accounts
        .invite(&admin, role, email)
        .await?)
}
