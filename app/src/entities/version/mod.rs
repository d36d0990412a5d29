//! Versions of what admins set: who made each, when, and what it changed.

mod ui {
    pub(super) mod versions;
}
pub use ui::versions::{Version, Versions};
