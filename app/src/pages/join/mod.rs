//! Behind a one-time link: set-up of the first admin, or an invitation.

mod ui {
    pub(super) mod findings;
    pub(super) mod join_page;
}
pub use ui::join_page::JoinPage;
