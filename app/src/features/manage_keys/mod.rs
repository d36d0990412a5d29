//! Make a key for a program, change what it opens, end it.

mod api {
    mod change_key;
    mod make_key;
    mod revoke_key;
}
mod model {
    pub(super) mod terms_form;
}
mod ui {
    pub(super) mod terms_fields;
}
pub use ui::terms_fields::TermsFields;
