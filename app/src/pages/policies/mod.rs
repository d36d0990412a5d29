//! For admins: what may be asked and what may be read, how long answers are kept, who may make an account, and how
//! much may be tried from one address. What is set here counts at once.

mod model {
    pub(super) mod categories;
    pub(super) mod marked;
    pub(super) mod stand;
    pub(super) mod trial;
    pub(super) mod words;
}
mod ui {
    mod base_limit;
    mod cache;
    mod categories;
    mod engine;
    mod findings;
    mod foot;
    mod history;
    mod moderation;
    pub(super) mod policies_page;
    mod rules;
    mod secrets;
    mod sign_up;
    mod tester;
}
pub use ui::policies_page::draw;
