//! The nouns that several pages draw: how they are read from the server and how they look.

pub mod account;
pub mod chat;
pub mod llm;
pub mod message;
