//! Makes a one-time link. It goes to the page by memory alone: not in an address, not through the session.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;
use tollgate::types::Role;

#[server(prefix = "/api/fn", endpoint = "invite_person", protocol = Call<Form>)]
pub async fn invite_person(role: Role, #[server(default)] email: String) -> Result<(), AppError> {
    use crate::shared::server;
    let admin = server::admin().await?;
    let session = server::session_name().await?;
    let accounts = server::tollgate()?.accounts;
    accounts.invite_from(&admin, &session, role, &email).await?;
    Ok(())
}
