//! Switches the second factor off; `code` is one, or the password.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "remove_second_factor", protocol = Call<Form>)]
pub async fn remove_second_factor(#[server(default)] code: String) -> Result<(), AppError> {
    use crate::shared::server;
    let caller = server::caller().await?;
    let accounts = server::tollgate()?.accounts;
    accounts.remove_second_factor(&caller, &code).await?;
    server::say("Two-factor sign-in is off.").await?;
    Ok(())
}
