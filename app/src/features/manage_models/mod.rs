//! Make models, change them, set what they cost and who may use them.

mod api {
    mod add_model_price;
    mod create_model;
    mod drop_model_price;
    mod reset_model;
    mod set_model;
    mod set_model_tiers;
}
mod model {
    pub(super) mod model_form;
    pub(super) mod tier_fields;
    pub(super) mod written_price;
}
mod ui {
    pub(super) mod model_fields;
    pub(super) mod price_fields;
    pub(super) mod tier_boxes;
}
pub use model::model_form::Row;
pub use ui::model_fields::ModelFields;
pub use ui::price_fields::PriceFields;
pub use ui::tier_boxes::TierBoxes;
