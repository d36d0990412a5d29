//! Switches mails on or off; an unticked box is not sent.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "set_alert_emails", protocol = Call<Form>)]
pub async fn set_alert_emails(#[server(default)] wanted: Option<String>) -> Result<(), AppError> {
    use crate::shared::server;
    let caller = server::caller().await?;
    let alerts = server::tollgate()?.alerts;
    alerts.set_emails(&caller, wanted.is_some()).await?;
    server::say("Saved.").await?;
    Ok(())
}
