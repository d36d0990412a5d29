//! One slice for each page. What the server draws alone is not in the browser's half.

#[cfg(feature = "ssr")]
pub mod alerts;
pub mod chat;
pub mod join;
#[cfg(feature = "ssr")]
pub mod keys;
pub mod not_found;
pub mod people;
pub mod settings;
pub mod sign_in;
#[cfg(feature = "ssr")]
pub mod usage;
