//! Switches the second factor on, and shows the recovery codes once.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "confirm_second_factor", protocol = Call<Form>)]
pub async fn confirm_second_factor(code: String) -> Result<(), AppError> {
    use crate::shared::server;
    let caller = server::caller().await?;
    let accounts = server::tollgate()?.accounts;
    let codes = accounts.confirm_second_factor(&caller, &code).await?;
    server::show_once("Two-factor sign-in is on.", codes).await?;
    Ok(())
}
