//! Google's Gemini API: `generateContent` and its stream. Pure: a request becomes bytes, bytes become events.

mod chunks;
mod embeddings;
mod encode;
mod error;
mod models;
mod tools;
mod usage;

pub(super) use chunks::Chunks;
pub(super) use embeddings::{decode_embeddings, embed_url, encode_embed};
pub(super) use encode::{cannot_say, encode, url};
pub(super) use error::{decode_error, failure};

pub(super) use models::{decode_models, is_called, models_url};

#[cfg(test)]
mod tests;
