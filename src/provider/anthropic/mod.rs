//! Anthropic's messages. Pure: a request becomes bytes, bytes become events.

mod blocks;
mod encode;
mod error;
mod models;
mod tools;
mod usage;

pub(super) use blocks::Blocks;
pub(super) use encode::{HEADERS, cannot_say, encode, url};
pub(super) use error::{decode_error, failure};

pub(super) use models::{decode_models, is_called, models_url};

#[cfg(test)]
mod tests;
