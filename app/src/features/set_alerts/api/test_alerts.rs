//! Sends a test by every way that is wanted, and says what came back.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "test_alerts", protocol = Call<Form>)]
pub async fn test_alerts() -> Result<(), AppError> {
    use crate::shared::server;
    let caller = server::caller().await?;
    let tested = server::tollgate()?.courier.test(&caller).await?;
    let lines = tested.into_iter().map(|tested| {
        let way = if tested.by_email { "E-mail" } else { "Webhook" };
        match tested.trouble {
            None => format!("{way}: taken."),
            Some(trouble) => format!("{way}: {trouble}."),
        }
    });
    server::show_once("A test was sent.", lines.collect()).await?;
    Ok(())
}
