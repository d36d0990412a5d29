//! What every layer may use: the server's side of a server function, errors, paths, plain components.

pub mod api;
pub mod lib;
pub mod routes;
#[cfg(feature = "ssr")]
pub mod server;
pub mod ui;
