//! The chat page: one conversation, or the start of one, beside the list of all.

mod model {
    pub(super) mod actions;
    pub(super) mod conversation;
    pub(super) mod visit;
}
mod ui {
    pub(super) mod chat_page;
    pub(super) mod conversation_view;
    pub(super) mod dock;
    pub(super) mod empty;
    pub(super) mod follow;
    pub(super) mod open_chat;
    pub(super) mod shortcuts;
    pub(super) mod top_bar;
    pub(super) mod turn;
}

pub use ui::chat_page::ChatPage;
