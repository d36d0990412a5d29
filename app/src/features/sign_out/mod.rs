//! Sign out of this browser.

mod api {
    pub(super) mod sign_out;
}
mod ui {
    pub(super) mod sign_out_form;
}
pub use ui::sign_out_form::SignOutForm;
