//! Delete the own account for good.

mod api {
    pub(super) mod delete_account;
}
pub use api::delete_account::DeleteAccount;
