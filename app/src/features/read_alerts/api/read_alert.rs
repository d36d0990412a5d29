//! Marks one alert.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;
use tollgate::types::AlertId;

#[server(prefix = "/api/fn", endpoint = "read_alert", protocol = Call<Form>)]
pub async fn read_alert(alert: AlertId) -> Result<(), AppError> {
    use crate::shared::server;
    let caller = server::caller().await?;
    Ok(server::tollgate()?.alerts.mark_one(&caller, alert).await?)
}
