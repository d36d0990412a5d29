//! Write a question and send it.

mod api {
    pub(super) mod quote_prompt;
    pub(super) mod send_prompt;
}
mod model {
    pub(super) mod draft;
    pub(super) mod keys;
    pub(super) mod quote;
}
mod ui {
    pub(super) mod composer;
}

pub use api::send_prompt::send_prompt;
pub use ui::composer::Composer;
