//! For admins: what the people of each tier may use, and whom a change of it concerns before it is made.

mod model {
    pub(super) mod draft;
    pub(super) mod words;
}
mod ui {
    mod form;
    mod history;
    mod list;
    mod preview;
    pub(super) mod tiers_page;
}
pub use ui::tiers_page::draw;
