//! What admins and the command line changed, in words.

mod model {
    pub(super) mod words;
}
pub use model::words::{change, object, what};
