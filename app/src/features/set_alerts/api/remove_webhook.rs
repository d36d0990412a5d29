//! Posts alerts nowhere any more.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "remove_webhook", protocol = Call<Form>)]
pub async fn remove_webhook() -> Result<(), AppError> {
    use crate::shared::server;
    let caller = server::caller().await?;
    let alerts = server::tollgate()?.alerts;
    alerts.remove_webhook(&caller).await?;
    server::say("Alerts are no longer posted.").await?;
    Ok(())
}
