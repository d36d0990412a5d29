//! A person's chats: list, search, open, rename, set, delete.

use super::{Inner, Turns};
use crate::error::{Error, Result};
use crate::gateway::Caller;
use crate::types::{Chat, ChatId, ChatSettings, ChatSummary};
use std::sync::Arc;

/// Chats of one page of the list.
const PAGE: u32 = 50;
/// Longest title, in characters.
const LONGEST_TITLE: usize = 120;

#[derive(Clone)]
pub struct Chats {
    inner: Arc<Inner>,
}

impl Turns {
    /// The chats that these turns belong to.
    pub fn chats(&self) -> Chats {
        Chats {
            inner: self.inner.clone(),
        }
    }
}

fn found(known: bool) -> Result<()> {
    if known { Ok(()) } else { Err(Error::NotFound) }
}

impl Chats {
    /// A page of the caller's chats, newest first; `before` is the last one of the page before.
    ///
    /// # Errors
    /// If the database fails; so below.
    pub async fn list(
        &self,
        caller: &Caller,
        before: Option<ChatSummary>,
    ) -> Result<Vec<ChatSummary>> {
        self.inner
            .store
            .chats(caller.id(), before.as_ref(), PAGE)
            .await
            .map_err(Error::Store)
    }

    /// The caller's chats that hold all words of `query`.
    pub async fn search(&self, caller: &Caller, query: &str) -> Result<Vec<ChatSummary>> {
        if query.trim().is_empty() {
            return self.list(caller, None).await;
        }
        self.inner
            .store
            .search_chats(caller.id(), query.trim(), PAGE)
            .await
            .map_err(Error::Store)
    }

    /// A chat with its newest branch.
    pub async fn open(&self, caller: &Caller, chat: ChatId) -> Result<Chat> {
        self.inner
            .store
            .chat(caller.id(), chat)
            .await
            .map_err(Error::Store)?
            .ok_or(Error::NotFound)
    }

    pub async fn rename(&self, caller: &Caller, chat: ChatId, title: &str) -> Result<()> {
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        if title.is_empty() || title.chars().count() > LONGEST_TITLE {
            return Err(Error::invalid("title", "A title has 1 to 120 characters."));
        }
        found(
            self.inner
                .store
                .rename_chat(caller.id(), chat, &title)
                .await
                .map_err(Error::Store)?,
        )
    }

    /// Sets how the chat's next questions are asked.
    pub async fn set_settings(
        &self,
        caller: &Caller,
        chat: ChatId,
        settings: ChatSettings,
    ) -> Result<()> {
        self.inner.check(&settings)?;
        found(
            self.inner
                .store
                .set_chat_settings(caller.id(), chat, &settings)
                .await
                .map_err(Error::Store)?,
        )
    }

    /// Deletes a chat and what was said in it; what it cost stays in the ledger. Answers that are being
    /// written are stopped.
    pub async fn delete(&self, caller: &Caller, chat: ChatId) -> Result<()> {
        if let Some(chat) = self
            .inner
            .store
            .chat(caller.id(), chat)
            .await
            .map_err(Error::Store)?
        {
            let answers = chat.turns.iter().flat_map(|turn| &turn.answers);
            for running in
                answers.filter_map(|answer| self.inner.register.get(answer.id, caller.id()))
            {
                running.stop.cancel();
            }
        }
        found(
            self.inner
                .store
                .delete_chat(caller.id(), chat)
                .await
                .map_err(Error::Store)?,
        )
    }
}
