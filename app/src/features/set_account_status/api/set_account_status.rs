//! Sets the status; suspension ends all sessions of the account and stops its answers.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;
use tollgate::types::{AccountId, Status};

#[server(prefix = "/api/fn", endpoint = "set_account_status", protocol = Call<Form>)]
pub async fn set_account_status(account: AccountId, status: Status) -> Result<(), AppError> {
    use crate::shared::server;
    let admin = server::admin().await?;
    server::tollgate()?
        .set_status(&admin, account, status)
        .await?;
    let done = match status {
        Status::Suspended => "Suspended. They are signed out everywhere.",
        Status::Active => "Open again. They can sign in.",
    };
    server::say(done).await?;
    Ok(())
}
