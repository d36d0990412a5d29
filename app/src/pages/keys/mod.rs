//! Keys of programs: what there are, what each opens and costs, a new one, and the end of one.

mod ui {
    pub(super) mod key_page;
    mod key_row;
    pub(super) mod keys_page;
    mod made_keys;
}
pub use ui::key_page::draw as draw_one;
pub use ui::keys_page::draw;
