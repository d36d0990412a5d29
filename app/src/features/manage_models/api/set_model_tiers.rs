//! Who may use a model.

use super::super::model::tier_fields::{TierField, split};
use crate::shared::api::{AppError, Call, Form};
use crate::shared::server::Rest;
use leptos::prelude::*;
use tollgate::types::LlmName;

#[server(prefix = "/api/fn", endpoint = "set_model_tiers", protocol = Call<Form>)]
pub async fn set_model_tiers(
    name: LlmName,
    #[server(flatten)] tiers: Rest<TierField>,
) -> Result<(), AppError> {
    use crate::shared::{routes, server};
    let admin = server::admin().await?;
    let offer = server::tollgate()?.offer;
    let (open, seen) = split(tiers);
    offer.set_tiers(&admin, &name, &open, &seen).await?;
    server::say("Saved. It counts from the next call on.").await?;
    server::redirect(&routes::model(&name));
    Ok(())
}
