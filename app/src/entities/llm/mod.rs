//! The language models that a person may choose.

mod api {
    pub(super) mod list_llms;
}
mod model {
    pub(super) mod words;
}

pub use api::list_llms::list_llms;
pub use model::words::{context, price, short_price};
