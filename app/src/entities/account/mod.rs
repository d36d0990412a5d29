//! Accounts: whose session this is, who else has one, what a one-time link gives.

mod api {
    pub(super) mod arrive;
    pub(super) mod current_account;
    pub(super) mod open_link;
}
pub use api::arrive::arrive;
pub use api::current_account::current_account;
pub use api::open_link::{Link, open_link};
