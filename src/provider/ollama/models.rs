//! The models that an Ollama has on its disk.

use super::encode::api;
use crate::provider::embeddings::read;
use crate::provider::models::ModelPage;
use crate::types::Failure;
use serde::Deserialize;

pub(in crate::provider) fn models_url(base_url: &str) -> String {
    format!("{}/tags", api(base_url))
}

#[derive(Deserialize)]
struct Reply {
    models: Vec<Model>,
}

#[derive(Deserialize)]
struct Model {
    name: String,
}

pub(in crate::provider) fn decode_models(body: &[u8]) -> Result<ModelPage, Failure> {
    let reply: Reply = read(body)?;
    let names = reply.models.into_iter().map(|model| model.name);
    Ok(ModelPage {
        names: names.collect(),
        next: None,
    })
}

/// Who names no tag means `latest`.
pub(in crate::provider) fn is_called(listed: &str, name: &str) -> bool {
    listed == name || listed.strip_suffix(":latest") == Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_the_disk_is_listed() {
        let body =
            br#"{"models":[{"name":"llama3:latest","model":"llama3:latest","size":4661224676,
            "details":{"family":"llama"}},{"name":"qwen3:8b"}]}"#;
        let page = decode_models(body).expect("a list");
        assert_eq!(page.names, ["llama3:latest", "qwen3:8b"]);
        assert_eq!(models_url("http://h/api"), "http://h/api/tags");
        assert!(decode_models(br#"{"error":"no"}"#).is_err());
    }

    #[test]
    fn the_latest_needs_no_tag() {
        assert!(is_called("llama3:latest", "llama3"));
        assert!(is_called("llama3:latest", "llama3:latest"));
        assert!(is_called("qwen3:8b", "qwen3:8b"));
        assert!(!is_called("qwen3:8b", "qwen3"));
    }
}
