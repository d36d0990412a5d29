//! One slice for each page. What the server draws alone is not in the browser's half.

#[cfg(feature = "ssr")]
pub mod audit;
pub mod chat;
pub mod join;
pub mod not_found;
#[cfg(feature = "ssr")]
pub mod people;
#[cfg(feature = "ssr")]
pub mod providers;
pub mod settings;
pub mod sign_in;
#[cfg(feature = "ssr")]
pub mod tiers;
#[cfg(feature = "ssr")]
pub mod usage;
