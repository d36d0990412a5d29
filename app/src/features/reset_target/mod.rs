//! Ask a model at a provider again at once, although it kept failing.

mod api {
    mod reset_target;
}
