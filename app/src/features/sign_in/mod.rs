//! Sign in with e-mail and password.

mod api {
    pub(super) mod sign_in;
}
mod ui {
    pub(super) mod sign_in_form;
}
pub use ui::sign_in_form::SignInForm;
