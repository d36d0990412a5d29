//! Anthropic's list of models, in parts.

use crate::provider::conversation::versioned;
use crate::provider::embeddings::read;
use crate::provider::models::{ModelPage, page};
use crate::types::Failure;
use serde::Deserialize;

/// As many as it gives at once.
const SIZE: &str = "limit=1000";

pub(in crate::provider) fn models_url(base_url: &str, after: Option<&str>) -> String {
    let url = format!("{}/models", versioned(base_url, "v1"));
    page(url, SIZE, after.map(|id| ("after_id", id)))
}

#[derive(Deserialize)]
struct Reply {
    data: Vec<Model>,
    #[serde(default)]
    has_more: bool,
    last_id: Option<String>,
}

#[derive(Deserialize)]
struct Model {
    id: String,
}

pub(in crate::provider) fn decode_models(body: &[u8]) -> Result<ModelPage, Failure> {
    let reply: Reply = read(body)?;
    let names = reply.data.into_iter().map(|model| model.id);
    Ok(ModelPage {
        names: names.collect(),
        next: reply.last_id.filter(|_| reply.has_more),
    })
}

/// A model answers to its name without the day of its release, which the list leaves on.
pub(in crate::provider) fn is_called(listed: &str, name: &str) -> bool {
    let day = listed
        .strip_prefix(name)
        .and_then(|rest| rest.strip_prefix('-'));
    let is_day = |day: &str| day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit());
    listed == name || day.is_some_and(is_day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_goes_on_where_it_says_so() {
        let body = br#"{"data":[{"type":"model","id":"claude-opus-5-20260801","display_name":"Claude Opus 5",
            "created_at":"2026-08-01T00:00:00Z"}],"has_more":true,"first_id":"a","last_id":"claude-opus-5-20260801"}"#;
        let first = decode_models(body).expect("a list");
        assert_eq!(first.names, ["claude-opus-5-20260801"]);
        assert_eq!(
            models_url("http://h/v1", first.next.as_deref()),
            "http://h/v1/models?limit=1000&after_id=claude-opus-5-20260801"
        );
        let last = decode_models(br#"{"data":[],"has_more":false,"last_id":"b"}"#);
        assert_eq!(last.expect("a list"), ModelPage::default());
        assert_eq!(
            models_url("http://h", None),
            "http://h/v1/models?limit=1000"
        );
        assert!(decode_models(br#"{"type":"error","error":{"message":"no"}}"#).is_err());
    }

    #[test]
    fn the_day_of_its_release_may_be_left_out() {
        let listed = "claude-opus-5-20260801";
        for name in ["claude-opus-5", listed] {
            assert!(is_called(listed, name), "{name}");
        }
        for name in [
            "claude-opus",
            "claude-opus-5-2026",
            "claude-opus-5-",
            "claude-opus-5-20260802",
        ] {
            assert!(!is_called(listed, name), "{name}");
        }
        assert!(!is_called("claude-opus-5-1", "claude-opus-5"));
    }
}
