//! For admins: what admins and the command line changed.

mod model {
    pub(super) mod search;
}
mod ui {
    pub(super) mod audit_page;
    mod table;
}
pub use ui::audit_page::draw;
