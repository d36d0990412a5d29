use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;
use tollgate::types::AnswerId;

/// Stops an answer that is being written. What came is kept and charged.
#[server(prefix = "/api/fn", endpoint = "stop_answer", protocol = Call<Form>)]
pub async fn stop_answer(answer: AnswerId) -> Result<(), AppError> {
    use crate::shared::server::{caller, tollgate};
    let caller = caller().await?;
    Ok(tollgate()?.turns.stop(&caller, answer).await?)
}
