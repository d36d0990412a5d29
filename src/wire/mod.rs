//! Formats as they travel, pure: no socket, no clock, the same result however the bytes are cut.

pub mod calls;
mod fields;
mod hosts;
pub mod json;
pub mod lines;
pub mod openai_chat;
pub mod openai_embeddings;
pub mod openai_moderations;
pub mod sse;

pub use fields::Wrong;
