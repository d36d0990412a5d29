//! What a person sets for their own account.

mod ui {
    pub(super) mod settings_page;
}
pub use ui::settings_page::SettingsPage;
