//! For admins: how the providers are doing, and what to do about it.

mod ui {
    mod detail;
    pub(super) mod providers_page;
    mod settings;
    mod table;
    mod targets;
}
pub use ui::providers_page::draw;
