//! Shows whether a provider can be reached and takes the key. Nothing is asked that costs anything.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

/// What came of it stands on the page.
#[server(prefix = "/api/fn", endpoint = "probe_provider", protocol = Call<Form>)]
pub async fn probe_provider(provider: String) -> Result<(), AppError> {
    use crate::shared::server;
    let admin = server::admin().await?;
    let gateway = server::tollgate()?.gateway;
    gateway.probe_provider(&admin, &provider).await?;
    Ok(())
}
