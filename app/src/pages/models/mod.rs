//! For admins: which models are offered, where they are served, what they cost and who may use them.

mod model {
    pub(super) mod draft;
    pub(super) mod words;
}
mod ui {
    mod form;
    mod history;
    pub(super) mod model_page;
    pub(super) mod models_page;
    mod new_model;
    mod origin;
    mod prices;
    mod table;
    mod tiers;
    mod trial;
}
pub use ui::model_page::draw as draw_model;
pub use ui::models_page::draw;
