//! Ollama's own chat: one JSON a line. Its routes that are compatible with OpenAI's are spoken by that dialect.

mod encode;
mod lines;

pub(super) use encode::{encode, url};
pub(super) use lines::Lines;
