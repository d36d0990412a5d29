//! Invite somebody with a one-time link.

mod api {
    pub(super) mod invite_person;
}
mod ui {
    pub(super) mod invite_form;
}
pub use ui::invite_form::InviteForm;
