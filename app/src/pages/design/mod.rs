//! All components in all their states, for whoever works on them. Only builds for development serve it.

mod ui {
    mod colours;
    mod controls;
    pub(super) mod design_page;
    mod figures;
    mod messages;
}
pub use ui::design_page::draw;
