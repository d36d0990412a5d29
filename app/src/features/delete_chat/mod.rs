//! Delete a chat for good.

mod api {
    pub(super) mod delete_chat;
}
mod ui {
    pub(super) mod delete_dialog;
}

pub use ui::delete_dialog::DeleteDialog;
