//! The chats beside every conversation: a column, and on small screens a drawer over a scrim.

mod ui {
    pub(super) mod account_menu;
    pub(super) mod chat_groups;
    pub(super) mod chat_row;
    pub(super) mod sidebar;
}

pub use ui::sidebar::{DRAWER, Sidebar};
