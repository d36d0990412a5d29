//! Change the own password. All other sessions end.

mod api {
    pub(super) mod change_password;
}
pub use api::change_password::ChangePassword;
