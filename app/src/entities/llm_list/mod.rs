//! A list of models in a form: a box for each.

mod model {
    pub(super) mod ticked;
}
mod ui {
    pub(super) mod llm_boxes;
}
pub use model::ticked::{Ticked, WrittenList};
pub use ui::llm_boxes::LlmBoxes;
