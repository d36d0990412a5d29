use crate::shared::api::{AppError, Call, Json};
use leptos::prelude::*;
use tollgate::types::{ChatId, ChatSettings};

/// Keeps how the questions of a chat are asked from now on.
#[server(prefix = "/api/fn", endpoint = "set_chat_settings", protocol = Call<Json>)]
pub async fn set_chat_settings(chat: ChatId, settings: ChatSettings) -> Result<(), AppError> {
    use crate::shared::server::{caller, tollgate};
    let caller = caller().await?;
    Ok(tollgate()?
        .chats
        .set_settings(&caller, chat, settings)
        .await?)
}
