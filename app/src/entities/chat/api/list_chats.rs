use crate::shared::api::{AppError, Call, Json};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use tollgate::types::{ChatSummary, Timestamp};

/// Some chats, newest first, and when that was.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ChatPage {
    pub now: Timestamp,
    pub chats: Vec<ChatSummary>,
}

/// The caller's chats, newest first; `before` is the last one that is known already.
#[server(prefix = "/api/fn", endpoint = "list_chats", protocol = Call<Json>)]
pub async fn list_chats(before: Option<ChatSummary>) -> Result<ChatPage, AppError> {
    use crate::shared::server::{caller, tollgate};
    let (caller, tollgate) = (caller().await?, tollgate()?);
    let chats = tollgate.chats.list(&caller, before).await?;
    let now = tollgate.clock.now();
    Ok(ChatPage { now, chats })
}
