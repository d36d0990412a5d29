use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;
use tollgate::types::ChatSummary;

/// The caller's chats in which all the words occur, newest first.
#[server(prefix = "/api/fn", endpoint = "search_chats", protocol = Call<Form>)]
pub async fn search_chats(words: String) -> Result<Vec<ChatSummary>, AppError> {
    use crate::shared::server::{caller, tollgate};
    let caller = caller().await?;
    Ok(tollgate()?.chats.search(&caller, &words).await?)
}
