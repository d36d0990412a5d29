use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;
use tollgate::types::{AnswerId, QuestionId};

/// Asks a question once more; the new answer stands beside the old one.
#[server(prefix = "/api/fn", endpoint = "regenerate_answer", protocol = Call<Form>)]
pub async fn regenerate_answer(question: QuestionId, answer: AnswerId) -> Result<(), AppError> {
    use crate::shared::server::{caller, tollgate};
    let caller = caller().await?;
    Ok(tollgate()?
        .turns
        .regenerate(&caller, question, answer)
        .await?)
}
