//! The frame of the pages about the account and its administration: where else to go, who is signed in.

mod ui {
    pub(super) mod account_frame;
}
pub use ui::account_frame::AccountFrame;
