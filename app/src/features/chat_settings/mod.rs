//! Set how the questions of a chat are asked.

mod api {
    pub(super) mod set_chat_settings;
}
mod model {
    pub(super) mod settings_form;
}
mod ui {
    pub(super) mod settings_dialog;
}

pub use api::set_chat_settings::set_chat_settings;
pub use ui::settings_dialog::{SettingsDialog, open_settings};
