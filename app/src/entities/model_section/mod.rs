//! What is set of a model, told in words.

mod model {
    pub(super) mod changes;
}
pub use model::changes::{changes, made};
