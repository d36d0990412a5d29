//! Ask a question once more.

mod api {
    pub(super) mod regenerate_answer;
}

pub use api::regenerate_answer::regenerate_answer;
