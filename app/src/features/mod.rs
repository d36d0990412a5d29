//! One thing a person can do, each.

pub mod change_password;
pub mod invite_person;
pub mod redeem_link;
pub mod set_account_status;
pub mod sign_in;
pub mod sign_out;
