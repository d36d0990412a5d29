use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;
use tollgate::types::{Chat, ChatId, ChatSettings};

/// A chat of the caller with the branch that is open.
#[server(prefix = "/api/fn", endpoint = "open_chat", protocol = Call<Form>)]
pub async fn open_chat(chat: ChatId) -> Result<Chat, AppError> {
    use crate::shared::server::{caller, tollgate};
    let caller = caller().await?;
    Ok(tollgate()?.chats.open(&caller, chat).await?)
}

/// How a new chat asks until somebody changes it.
#[server(prefix = "/api/fn", endpoint = "default_settings", protocol = Call<Form>)]
pub async fn default_settings() -> Result<ChatSettings, AppError> {
    use crate::shared::server::{caller, tollgate};
    let caller = caller().await?;
    Ok(tollgate()?.default_settings_of(&caller).await?)
}
