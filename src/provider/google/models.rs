//! Google's list of models, in parts.

use crate::provider::conversation::versioned;
use crate::provider::embeddings::read;
use crate::provider::models::{ModelPage, page};
use crate::types::Failure;
use serde::Deserialize;

/// As many as it gives at once.
const SIZE: &str = "pageSize=1000";
/// What stands before every name.
const KIND: &str = "models/";

pub(in crate::provider) fn models_url(base_url: &str, after: Option<&str>) -> String {
    let url = format!("{}/models", versioned(base_url, "v1beta"));
    page(url, SIZE, after.map(|token| ("pageToken", token)))
}

/// Where there is nothing to list, the list is left out.
#[derive(Deserialize)]
struct Reply {
    #[serde(default)]
    models: Vec<Model>,
    #[serde(rename = "nextPageToken")]
    next: Option<String>,
}

#[derive(Deserialize)]
struct Model {
    name: String,
}

pub(in crate::provider) fn decode_models(body: &[u8]) -> Result<ModelPage, Failure> {
    let reply: Reply = read(body)?;
    let names = reply
        .models
        .into_iter()
        .map(|model| plain(&model.name).to_owned());
    Ok(ModelPage {
        names: names.collect(),
        next: reply.next.filter(|token| !token.is_empty()),
    })
}

pub(in crate::provider) fn is_called(listed: &str, name: &str) -> bool {
    listed == plain(name)
}

fn plain(name: &str) -> &str {
    name.strip_prefix(KIND).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_goes_on_where_it_says_so() {
        let body = br#"{"models":[{"name":"models/gemini-3-flash","version":"001","inputTokenLimit":1048576,
            "supportedGenerationMethods":["generateContent"]}],"nextPageToken":"a+b="}"#;
        let first = decode_models(body).expect("a list");
        assert_eq!(first.names, ["gemini-3-flash"]);
        assert_eq!(
            models_url("http://h", first.next.as_deref()),
            "http://h/v1beta/models?pageSize=1000&pageToken=a%2Bb%3D"
        );
        assert_eq!(decode_models(b"{}").expect("a list"), ModelPage::default());
        assert!(decode_models(br#"{"models":[{}]}"#).is_err());
    }

    #[test]
    fn a_name_may_say_that_it_is_a_model() {
        assert!(is_called("gemini-3-flash", "models/gemini-3-flash"));
        assert!(is_called("gemini-3-flash", "gemini-3-flash"));
        assert!(!is_called("gemini-3-flash", "gemini-3"));
    }
}
