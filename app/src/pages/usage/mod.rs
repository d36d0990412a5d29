//! What was spent, what is left, and why. The server alone draws it: figures and bars need no script, so they weigh
//! nothing in the WASM.

mod api {
    pub(super) mod draw_usage;
}
#[cfg(feature = "ssr")]
mod drawn {
    pub(super) mod budgets;
    pub(super) mod by_day;
    pub(super) mod gauge;
    pub(super) mod spend;
    pub(super) mod stack;
    pub(super) mod tiles;
    pub(super) mod whole;
    pub(super) mod words;
}
mod ui {
    pub(super) mod usage_page;
}
pub use ui::usage_page::UsagePage;
