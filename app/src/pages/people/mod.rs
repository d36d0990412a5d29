//! For admins: who has an account.

mod model {
    pub(super) mod day;
}
mod ui {
    pub(super) mod people_page;
    pub(super) mod people_table;
}
pub use ui::people_page::PeoplePage;
