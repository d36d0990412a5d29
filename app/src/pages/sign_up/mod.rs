//! Where everybody makes an account, if everybody may.

mod ui {
    pub(super) mod sign_up_page;
}
pub use ui::sign_up_page::draw;
