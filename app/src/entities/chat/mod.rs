//! Conversations: the list of them, and one opened.

mod api {
    pub(super) mod list_chats;
    pub(super) mod open_chat;
}
mod model {
    pub(super) mod chat_list;
    pub(super) mod days;
}

pub use api::list_chats::{ChatPage, list_chats};
pub use api::open_chat::{default_settings, open_chat};
pub use model::chat_list::{ChatList, provide_chat_list};
pub use model::days::by_day;
