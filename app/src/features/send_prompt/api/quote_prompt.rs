use crate::shared::api::{AppError, Call, Json};
use leptos::prelude::*;
use tollgate::types::{Prompt, Quoted};

/// What sending this may cost at most, and whether there is room for it. Nothing is sent.
#[server(prefix = "/api/fn", endpoint = "quote_prompt", protocol = Call<Json>)]
pub async fn quote_prompt(prompt: Prompt) -> Result<Quoted, AppError> {
    use crate::shared::server::{caller, tollgate};
    let caller = caller().await?;
    Ok(tollgate()?.turns.quote(&caller, prompt).await?)
}
