//! Suspend an account, or open it again.

mod api {
    mod set_account_status;
}
