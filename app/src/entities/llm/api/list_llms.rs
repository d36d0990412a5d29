use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;
use tollgate::types::Llm;

/// The models that the caller may choose.
#[server(prefix = "/api/fn", endpoint = "list_llms", protocol = Call<Form>)]
pub async fn list_llms() -> Result<Vec<Llm>, AppError> {
    use crate::shared::server::{caller, tollgate};
    let caller = caller().await?;
    Ok(tollgate()?.llms_of(&caller).await?)
}
