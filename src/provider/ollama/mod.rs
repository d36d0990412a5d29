//! Ollama's own API, whose chat is one JSON a line. Its routes that are compatible with OpenAI's are spoken by that dialect.

mod embeddings;
mod encode;
mod lines;
mod models;

pub(super) use embeddings::{decode_embeddings, embed_url, encode_embed};
pub(super) use encode::{cannot_say, encode, url};
pub(super) use lines::Lines;
pub(super) use models::{decode_models, is_called, models_url};
