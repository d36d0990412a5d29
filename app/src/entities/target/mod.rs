//! How providers and the places that serve a model are doing, in words, as a dot and as a line.

mod model {
    pub(super) mod status;
    pub(super) mod words;
}
mod ui {
    pub(super) mod breaker;
    pub(super) mod errors;
}
pub use model::status::{ago, error_rate, first_token, worst};
pub use model::words::{duration, health};
pub use ui::breaker::Breaker;
pub use ui::errors::Errors;
