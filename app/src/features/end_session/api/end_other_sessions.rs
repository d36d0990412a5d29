//! Ends all of the own sessions but this one.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "end_other_sessions", protocol = Call<Form>)]
pub async fn end_other_sessions() -> Result<(), AppError> {
    use crate::shared::server;
    let caller = server::caller().await?;
    let kept = server::session_hash(&server::session().await?);
    let accounts = server::tollgate()?.accounts;
    accounts.end_other_sessions(&caller, &kept).await?;
    server::say("Signed out everywhere else.").await?;
    Ok(())
}
