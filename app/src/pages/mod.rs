//! One slice for each page. What the server draws alone is not in the browser's half.

pub mod chat;
pub mod join;
pub mod not_found;
pub mod people;
#[cfg(feature = "ssr")]
pub mod providers;
pub mod settings;
pub mod sign_in;
#[cfg(feature = "ssr")]
pub mod usage;
