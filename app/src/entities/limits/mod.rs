//! Limits as they are written in forms and said in words.

mod model {
    pub(super) mod differences;
    pub(super) mod words;
    pub(super) mod written;
}
mod ui {
    pub(super) mod limit_fields;
}
pub use model::differences::differences;
pub use model::words::{amount, in_words, limit, models_in_words};
pub use model::written::WrittenLimits;
pub use ui::limit_fields::LimitFields;
