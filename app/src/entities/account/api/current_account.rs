//! Whose session this is, and how many alerts the account has not read.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;
use tollgate::types::Account;

#[server(prefix = "/api/fn", endpoint = "current_account", protocol = Call<Form>)]
pub async fn current_account() -> Result<(Account, u32), AppError> {
    use crate::shared::server;
    let caller = server::caller().await?;
    let unread = server::tollgate()?.alerts.unread(&caller).await?;
    Ok((caller.account().clone(), unread))
}
