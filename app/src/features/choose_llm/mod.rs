//! Choose the model that answers.

mod ui {
    pub(super) mod llm_picker;
}

pub use ui::llm_picker::LlmPicker;
