use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;
use tollgate::types::ChatId;

#[server(prefix = "/api/fn", endpoint = "rename_chat", protocol = Call<Form>)]
pub async fn rename_chat(chat: ChatId, title: String) -> Result<(), AppError> {
    use crate::shared::server::{caller, tollgate};
    let caller = caller().await?;
    Ok(tollgate()?.chats.rename(&caller, chat, &title).await?)
}
