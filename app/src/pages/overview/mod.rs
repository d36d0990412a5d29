//! For admins: the whole organisation on one page, in numbers.

mod model {
    pub(super) mod words;
}
mod ui {
    mod calls;
    mod figures;
    mod health;
    mod lists;
    pub(super) mod overview_page;
    mod providers;
}
pub use ui::overview_page::draw;
