//! One slice for each page.

pub mod chat;
pub mod not_found;
