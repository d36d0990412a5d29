//! How a place that serves a model is doing, in words and with a dot.

mod model {
    pub(super) mod words;
}
mod ui {
    pub(super) mod breaker;
}
pub use model::words::{duration, health};
pub use ui::breaker::Breaker;
