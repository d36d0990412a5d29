//! Google's embeddings, many at once.

use super::encode::model_url;
use crate::provider::embeddings::{EmbedRequest, Embeddings, Vector, read};
use crate::types::Failure;
use serde::Deserialize;
use serde_json::{Value, json};

pub(in crate::provider) fn embed_url(base_url: &str, model: &str) -> String {
    model_url(base_url, model, "batchEmbedContents")
}

/// The model's name is asked for once more with each text.
pub(in crate::provider) fn encode_embed(request: &EmbedRequest) -> Vec<u8> {
    let model = request.model.strip_prefix("models/");
    let model = format!("models/{}", model.unwrap_or(&request.model));
    let requests = request.texts.iter().map(|text| {
        let content = json!({ "parts": [{ "text": text }] });
        let mut one = json!({ "model": model, "content": content });
        if let Some(dimensions) = request.dimensions {
            one["outputDimensionality"] = dimensions.into();
        }
        one
    });
    let body = json!({ "requests": requests.collect::<Value>() });
    body.to_string().into_bytes()
}

#[derive(Deserialize)]
struct Reply {
    embeddings: Vec<Item>,
    #[serde(rename = "usageMetadata")]
    usage: Option<Usage>,
}

#[derive(Deserialize)]
struct Item {
    values: Vector,
}

#[derive(Deserialize)]
struct Usage {
    #[serde(rename = "promptTokenCount")]
    prompt: Option<u64>,
}

/// `texts` is how many were sent.
pub(in crate::provider) fn decode_embeddings(
    body: &[u8],
    texts: usize,
) -> Result<Embeddings, Failure> {
    let reply: Reply = read(body)?;
    let vectors = reply.embeddings.into_iter().map(|item| item.values.0);
    let tokens = reply.usage.and_then(|usage| usage.prompt);
    Embeddings::checked(vectors.collect(), tokens, texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_is_a_request_of_its_own() {
        let request = EmbedRequest {
            model: "gemini-embedding-001".into(),
            texts: vec!["a".into(), "b".into()],
            dimensions: Some(256),
        };
        let body: Value = serde_json::from_slice(&encode_embed(&request)).expect("JSON");
        let one = |text: &str| {
            json!({
                "model": "models/gemini-embedding-001",
                "content": { "parts": [{ "text": text }] },
                "outputDimensionality": 256,
            })
        };
        assert_eq!(body, json!({ "requests": [one("a"), one("b")] }));
        assert_eq!(
            embed_url("http://h", "gemini-embedding-001"),
            "http://h/v1beta/models/gemini-embedding-001:batchEmbedContents"
        );
    }

    #[test]
    fn a_vector_for_each_text_or_none() {
        let body = br#"{"embeddings":[{"values":[1,0.5]}],"usageMetadata":{"promptTokenCount":3}}"#;
        let embeddings = decode_embeddings(body, 1).expect("a vector");
        assert_eq!(embeddings.vectors, [[1.0, 0.5]]);
        assert_eq!(embeddings.tokens, Some(3));
        assert!(decode_embeddings(body, 2).is_err());
        assert!(decode_embeddings(br#"{"embeddings":[{}]}"#, 1).is_err());
    }
}
