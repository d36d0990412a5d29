//! For admins: who has an account, and what each may use.

mod model {
    pub(super) mod search;
    pub(super) mod words;
}
mod ui {
    mod invite;
    mod limits;
    pub(super) mod people_page;
    pub(super) mod person_page;
    mod status;
    mod table;
}
pub use ui::people_page::draw;
pub use ui::person_page::draw as draw_person;
