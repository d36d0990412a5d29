//! Questions and answers: how a text becomes elements, how an answer grows, and what it cost.

mod api {
    pub(super) mod answer_events;
}
mod model {
    pub(super) mod document;
    pub(super) mod ending;
    pub(super) mod live_answer;
    pub(super) mod markdown;
    pub(super) mod receipt_lines;
}
mod ui {
    pub(super) mod answer;
    pub(super) mod code_block;
    pub(super) mod copy_button;
    pub(super) mod local_time;
    pub(super) mod markdown;
    pub(super) mod question;
    pub(super) mod receipt_chip;
    pub(super) mod receipt_dialog;
    pub(super) mod receipt_table;
}

pub use api::answer_events::{Reader, read_events};
pub use model::live_answer::LiveAnswer;
pub use ui::answer::AnswerView;
pub use ui::question::QuestionView;
pub use ui::receipt_dialog::ReceiptDialog;
pub use ui::receipt_table::{ReceiptTable, ReceiptTotal};
