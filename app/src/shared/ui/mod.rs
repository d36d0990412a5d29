//! Plain components: native HTML with our look. Each folder holds a component and its CSS.

pub mod badge;
pub mod banner;
pub mod button;
pub mod copy;
pub mod dialog;
pub mod door;
pub mod field;
pub mod icon;
pub mod load;
pub mod mark;
pub mod menu;
pub mod meter;
pub mod toast;
