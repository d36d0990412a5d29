//! A tier in which nobody is yet.

use crate::entities::limits::WrittenLimits;
use crate::entities::llm_list::WrittenList;
use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "create_tier", protocol = Call<Form>)]
pub async fn create_tier(
    name: String,
    #[server(flatten)] limits: WrittenLimits,
    #[server(flatten)] list: WrittenList,
) -> Result<(), AppError> {
    use crate::shared::{routes, server};
    use tollgate::types::NewTier;
    let admin = server::admin().await?;
    let (limits, models) = (limits.read()?, list.read()?);
    let ledger = server::tollgate()?.ledger;
    let new = NewTier {
        name,
        limits,
        models,
    };
    let tier = ledger.create_tier(&admin, new).await?;
    server::say("The tier is made. Move people into it on their pages.").await?;
    server::redirect(&routes::tier(tier));
    Ok(())
}
