//! Change what people may ask: what each category does, who judges, and words and patterns of one's own.

mod api {
    mod remove_rule;
    mod save_rule;
    mod set_categories;
    mod set_engine;
}
mod model {
    pub(super) mod categories;
    pub(super) mod rule;
}
