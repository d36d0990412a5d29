//! Sets the new password and keeps this session alone alive.

use crate::shared::api::{AppError, NothingElse};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "change_password")]
pub async fn change_password(
    current: String,
    password: String,
    #[server(flatten)] _rest: NothingElse,
) -> Result<(), AppError> {
    use crate::shared::{routes, server};
    use tollgate::types::Account;
    let caller = server::caller().await?;
    let epoch = server::tollgate()?
        .accounts
        .change_password(&caller, &current, &password)
        .await?;
    let account = Account {
        epoch,
        ..caller.account().clone()
    };
    server::sign_in_session(&server::session().await?, &account).await?;
    server::redirect(routes::PASSWORD_CHANGED);
    Ok(())
}
