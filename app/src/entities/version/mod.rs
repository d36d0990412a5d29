//! Versions of what admins set: who made each, when, and what it changed.

mod model {
    pub(super) mod words;
}
mod ui {
    pub(super) mod versions;
}
pub use model::words::when;
pub use ui::versions::{Version, Versions};
