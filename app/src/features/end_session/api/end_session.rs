//! Ends one of the own sessions.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "end_session", protocol = Call<Form>)]
pub async fn end_session(session: String) -> Result<(), AppError> {
    use crate::shared::server;
    let caller = server::caller().await?;
    server::tollgate()?
        .accounts
        .end_session(&caller, &session)
        .await?;
    server::say("Signed out there.").await?;
    Ok(())
}
