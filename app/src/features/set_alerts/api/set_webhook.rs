//! Names the webhook, and shows its new secret once.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "set_webhook", protocol = Call<Form>)]
pub async fn set_webhook(url: String) -> Result<(), AppError> {
    use crate::shared::server;
    let caller = server::caller().await?;
    let alerts = server::tollgate()?.alerts;
    let secret = alerts.set_webhook(&caller, &url).await?;
    server::show_once("Alerts are posted there from now on.", vec![secret]).await?;
    Ok(())
}
