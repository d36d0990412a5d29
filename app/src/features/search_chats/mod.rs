//! Find chats by words in their title or text.

mod api {
    pub(super) mod search_chats;
}
mod ui {
    pub(super) mod search_box;
}

pub use api::search_chats::search_chats;
pub use ui::search_box::{SEARCH_BOX, SearchBox};
