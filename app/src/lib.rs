//! The interface: pages that the server draws and the browser brings to life. Six layers, each knowing only
//! those below it: app, pages, widgets, features, entities, shared. `tests/layers.rs` holds them to that.

mod app;
mod entities;
mod features;
mod pages;
pub mod shared;
mod widgets;

pub use app::{App, Assets, shell};
#[cfg(feature = "ssr")]
pub use app::{DrawnPage, drawn_pages};
