//! Forgets that a target failed.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "reset_target", protocol = Call<Form>)]
pub async fn reset_target(llm: String, provider: String, model: String) -> Result<(), AppError> {
    use crate::shared::server;
    use tollgate::types::{LlmName, TargetId};
    let admin = server::admin().await?;
    let target = TargetId {
        llm: LlmName(llm),
        provider,
        model,
    };
    let gateway = server::tollgate()?.gateway;
    gateway.reset_target(&admin, &target)?;
    server::say(format!("{} is asked again.", target.model)).await?;
    Ok(())
}
