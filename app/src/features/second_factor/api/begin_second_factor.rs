//! Makes a secret for an authenticator.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "begin_second_factor", protocol = Call<Form>)]
pub async fn begin_second_factor() -> Result<(), AppError> {
    use crate::shared::server;
    let caller = server::caller().await?;
    let accounts = server::tollgate()?.accounts;
    Ok(accounts.begin_second_factor(&caller).await?)
}
