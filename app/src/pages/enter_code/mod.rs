//! The second step of signing in: a code.

mod ui {
    pub(super) mod enter_code_page;
}
pub use ui::enter_code_page::draw;
