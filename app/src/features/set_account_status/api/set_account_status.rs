//! Sets the status; suspension ends all sessions of the account and stops its answers.

use crate::shared::api::{AppError, NothingElse};
use leptos::prelude::*;
use tollgate::types::{AccountId, Status};

#[server(prefix = "/api/fn", endpoint = "set_account_status")]
pub async fn set_account_status(
    account: AccountId,
    status: Status,
    #[server(flatten)] _rest: NothingElse,
) -> Result<(), AppError> {
    use crate::shared::server;
    let admin = server::admin().await?;
    Ok(server::tollgate()?
        .set_status(&admin, account, status)
        .await?)
}
