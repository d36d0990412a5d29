//! Sets the own cap, in dollars; nothing is none.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "set_daily_cap", protocol = Call<Form>)]
pub async fn set_daily_cap(#[server(default)] cap: String) -> Result<(), AppError> {
    use crate::shared::server;
    let caller = server::caller().await?;
    let ledger = server::tollgate()?.ledger;
    ledger.set_cap_in_dollars(&caller, &cap).await?;
    server::say("Saved. It counts for the next call.").await?;
    Ok(())
}
