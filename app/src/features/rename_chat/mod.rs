//! Give a chat another title.

mod api {
    pub(super) mod rename_chat;
}
mod ui {
    pub(super) mod rename_dialog;
}

pub use ui::rename_dialog::RenameDialog;
