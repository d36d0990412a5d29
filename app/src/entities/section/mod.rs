//! Sections of the configuration that admins set in the browser: what they are called, and what was changed.

mod model {
    pub(super) mod differences;
    pub(super) mod title;
}
pub use model::differences::differences;
pub use model::title::title;
