//! What was spent, what is left, and why.

mod ui {
    mod budgets;
    mod by_day;
    pub(super) mod call_page;
    mod call_row;
    mod calls;
    mod filter;
    mod gauge;
    mod happened;
    mod moments;
    mod spend;
    mod stack;
    mod tiles;
    pub(super) mod usage_page;
    mod words;
}
pub use ui::call_page::draw_call;
pub use ui::usage_page::draw;
