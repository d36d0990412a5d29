//! Ollama's own embeddings.

use super::encode::api;
use crate::provider::embeddings::{EmbedRequest, Embeddings, Vector, read};
use crate::types::Failure;
use serde::Deserialize;
use serde_json::json;

pub(in crate::provider) fn embed_url(base_url: &str) -> String {
    format!("{}/embed", api(base_url))
}

pub(in crate::provider) fn encode_embed(request: &EmbedRequest) -> Vec<u8> {
    let mut body = json!({ "model": request.model, "input": request.texts });
    if let Some(dimensions) = request.dimensions {
        body["dimensions"] = dimensions.into();
    }
    body.to_string().into_bytes()
}

#[derive(Deserialize)]
struct Reply {
    embeddings: Vec<Vector>,
    prompt_eval_count: Option<u64>,
}

/// `texts` is how many were sent.
pub(in crate::provider) fn decode_embeddings(
    body: &[u8],
    texts: usize,
) -> Result<Embeddings, Failure> {
    let reply: Reply = read(body)?;
    let vectors = reply.embeddings.into_iter().map(|vector| vector.0);
    Embeddings::checked(vectors.collect(), reply.prompt_eval_count, texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_come_in_the_order_of_their_texts() {
        let body = br#"{"model":"m","embeddings":[[1,0],[0,1]],"prompt_eval_count":8}"#;
        let embeddings = decode_embeddings(body, 2).expect("vectors");
        assert_eq!(embeddings.vectors, [[1.0, 0.0], [0.0, 1.0]]);
        assert_eq!(embeddings.tokens, Some(8));
        let failure = decode_embeddings(br#"{"error":"no such model"}"#, 1);
        assert_eq!(failure.expect_err("an error").message, "no such model");
    }

    #[test]
    fn many_texts_are_one_request() {
        let request = EmbedRequest {
            model: "m".into(),
            texts: vec!["a".into(), "b".into()],
            dimensions: None,
        };
        let body: serde_json::Value =
            serde_json::from_slice(&encode_embed(&request)).expect("JSON");
        assert_eq!(body, json!({ "model": "m", "input": ["a", "b"] }));
        assert_eq!(embed_url("http://h"), "http://h/api/embed");
    }
}
