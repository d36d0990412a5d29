//! Takes back a price that has not begun.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;
use tollgate::types::{LlmName, Timestamp};

#[server(prefix = "/api/fn", endpoint = "drop_model_price", protocol = Call<Form>)]
pub async fn drop_model_price(
    name: LlmName,
    version: i64,
    begins: Timestamp,
) -> Result<(), AppError> {
    use crate::shared::{routes, server};
    let admin = server::admin().await?;
    let offer = server::tollgate()?.offer;
    offer.drop_price(&admin, &name, version, begins).await?;
    server::say("The price is taken back.").await?;
    server::redirect(&routes::model(&name));
    Ok(())
}
