//! One slice for each page.

pub mod chat;
pub mod join;
pub mod not_found;
pub mod people;
pub mod settings;
pub mod sign_in;
pub mod usage;
