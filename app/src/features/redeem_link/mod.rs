//! Make an account with a one-time link: the first admin's, or an invited person's.

mod api {
    pub(super) mod redeem_link;
}
mod ui {
    pub(super) mod join_form;
}
pub use ui::join_form::JoinForm;
