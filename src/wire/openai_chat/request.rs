//! A request for a chat completion.

use super::{messages, options};
use crate::provider::{Message, Options};
use crate::types::LlmName;
use crate::wire::fields::{Fields, Read};
use serde_json::json;

#[derive(Clone, PartialEq, Debug)]
pub struct ChatRequest {
    pub llm: LlmName,
    pub messages: Vec<Message>,
    pub max_tokens: Option<u32>,
    pub options: Options,
    pub stream: bool,
    /// Whether a stream ends with what was used.
    pub include_usage: bool,
}

impl ChatRequest {
    /// # Errors
    /// The first thing that is wrong, or that could not be carried there and back.
    pub fn parse(body: &[u8]) -> Read<Self> {
        let mut fields = Fields::parse(body)?;
        let stream = fields.bool("stream")?;
        Ok(Self {
            llm: LlmName(fields.string("model")?),
            messages: messages::read(&mut fields)?,
            max_tokens: max_tokens(&mut fields)?,
            stream,
            include_usage: include_usage(&mut fields, stream)?,
            options: options::read(fields)?,
        })
    }
}

/// The new name and the one before it.
fn max_tokens(fields: &mut Fields) -> Read<Option<u32>> {
    let new = fields.count("max_completion_tokens")?;
    let old = fields.count("max_tokens")?;
    match (new, old) {
        (Some(new), Some(old)) if new != old => Err(fields.wrong(
            "max_tokens",
            "`max_tokens` and `max_completion_tokens` say different things. Send one of them.",
        )),
        (new, old) => Ok(new.or(old)),
    }
}

fn include_usage(fields: &mut Fields, stream: bool) -> Read<bool> {
    let Some(options) = fields.take("stream_options") else {
        return Ok(false);
    };
    if !stream {
        let message = "`stream_options` is only for a request with `stream`: true.";
        return Err(fields.wrong("stream_options", message));
    }
    let mut options = Fields::of("stream_options", options)?;
    let include_usage = options.bool("include_usage")?;
    // It pads chunks against eavesdroppers; without it they are as long as they are.
    options.skip_if("include_obfuscation", |value| value == &json!(false));
    options.end()?;
    Ok(include_usage)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use serde_json::Value;

    pub(in crate::wire::openai_chat) fn parse(value: Value) -> Read<ChatRequest> {
        ChatRequest::parse(value.to_string().as_bytes())
    }

    /// A request that is right, with these fields besides or instead.
    pub(in crate::wire::openai_chat) fn with(changes: Value) -> Value {
        let mut request =
            json!({ "model": "m", "messages": [{ "role": "user", "content": "Hello" }] });
        let fields = request.as_object_mut().unwrap();
        fields.extend(changes.as_object().unwrap().clone());
        request
    }

    /// Each of these is refused, and names the field.
    pub(in crate::wire::openai_chat) fn refused<const N: usize>(cases: [(Value, &str); N]) {
        for (changes, field) in cases {
            let wrong = parse(with(changes.clone())).expect_err(&changes.to_string());
            assert_eq!(wrong.field, field, "{changes}");
            assert!(!wrong.message.is_empty());
        }
    }

    #[test]
    fn the_least_that_can_be_asked() {
        let request = parse(with(json!({}))).unwrap();
        let expected = ChatRequest {
            llm: LlmName("m".into()),
            messages: vec![Message::person("Hello")],
            max_tokens: None,
            options: Options::default(),
            stream: false,
            include_usage: false,
        };
        assert_eq!(request, expected);
    }

    #[test]
    fn a_limit_has_two_names_and_a_stream_may_end_with_its_usage() {
        let request = parse(with(json!({
            "max_tokens": 7, "max_completion_tokens": 7,
            "stream": true,
            "stream_options": { "include_usage": true, "include_obfuscation": false },
        })));
        let request = request.unwrap();
        assert_eq!(request.max_tokens, Some(7));
        assert!(request.stream && request.include_usage);
        let request = parse(with(json!({ "stream": null, "stream_options": null }))).unwrap();
        assert!(!request.stream && !request.include_usage);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let tokens = "max_tokens";
        refused([
            (json!({ "model": 1 }), "model"),
            (json!({ "model": null }), "model"),
            (json!({ "max_tokens": 0 }), tokens),
            (json!({ "max_tokens": 1.5 }), tokens),
            (
                json!({ "max_completion_tokens": -1 }),
                "max_completion_tokens",
            ),
            (
                json!({ "max_completion_tokens": 1, "max_tokens": 2 }),
                tokens,
            ),
            (json!({ "stream": "yes" }), "stream"),
            (
                json!({ "stream_options": { "include_usage": true } }),
                "stream_options",
            ),
            (
                json!({ "stream": true, "stream_options": { "more": 1 } }),
                "stream_options.more",
            ),
        ]);
    }

    #[test]
    fn what_is_no_json_is_refused_as_a_whole() {
        for body in ["", "{", "null", "[]", "\"hello\""] {
            let wrong = ChatRequest::parse(body.as_bytes()).unwrap_err();
            assert_eq!(wrong.field, "", "{body}");
        }
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        assert!(ChatRequest::parse(deep.as_bytes()).is_err());
    }
}
