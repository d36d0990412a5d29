//! The nouns that several pages draw: how they are read from the server and how they look.

pub mod account;
pub mod chat;
#[cfg(feature = "ssr")]
pub mod limits;
pub mod llm;
pub mod message;
#[cfg(feature = "ssr")]
pub mod section;
