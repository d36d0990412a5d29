//! What an unknown address shows.

mod ui {
    pub(super) mod not_found_page;
}
pub use ui::not_found_page::NotFoundPage;
