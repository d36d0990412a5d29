//! The list of chats that the sidebar shows and every part of the page may ask to be read again.

use super::super::api::list_chats::{ChatPage, list_chats};
use super::days::Zone;
use crate::shared::api::AppError;
use leptos::prelude::*;
use tollgate::types::{ChatId, ChatSummary, Timestamp};

#[derive(Clone, Copy)]
pub struct ChatList {
    pub newest: Resource<Result<ChatPage, AppError>>,
    /// Pages that were asked for after the first one.
    pub older: RwSignal<Vec<ChatSummary>>,
    /// UTC until the browser has said where it is.
    pub zone: RwSignal<Zone>,
}

/// Makes the list and hands it to everything below.
pub fn provide_chat_list() -> ChatList {
    let list = ChatList {
        newest: Resource::new(|| (), |()| list_chats(None)),
        older: RwSignal::new(Vec::new()),
        zone: RwSignal::new(Zone::default()),
    };
    Effect::new(move || {
        let minutes = -(js_sys::Date::new_0().get_timezone_offset() as i64);
        list.zone.set(Zone { minutes });
    });
    provide_context(list);
    list
}

impl ChatList {
    /// Reads the newest chats again: something was said, renamed or deleted.
    pub fn refresh(self) {
        self.newest.refetch();
    }

    /// Forgets a chat that was deleted or renamed from the pages behind the first.
    pub fn forget(self, chat: ChatId) {
        self.older
            .update(|older| older.retain(|other| other.id != chat));
        self.refresh();
    }

    /// All that is known, without what a later page says again.
    pub fn joined(self, first: &ChatPage) -> (Vec<ChatSummary>, Timestamp) {
        let mut chats = first.chats.clone();
        self.older.with(|older| {
            let known: Vec<_> = chats.iter().map(|chat| chat.id).collect();
            chats.extend(
                older
                    .iter()
                    .filter(|chat| !known.contains(&chat.id))
                    .cloned(),
            );
        });
        (chats, first.now)
    }
}
