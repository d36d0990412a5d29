//! What an account was told about its budgets.

mod ui {
    mod alert_row;
    pub(super) mod alerts_page;
}
pub use ui::alerts_page::draw;
