//! The program around the core: commands, routes, layers. Nothing here decides what may be asked or what it
//! costs; that is the core's.

pub mod assets;
pub mod commands;
mod error;
mod extract;
mod layers;
mod limit;
pub mod router;
mod routes;
pub mod serve;
mod session_store;
pub mod state;
