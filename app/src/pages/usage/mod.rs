//! What was spent, what is left, and why.

mod ui {
    mod budgets;
    mod by_day;
    mod gauge;
    mod spend;
    mod stack;
    mod tiles;
    pub(super) mod usage_page;
    mod words;
}
pub use ui::usage_page::draw;
