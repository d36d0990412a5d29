//! OpenAI's chat completions, embeddings and moderations, and the many services that speak them with an accent of their own. Pure:
//! a request becomes bytes, bytes become events; nothing here touches a socket.

mod chunks;
mod embeddings;
mod encode;
mod error;
mod models;
mod moderations;
mod tools;
mod usage;

pub(super) use chunks::Chunks;
pub(super) use embeddings::{decode_embeddings, encode_embed};
pub(super) use encode::{Service, encode};
pub(super) use error::decode_error;
pub(super) use models::decode_models;
pub(super) use moderations::{decode_moderations, encode_moderate};
pub(super) use tools::tool;
