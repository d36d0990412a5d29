//! What a person sets for their own account.

mod model {
    pub(super) mod moment;
}
mod ui {
    mod alerts;
    mod budget;
    mod data;
    mod password;
    mod profile;
    mod second_factor;
    mod sessions;
    pub(super) mod settings_page;
    mod shown;
    mod switch_on;
}
pub use ui::settings_page::draw;
