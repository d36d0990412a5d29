//! Shows new recovery codes once; `proof` is a code, or the password.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "renew_recovery_codes", protocol = Call<Form>)]
pub async fn renew_recovery_codes(#[server(default)] proof: String) -> Result<(), AppError> {
    use crate::shared::server;
    let caller = server::caller().await?;
    let accounts = server::tollgate()?.accounts;
    let codes = accounts.renew_recovery_codes(&caller, &proof).await?;
    server::show_once("These are your recovery codes now.", codes).await?;
    Ok(())
}
