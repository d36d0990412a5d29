//! Change what is taken out of answers: which built-in rules, and patterns of one's own.

mod api {
    mod remove_pattern;
    mod save_pattern;
    mod set_built_in;
}
mod model {
    pub(super) mod pattern;
}
