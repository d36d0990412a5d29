//! Sign out elsewhere.

mod api {
    pub(super) mod end_other_sessions;
    pub(super) mod end_session;
}
pub use api::end_other_sessions::EndOtherSessions;
pub use api::end_session::EndSession;
