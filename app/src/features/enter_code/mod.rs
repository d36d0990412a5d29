//! The second step of signing in.

mod api {
    pub(super) mod enter_code;
}
pub use api::enter_code::EnterCode;
