//! The sign-in page.

mod ui {
    pub(super) mod sign_in_page;
}
pub use ui::sign_in_page::SignInPage;
