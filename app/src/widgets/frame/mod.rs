//! The frame of the pages about accounts and their administration: the way between them at the side.

mod ui {
    pub(super) mod frame;
    mod navigation;
}
pub use ui::frame::Frame;
