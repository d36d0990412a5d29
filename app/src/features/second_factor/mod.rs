//! Sign in in two steps: switch it on and off, and reset it for who has lost everything.

mod api {
    pub(super) mod begin_second_factor;
    pub(super) mod confirm_second_factor;
    pub(super) mod remove_second_factor;
    pub(super) mod renew_recovery_codes;
    pub(super) mod reset_second_factor;
}
pub use api::begin_second_factor::BeginSecondFactor;
pub use api::confirm_second_factor::ConfirmSecondFactor;
pub use api::remove_second_factor::RemoveSecondFactor;
pub use api::renew_recovery_codes::RenewRecoveryCodes;
