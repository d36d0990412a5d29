use crate::shared::api::{AppError, Call, Json};
use leptos::prelude::*;
use tollgate::types::Prompt;

/// Stores the question and starts the answer. Sending the same prompt twice is one turn.
#[server(prefix = "/api/fn", endpoint = "send_prompt", protocol = Call<Json>)]
pub async fn send_prompt(prompt: Prompt) -> Result<(), AppError> {
    use crate::shared::server::{caller, tollgate};
    let caller = caller().await?;
    Ok(tollgate()?.turns.send_prompt(&caller, prompt).await?)
}
