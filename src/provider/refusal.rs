//! Errors as the services write them: an object, a bare string, `detail`, a list, a web page. What is read
//! here holds for all dialects; each adds what only it says.

use super::retry_after;
use crate::types::Failure;
use crate::wire::json;
use reqwest::header::HeaderMap;
use serde_json::Value;
use std::time::Duration;

/// An answer whose status says no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub failure: Failure,
    pub retry_after: Option<Duration>,
}

/// Codes that mean the same whoever says it, in OpenAI's words.
pub(super) const TOO_LONG: &str = "context_length_exceeded";
pub(super) const NO_CREDIT: &str = "insufficient_quota";
pub(super) const BAD_KEY: &str = "invalid_api_key";

impl Refusal {
    pub(super) fn read(status: u16, headers: &HeaderMap, body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        let failure = json::parse(&text)
            .ok()
            .and_then(|value| failure_in(&value))
            .unwrap_or_else(|| Failure {
                message: beginning_of(&text),
                ..Failure::default()
            });
        Self {
            failure: Failure {
                status: Some(status),
                ..failure
            },
            retry_after: retry_after::read(headers),
        }
    }
}

/// Whether the prompt did not fit into the model's context. Only OpenAI has a code for it.
pub(super) fn is_too_long(failure: &Failure) -> bool {
    if failure.code.as_deref() == Some(TOO_LONG) {
        return true;
    }
    let message = failure.message.to_lowercase();
    [
        "maximum context length",
        "max context length",
        "context window",
        "prompt is too long",
        "exceeds the maximum number of tokens",
    ]
    .iter()
    .any(|words| message.contains(words))
}

/// The error that an answer consists of or, in a stream, comes with.
pub(super) fn failure_in(value: &Value) -> Option<Failure> {
    error_in(value).map(failure_of)
}

/// The part of an answer that speaks of an error.
pub(super) fn error_in(value: &Value) -> Option<&Value> {
    match value {
        Value::Array(list) => list.first().and_then(error_in),
        Value::Object(fields) => {
            let error = fields.get("error").filter(|error| !error.is_null());
            let bare = || {
                (fields.contains_key("detail") && !fields.contains_key("choices")).then_some(value)
            };
            let marked = || (fields.get("object")? == "error").then_some(value);
            error.or_else(bare).or_else(marked)
        }
        _ => None,
    }
}

/// What an error object says; whatever else it is stays readable as the message.
pub(super) fn failure_of(error: &Value) -> Failure {
    let word = |key: &str| error.get(key).and_then(Value::as_str).map(str::to_owned);
    let number = |key: &str| error.get(key).and_then(Value::as_u64);
    let message = ["message", "detail"]
        .into_iter()
        .find_map(|key| error.get(key))
        .unwrap_or(error);
    Failure {
        // A number in `code` is the HTTP status of somebody further up.
        status: number("status_code")
            .or_else(|| number("code"))
            .and_then(|status| u16::try_from(status).ok())
            .filter(|status| (400..600).contains(status)),
        // Google's word for the kind is `status`.
        kind: word("type").or_else(|| word("status")),
        code: word("code"),
        message: message
            .as_str()
            .map_or_else(|| message.to_string(), str::to_owned),
    }
}

/// Enough of a text that is no error object to see what it is.
fn beginning_of(text: &str) -> String {
    text.trim().chars().take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(body: &str) -> Failure {
        Refusal::read(400, &HeaderMap::new(), body.as_bytes()).failure
    }

    #[test]
    fn every_shape_of_error_has_its_message() {
        let bodies = [
            r#"{"error":{"message":"no","type":"t","code":null}}"#,
            r#"{"error":"no"}"#,
            r#"{"detail":"no"}"#,
            r#"{"object":"error","message":"no","type":"t","code":3001}"#,
            r#"[{"error":{"message":"no"}}]"#,
            r#"{"type":"error","error":{"type":"t","message":"no"}}"#,
            " no\n",
        ];
        for body in bodies {
            let failure = failure(body);
            assert_eq!(failure.message, "no", "{body}");
            assert_eq!(failure.status, Some(400), "{body}");
        }
    }

    #[test]
    fn a_message_that_is_an_object_is_kept_as_it_is() {
        let failure = failure(r#"{"object":"error","message":{"detail":[{"msg":"no"}]}}"#);
        assert_eq!(failure.message, r#"{"detail":[{"msg":"no"}]}"#);
    }

    #[test]
    fn an_error_that_is_null_is_none() {
        let value = serde_json::json!({ "error": null, "choices": [] });
        assert_eq!(failure_in(&value), None);
    }

    #[test]
    fn a_prompt_that_is_too_long_is_known_by_code_or_words() {
        let too_long = [
            r#"{"error":{"message":"x","code":"context_length_exceeded"}}"#,
            r#"{"error":{"message":"prompt too long; exceeded max context length by 4 tokens"}}"#,
            r#"{"error":{"message":"prompt is too long: 9 tokens > 8 maximum"}}"#,
            r#"{"error":{"message":"The input token count (9) exceeds the maximum number of tokens allowed (8)."}}"#,
        ];
        for body in too_long {
            assert!(is_too_long(&failure(body)), "{body}");
        }
        assert!(!is_too_long(&failure(r#"{"error":{"message":"no"}}"#)));
    }
}
