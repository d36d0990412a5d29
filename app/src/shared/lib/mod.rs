//! Small tools without a look of their own.

pub mod focus;
pub mod form;
pub mod next;
pub mod scale;
pub mod share;
pub mod when;
