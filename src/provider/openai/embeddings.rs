//! OpenAI's embeddings.

use super::Service;
use crate::provider::embeddings::{EmbedRequest, Embeddings, Vector, read, unreadable};
use crate::types::Failure;
use serde::Deserialize;
use serde_json::{Map, Value};

pub(in crate::provider) fn encode_embed(request: &EmbedRequest, service: Service) -> Vec<u8> {
    let mut body = Map::new();
    body.insert("model".into(), request.model.as_str().into());
    body.insert("input".into(), request.texts.as_slice().into());
    if let Some(dimensions) = request.dimensions {
        body.insert("dimensions".into(), dimensions.into());
    }
    // A quarter of the bytes; not all of the others know it.
    if service == Service::OpenAi {
        body.insert("encoding_format".into(), "base64".into());
    }
    Value::Object(body).to_string().into_bytes()
}

#[derive(Deserialize)]
struct Reply {
    data: Vec<Item>,
    usage: Option<Usage>,
}

#[derive(Deserialize)]
struct Item {
    index: Option<usize>,
    embedding: Vector,
}

#[derive(Deserialize)]
struct Usage {
    prompt_tokens: Option<u64>,
}

/// `texts` is how many were sent.
pub(in crate::provider) fn decode_embeddings(
    body: &[u8],
    texts: usize,
) -> Result<Embeddings, Failure> {
    let reply: Reply = read(body)?;
    let mut vectors = vec![Vec::new(); reply.data.len()];
    for (place, item) in reply.data.into_iter().enumerate() {
        // The number says which text it belongs to; they need not come in order.
        let slot = vectors.get_mut(item.index.unwrap_or(place));
        let slot = slot.ok_or_else(|| unreadable("a vector belongs to no text"))?;
        *slot = item.embedding.0;
    }
    let tokens = reply.usage.and_then(|usage| usage.prompt_tokens);
    Embeddings::checked(vectors, tokens, texts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn decode(data: Value, texts: usize) -> Result<Vec<Vec<f32>>, Failure> {
        let body = json!({ "data": data, "usage": { "prompt_tokens": 4 } }).to_string();
        decode_embeddings(body.as_bytes(), texts).map(|embeddings| embeddings.vectors)
    }

    #[test]
    fn numbers_and_base64_are_the_same_vector_and_the_index_says_whose() {
        let data = json!([
            { "index": 1, "embedding": [0.5, -2] },
            { "index": 0, "embedding": "AACAPwAAAD8=" },
        ]);
        assert_eq!(decode(data, 2), Ok(vec![vec![1.0, 0.5], vec![0.5, -2.0]]));
    }

    #[test]
    fn what_cannot_be_compared_is_refused() {
        for data in [
            json!([]),
            json!([{ "embedding": [] }]),
            json!([{ "embedding": [1.0] }, { "embedding": [1.0] }]),
            json!([{ "embedding": [1e300] }]),
            json!([{ "embedding": [null] }]),
            json!([{ "embedding": "AACA" }]),
            json!([{ "embedding": "no base64!" }]),
            json!([{ "index": 1, "embedding": [1.0] }]),
        ] {
            assert!(decode(data.clone(), 1).is_err(), "{data}");
        }
        let twice = json!([{ "index": 0, "embedding": [1] }, { "index": 0, "embedding": [2] }]);
        assert!(decode(twice, 2).is_err());
        let uneven = json!([{ "embedding": [1, 2] }, { "embedding": [2] }]);
        assert!(decode(uneven, 2).is_err());
    }

    #[test]
    fn an_error_under_status_200_is_an_error() {
        let body = br#"{"error":{"message":"no","code":"insufficient_quota"}}"#;
        let failure = decode_embeddings(body, 1).expect_err("an error");
        assert_eq!(failure.code.as_deref(), Some("insufficient_quota"));
    }

    #[test]
    fn only_openai_is_asked_for_base64() {
        let request = EmbedRequest {
            model: "m".into(),
            texts: vec!["a".into(), "b".into()],
            dimensions: Some(256),
        };
        let body = |service| -> Value {
            serde_json::from_slice(&encode_embed(&request, service)).expect("JSON")
        };
        let plain = json!({ "model": "m", "input": ["a", "b"], "dimensions": 256 });
        assert_eq!(body(Service::Compatible), plain);
        assert_eq!(body(Service::OpenAi)["encoding_format"], "base64");
    }
}
