use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;
use tollgate::types::ChatId;

/// Deletes a chat with all that was said in it. Its charges stay.
#[server(prefix = "/api/fn", endpoint = "delete_chat", protocol = Call<Form>)]
pub async fn delete_chat(chat: ChatId) -> Result<(), AppError> {
    use crate::shared::server::{caller, tollgate};
    let caller = caller().await?;
    Ok(tollgate()?.chats.delete(&caller, chat).await?)
}
