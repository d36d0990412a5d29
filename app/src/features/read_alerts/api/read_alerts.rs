//! Marks all that were raised until the newest that the page shows, and none that came since.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;
use tollgate::types::Timestamp;

#[server(prefix = "/api/fn", endpoint = "read_alerts", protocol = Call<Form>)]
pub async fn read_alerts(until: i64) -> Result<(), AppError> {
    use crate::shared::server;
    let caller = server::caller().await?;
    let until = Timestamp(until);
    Ok(server::tollgate()?.alerts.mark_read(&caller, until).await?)
}
