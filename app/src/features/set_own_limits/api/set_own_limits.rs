//! Counts in place of the tier's limits, where it says something.

use crate::entities::limits::WrittenLimits;
use crate::shared::api::{AppError, Call, Form, NothingElse};
use leptos::prelude::*;
use tollgate::types::AccountId;

#[server(prefix = "/api/fn", endpoint = "set_own_limits", protocol = Call<Form>)]
pub async fn set_own_limits(
    account: AccountId,
    #[server(flatten)] limits: WrittenLimits,
    #[server(flatten)] _rest: NothingElse,
) -> Result<(), AppError> {
    use crate::shared::server;
    let admin = server::admin().await?;
    let limits = limits.read()?;
    server::tollgate()?
        .ledger
        .set_own_limits(&admin, account, limits)
        .await?;
    server::say("Limits saved. They count from the next call on.").await?;
    Ok(())
}
