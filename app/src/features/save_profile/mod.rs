//! Set how one is called, where one is, and how pages look.

mod api {
    pub(super) mod save_profile;
}
pub use api::save_profile::SaveProfile;
