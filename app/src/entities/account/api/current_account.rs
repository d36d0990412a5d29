//! Whose session this is.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;
use tollgate::types::Account;

#[server(prefix = "/api/fn", endpoint = "current_account", protocol = Call<Form>)]
pub async fn current_account() -> Result<Account, AppError> {
    use crate::shared::server;
    Ok(server::caller().await?.account().clone())
}
