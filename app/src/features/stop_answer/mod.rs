//! Stop an answer that is being written.

mod api {
    pub(super) mod stop_answer;
}

pub use api::stop_answer::stop_answer;
