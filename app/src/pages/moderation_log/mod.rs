//! For admins: what was decided about what people asked, newest first, and how often.

mod model {
    pub(super) mod search;
    pub(super) mod words;
}
mod ui {
    pub(super) mod log_page;
    mod numbers;
    mod table;
}
pub use ui::log_page::draw;
