//! OpenAI's embeddings as programs speak them to us. Pure: no clock, no socket.

use super::fields::{Fields, Read, Wrong};
use crate::types::LlmName;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Serialize, Serializer};
use serde_json::Value;

/// As many as OpenAI takes.
const MOST_INPUTS: usize = 2_048;
/// Of OpenAI's vocabulary for embeddings, those tokens that stand for text.
const VOCABULARY: &str = "cl100k_base";
const ORDINARY_TOKENS: u64 = 100_256;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EmbeddingsRequest {
    pub llm: LlmName,
    /// Neither none, nor any that is empty.
    pub texts: Vec<String>,
    pub dimensions: Option<u32>,
    pub encoding: Encoding,
}

/// How a vector is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    Float,
    /// Little-endian floats of 32 bits, as base64.
    Base64,
}

impl EmbeddingsRequest {
    /// # Errors
    /// The first thing that is wrong.
    pub fn parse(body: &[u8]) -> Read<Self> {
        let mut fields = Fields::parse(body)?;
        let request = Self {
            llm: LlmName(fields.string("model")?),
            texts: texts(fields.required("input")?)?,
            dimensions: fields.count("dimensions")?,
            encoding: encoding(&mut fields)?,
        };
        // Who asks is known by the key; providers are not told more.
        fields.skip_if("user", Value::is_string);
        fields.end()?;
        Ok(request)
    }
}

fn encoding(fields: &mut Fields) -> Read<Encoding> {
    match fields.take("encoding_format") {
        None => Ok(Encoding::Float),
        Some(Value::String(word)) if word == "float" => Ok(Encoding::Float),
        Some(Value::String(word)) if word == "base64" => Ok(Encoding::Base64),
        Some(_) => {
            let message = "`encoding_format` must be `float` or `base64`.";
            Err(fields.wrong("encoding_format", message))
        }
    }
}

/// One text or several, each as a string or as tokens.
fn texts(input: Value) -> Read<Vec<String>> {
    let items = match input {
        Value::Array(items) if !items.is_empty() && items.iter().all(Value::is_number) => {
            return Ok(vec![decoded("input", &items)?]);
        }
        Value::Array(items) => items,
        Value::String(text) => return Ok(vec![not_empty("input", text)?]),
        _ => return Err(Wrong::new("input", MEANT)),
    };
    if items.is_empty() || items.len() > MOST_INPUTS {
        let message = format!("`input` must have from 1 to {MOST_INPUTS} texts.");
        return Err(Wrong::new("input", message));
    }
    let text = |(n, item): (usize, Value)| {
        let path = format!("input[{n}]");
        match item {
            Value::String(text) => not_empty(&path, text),
            Value::Array(tokens) => decoded(&path, &tokens),
            _ => Err(Wrong::new(path, MEANT)),
        }
    };
    items.into_iter().enumerate().map(text).collect()
}

const MEANT: &str =
    "`input` must be a string, an array of strings, or such texts as arrays of tokens.";

fn not_empty(path: &str, text: String) -> Read<String> {
    match text.is_empty() {
        true => Err(Wrong::new(path, "A text must not be empty.")),
        false => Ok(text),
    }
}

/// Clients that count tokens themselves send them. They are of OpenAI's vocabulary, whoever embeds them, so
/// that they can be read back into the text.
fn decoded(path: &str, tokens: &[Value]) -> Read<String> {
    let wrong = || {
        Wrong::new(
            path,
            "These are no tokens of cl100k_base that make a text. Send the text.",
        )
    };
    let token = |value: &Value| {
        let token = value.as_u64().filter(|token| *token < ORDINARY_TOKENS)?;
        u32::try_from(token).ok()
    };
    let tokens: Option<Vec<u32>> = tokens.iter().map(token).collect();
    let vocabulary = tiktoken::get_encoding(VOCABULARY).ok_or_else(wrong)?;
    let text = vocabulary.decode_to_string(&tokens.ok_or_else(wrong)?);
    not_empty(path, text.map_err(|_| wrong())?)
}

/// The answer. It is written as it stands, since a tree of so many numbers would take many times the room.
#[derive(Serialize)]
pub struct EmbeddingsReply<'a> {
    object: &'static str,
    data: Vec<Item<'a>>,
    model: &'a str,
    usage: Usage,
}

#[derive(Serialize)]
struct Item<'a> {
    object: &'static str,
    index: usize,
    embedding: Vector<'a>,
}

#[derive(Serialize)]
struct Usage {
    prompt_tokens: u64,
    total_tokens: u64,
}

struct Vector<'a>(&'a [f32], Encoding);

impl Serialize for Vector<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.1 {
            Encoding::Float => self.0.serialize(serializer),
            Encoding::Base64 => {
                let bytes = self.0.iter().flat_map(|number| number.to_le_bytes());
                STANDARD
                    .encode(bytes.collect::<Vec<_>>())
                    .serialize(serializer)
            }
        }
    }
}

impl<'a> EmbeddingsReply<'a> {
    pub fn new(
        model: &'a LlmName,
        vectors: &'a [Vec<f32>],
        encoding: Encoding,
        tokens: u64,
    ) -> Self {
        let item = |(index, vector): (usize, &'a Vec<f32>)| Item {
            object: "embedding",
            index,
            embedding: Vector(vector, encoding),
        };
        Self {
            object: "list",
            data: vectors.iter().enumerate().map(item).collect(),
            model: &model.0,
            usage: Usage {
                prompt_tokens: tokens,
                total_tokens: tokens,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parse(body: Value) -> Read<EmbeddingsRequest> {
        EmbeddingsRequest::parse(body.to_string().as_bytes())
    }

    fn texts_of(input: Value) -> Read<Vec<String>> {
        parse(json!({ "model": "m", "input": input })).map(|request| request.texts)
    }

    #[test]
    fn one_text_or_many_as_strings_or_as_tokens() {
        assert_eq!(texts_of(json!("a")), Ok(vec!["a".to_owned()]));
        let both = Ok(vec!["a".to_owned(), "b".to_owned()]);
        assert_eq!(texts_of(json!(["a", "b"])), both);
        let hello = Ok(vec!["hello world".to_owned()]);
        assert_eq!(texts_of(json!([15_339, 1_917])), hello);
        assert_eq!(texts_of(json!([[15_339, 1_917]])), hello);
        let mixed = texts_of(json!([[15_339, 1_917], "b"]));
        assert_eq!(mixed, Ok(vec!["hello world".to_owned(), "b".to_owned()]));
    }

    #[test]
    fn all_that_can_be_asked() {
        let request = parse(json!({
            "model": "m", "input": "a", "dimensions": 256, "encoding_format": "base64", "user": "ada",
        }));
        let expected = EmbeddingsRequest {
            llm: LlmName("m".into()),
            texts: vec!["a".into()],
            dimensions: Some(256),
            encoding: Encoding::Base64,
        };
        assert_eq!(request, Ok(expected));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let with = |changes: Value| {
            let mut body = json!({ "model": "m", "input": "a" });
            body.as_object_mut()
                .unwrap()
                .extend(changes.as_object().unwrap().clone());
            body
        };
        for (changes, field) in [
            (json!({ "model": null }), "model"),
            (json!({ "input": null }), "input"),
            (json!({ "input": "" }), "input"),
            (json!({ "input": [] }), "input"),
            (json!({ "input": {} }), "input"),
            (json!({ "input": vec!["a"; 2_049] }), "input"),
            (json!({ "input": ["a", ""] }), "input[1]"),
            (json!({ "input": ["a", 1] }), "input[1]"),
            (json!({ "input": [[]] }), "input[0]"),
            // A special token, one that is none, and half a character.
            (json!({ "input": [100_257] }), "input"),
            (json!({ "input": [-1] }), "input"),
            (json!({ "input": [9_468] }), "input"),
            (json!({ "dimensions": 0 }), "dimensions"),
            (json!({ "encoding_format": "int8" }), "encoding_format"),
            (json!({ "user": 1 }), "user"),
            (json!({ "input_type": "query" }), "input_type"),
            (json!({ "base_url": "http://x" }), "base_url"),
        ] {
            let wrong = parse(with(changes.clone())).unwrap_err();
            assert_eq!(wrong.field, field, "{changes}");
        }
    }

    #[test]
    fn vectors_are_written_as_they_were_asked_for() {
        let (model, vectors) = (LlmName("m".into()), [vec![0.1, -2.0], vec![1.0, 0.5]]);
        let write = |encoding| {
            let reply = EmbeddingsReply::new(&model, &vectors, encoding, 7);
            serde_json::to_string(&reply).unwrap()
        };
        let floats = write(Encoding::Float);
        assert!(
            floats.contains("\"index\":0,\"embedding\":[0.1,-2.0]"),
            "{floats}"
        );
        assert!(floats.contains("\"usage\":{\"prompt_tokens\":7,\"total_tokens\":7}"));
        let base64 = write(Encoding::Base64);
        assert!(
            base64.contains("\"index\":1,\"embedding\":\"AACAPwAAAD8=\""),
            "{base64}"
        );
    }
}
