//! One slice for each page. What the server draws alone is not in the browser's half.

#[cfg(feature = "ssr")]
pub mod alerts;
#[cfg(feature = "ssr")]
pub mod audit;
pub mod chat;
#[cfg(feature = "ssr")]
pub mod enter_code;
pub mod join;
#[cfg(feature = "ssr")]
pub mod keys;
#[cfg(feature = "ssr")]
pub mod models;
pub mod not_found;
#[cfg(feature = "ssr")]
pub mod people;
#[cfg(feature = "ssr")]
pub mod providers;
#[cfg(feature = "ssr")]
pub mod settings;
pub mod sign_in;
#[cfg(feature = "ssr")]
pub mod tiers;
#[cfg(feature = "ssr")]
pub mod usage;
