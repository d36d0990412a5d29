//! Forgets every answer that is kept.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "empty_cache", protocol = Call<Form>)]
pub async fn empty_cache() -> Result<(), AppError> {
    use crate::shared::server;
    let admin = server::admin().await?;
    server::tollgate()?.gateway.empty_cache(&admin).await;
    Ok(server::say("The cache is empty.").await?)
}
