//! Change the own password. All other sessions end.

mod api {
    pub(super) mod change_password;
}
mod ui {
    pub(super) mod change_password_form;
}
pub use ui::change_password_form::ChangePasswordForm;
