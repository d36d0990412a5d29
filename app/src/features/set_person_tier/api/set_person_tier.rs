//! Counts for all calls that begin from now on.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;
use tollgate::types::{AccountId, TierId};

#[server(prefix = "/api/fn", endpoint = "set_person_tier", protocol = Call<Form>)]
pub async fn set_person_tier(account: AccountId, tier: TierId) -> Result<(), AppError> {
    use crate::shared::server;
    let admin = server::admin().await?;
    server::tollgate()?
        .ledger
        .set_tier(&admin, account, tier)
        .await?;
    server::say("Tier set. It counts from the next call on.").await?;
    Ok(())
}
