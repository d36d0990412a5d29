//! Change how long answers are kept and for whom, and forget those that are kept.

mod api {
    mod empty_cache;
    mod set_cache;
}
