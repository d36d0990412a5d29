//! Everybody with an account, for admins.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;
use tollgate::types::AccountSummary;

#[server(prefix = "/api/fn", endpoint = "list_people", protocol = Call<Form>)]
pub async fn list_people() -> Result<Vec<AccountSummary>, AppError> {
    use crate::shared::server;
    let admin = server::admin().await?;
    Ok(server::tollgate()?.accounts.list(&admin).await?)
}
