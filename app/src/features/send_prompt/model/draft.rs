//! What was typed and not sent, kept per chat in this browser. Browser only; where storage is forbidden
//! a draft simply lasts as long as its page.

use leptos::prelude::window;
use std::sync::atomic::{AtomicBool, Ordering};
use tollgate::types::ChatId;
use web_sys::Storage;

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

fn key(chat: Option<ChatId>) -> String {
    match chat {
        Some(chat) => format!("draft:{chat}"),
        None => "draft:new".into(),
    }
}

pub fn load(chat: Option<ChatId>) -> Option<String> {
    storage()?
        .get_item(&key(chat))
        .ok()
        .flatten()
        .filter(|text| !text.is_empty())
}

pub fn keep(chat: Option<ChatId>, text: &str) {
    let Some(storage) = storage() else {
        return;
    };
    // A full or forbidden storage loses the draft at the next reload, not the text on the page.
    let _ = if text.is_empty() {
        storage.remove_item(&key(chat))
    } else {
        storage.set_item(&key(chat), text)
    };
}

/// What stood in the field when the script came. Only the first composer of a page can have any: a later one
/// may be drawn into the field of another chat.
pub fn typed_before(value: String) -> Option<String> {
    static FIRST: AtomicBool = AtomicBool::new(true);
    let first = FIRST.swap(false, Ordering::Relaxed);
    (first && !value.is_empty()).then_some(value)
}
