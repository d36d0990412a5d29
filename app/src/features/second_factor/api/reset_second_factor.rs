//! Takes the second factor off somebody who has lost it.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;
use tollgate::types::AccountId;

#[server(prefix = "/api/fn", endpoint = "reset_second_factor", protocol = Call<Form>)]
pub async fn reset_second_factor(account: AccountId) -> Result<(), AppError> {
    use crate::shared::server;
    let admin = server::admin().await?;
    let accounts = server::tollgate()?.accounts;
    accounts.reset_second_factor(&admin, account).await?;
    server::say("Their password alone signs in now.").await?;
    Ok(())
}
