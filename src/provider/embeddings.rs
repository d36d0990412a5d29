//! Texts as vectors, in no provider's words.

use super::failure;
use super::refusal::failure_in;
use crate::types::Failure;
use crate::wire::json;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::{DeserializeOwned, Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;

/// Texts to be embedded, each by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmbedRequest {
    /// The name under which the target knows the model.
    pub model: String,
    pub texts: Vec<String>,
    /// How many numbers a vector has, where the model lets one choose.
    pub dimensions: Option<u32>,
}

/// The vectors of all texts, in the order of the texts.
#[derive(Clone, Debug, PartialEq)]
pub struct Embeddings {
    pub vectors: Vec<Vec<f32>>,
    /// Tokens of all texts, if the provider says.
    pub tokens: Option<u64>,
}

impl Embeddings {
    /// Takes vectors for what they are only if there is one for each text and all can be compared.
    pub(super) fn checked(
        vectors: Vec<Vec<f32>>,
        tokens: Option<u64>,
        texts: usize,
    ) -> Result<Self, Failure> {
        if vectors.len() != texts {
            let counts = format!("{} vectors came for {texts} texts", vectors.len());
            return Err(unreadable(counts));
        }
        let length = vectors.first().map_or(0, Vec::len);
        let is_sound = |vector: &Vec<f32>| {
            vector.len() == length && length > 0 && vector.iter().all(|number| number.is_finite())
        };
        if !vectors.iter().all(is_sound) {
            return Err(unreadable(
                "the vectors differ in length or hold no numbers",
            ));
        }
        Ok(Self { vectors, tokens })
    }
}

/// Reads a reply into its type, because a tree of a million numbers would not fit; an error under status
/// 200 is still an error.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    serde_json::from_slice(body).map_err(|error| {
        let value = json::parse(&String::from_utf8_lossy(body)).ok();
        let said = value.as_ref().and_then(failure_in);
        said.unwrap_or_else(|| unreadable(error.to_string()))
    })
}

pub(super) fn unreadable(message: impl Into<String>) -> Failure {
    failure::of(failure::UNREADABLE, message)
}

/// A vector as a list of numbers or as base64 of little-endian floats, whichever was asked for.
pub(super) struct Vector(pub(super) Vec<f32>);

impl<'de> Deserialize<'de> for Vector {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(VectorVisitor)
    }
}

struct VectorVisitor;

impl<'de> Visitor<'de> for VectorVisitor {
    type Value = Vector;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of numbers or base64")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut numbers: A) -> Result<Vector, A::Error> {
        let mut vector = Vec::new();
        while let Some(number) = numbers.next_element()? {
            vector.push(number);
        }
        Ok(Vector(vector))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Vector, E> {
        let bytes = STANDARD.decode(text).map_err(E::custom)?;
        let (floats, rest) = bytes.as_chunks();
        if !rest.is_empty() {
            return Err(E::custom("not a whole number of floats"));
        }
        let numbers = floats.iter().map(|bytes| f32::from_le_bytes(*bytes));
        Ok(Vector(numbers.collect()))
    }
}
