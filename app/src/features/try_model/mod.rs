//! Ask a model one short question, to see whether it answers.

mod api {
    mod try_model;
}
mod model {
    pub(super) mod trial;
}
pub use model::trial::Trial;
