//! Suspend an account or open it again.

mod api {
    pub(super) mod set_account_status;
}
mod ui {
    pub(super) mod status_control;
}
pub use api::set_account_status::SetAccountStatus;
pub use ui::status_control::StatusControl;
