//! Sets the new password and keeps this session alone alive.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "change_password", protocol = Call<Form>)]
pub async fn change_password(current: String, password: String) -> Result<(), AppError> {
    use crate::shared::server;
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
    server::say("Password changed. All other sessions are signed out.").await?;
    Ok(())
}
