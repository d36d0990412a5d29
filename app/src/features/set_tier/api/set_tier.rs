//! A new version of a tier, if nobody else has made one since.

use crate::entities::limits::WrittenLimits;
use crate::entities::llm_list::WrittenList;
use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;
use tollgate::types::TierId;

#[server(prefix = "/api/fn", endpoint = "set_tier", protocol = Call<Form>)]
pub async fn set_tier(
    tier: TierId,
    version: i64,
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
    ledger.change_tier(&admin, tier, version, new).await?;
    server::say("Saved. It counts from the next call on.").await?;
    server::redirect(&routes::tier(tier));
    Ok(())
}
