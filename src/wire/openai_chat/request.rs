//! A request for a chat completion.

use crate::provider::{Message, Speaker};
use crate::types::LlmName;
use crate::wire::fields::{Fields, Read};
use serde_json::{Value, json};

const HOTTEST: f64 = 2.0;

#[derive(Clone, PartialEq, Debug)]
pub struct ChatRequest {
    pub llm: LlmName,
    pub messages: Vec<Message>,
    pub temperature: Option<f32>,
    pub max_tokens: Option<u32>,
    pub stream: bool,
    /// Whether a stream ends with what was used.
    pub include_usage: bool,
}

impl ChatRequest {
    /// # Errors
    /// The first thing that is wrong, or that could not be carried on to every provider.
    pub fn parse(body: &[u8]) -> Read<Self> {
        let mut fields = Fields::parse(body)?;
        let stream = fields.bool("stream")?;
        let request = Self {
            llm: LlmName(fields.string("model")?),
            messages: messages(&mut fields)?,
            temperature: temperature(&mut fields)?,
            max_tokens: max_tokens(&mut fields)?,
            stream,
            include_usage: include_usage(&mut fields, stream)?,
        };
        for (name, value) in says_nothing() {
            fields.skip_if(name, |given| same(given, &value));
        }
        fields.end()?;
        Ok(request)
    }
}

/// Parameters that may be spelled out as what they are without being spelled out.
fn says_nothing() -> [(&'static str, Value); 8] {
    [
        ("frequency_penalty", json!(0)),
        ("logprobs", json!(false)),
        ("n", json!(1)),
        ("presence_penalty", json!(0)),
        ("response_format", json!({ "type": "text" })),
        ("store", json!(false)),
        ("tools", json!([])),
        ("top_p", json!(1)),
    ]
}

/// 1 and 1.0 are the same number here.
fn same(one: &Value, other: &Value) -> bool {
    one == other || one.as_f64().is_some() && one.as_f64() == other.as_f64()
}

fn messages(fields: &mut Fields) -> Read<Vec<Message>> {
    let items = fields.array("messages")?;
    if items.is_empty() {
        return Err(fields.wrong("messages", "There must be at least one message."));
    }
    items
        .into_iter()
        .enumerate()
        .map(|(n, item)| message(&format!("messages[{n}]"), item))
        .collect()
}

fn message(path: &str, value: Value) -> Read<Message> {
    let mut fields = Fields::of(path, value)?;
    let role = fields.string("role")?;
    let speaker = match role.as_str() {
        "system" | "developer" => Speaker::System,
        "user" => Speaker::Person,
        "assistant" => Speaker::Model,
        _ => {
            let message = "The role must be system, developer, user or assistant.";
            return Err(fields.wrong("role", message));
        }
    };
    let text = match fields.required("content")? {
        Value::String(text) => text,
        Value::Array(parts) => {
            let path = fields.path_of("content");
            texts(&path, parts)?
        }
        _ => return Err(fields.wrong("content", "`content` must be a string or an array.")),
    };
    fields.skip_if("tool_calls", |calls| same(calls, &json!([])));
    fields.skip_if("annotations", |notes| same(notes, &json!([])));
    fields.end()?;
    Ok(Message { speaker, text })
}

/// Parts stand below each other.
fn texts(path: &str, parts: Vec<Value>) -> Read<String> {
    let text = |(n, part): (usize, Value)| {
        let mut fields = Fields::of(&format!("{path}[{n}]"), part)?;
        if fields.string("type")? != "text" {
            return Err(fields.wrong("type", "Only parts of text are supported here."));
        }
        let text = fields.string("text")?;
        fields.end().map(|()| text)
    };
    let texts: Read<Vec<_>> = parts.into_iter().enumerate().map(text).collect();
    Ok(texts?.join("\n"))
}

fn temperature(fields: &mut Fields) -> Read<Option<f32>> {
    let Some(value) = fields.take("temperature") else {
        return Ok(None);
    };
    let number = value
        .as_f64()
        .filter(|number| (0.0..=HOTTEST).contains(number));
    let wrong = || fields.wrong("temperature", "`temperature` must be a number from 0 to 2.");
    #[expect(
        clippy::cast_possible_truncation,
        reason = "between 0 and 2 only digits are lost that no provider reads"
    )]
    number.map(|number| Some(number as f32)).ok_or_else(wrong)
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
    options.skip_if("include_obfuscation", |value| same(value, &json!(false)));
    options.end()?;
    Ok(include_usage)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(value: Value) -> Read<ChatRequest> {
        ChatRequest::parse(value.to_string().as_bytes())
    }

    /// A request that is right, with these fields besides or instead.
    fn with(changes: Value) -> Value {
        let mut request =
            json!({ "model": "m", "messages": [{ "role": "user", "content": "Hello" }] });
        let fields = request.as_object_mut().unwrap();
        fields.extend(changes.as_object().unwrap().clone());
        request
    }

    fn say(speaker: Speaker, text: &str) -> Message {
        let text = text.into();
        Message { speaker, text }
    }

    #[test]
    fn the_least_that_can_be_asked() {
        let request = parse(with(json!({}))).unwrap();
        let expected = ChatRequest {
            llm: LlmName("m".into()),
            messages: vec![say(Speaker::Person, "Hello")],
            temperature: None,
            max_tokens: None,
            stream: false,
            include_usage: false,
        };
        assert_eq!(request, expected);
    }

    #[test]
    fn all_that_can_be_asked() {
        let request = parse(with(json!({
            "messages": [
                { "role": "system", "content": "Be brief." },
                { "role": "developer", "content": [{ "type": "text", "text": "Be kind." }] },
                { "role": "user", "content": [
                    { "type": "text", "text": "One" }, { "type": "text", "text": "two" },
                ] },
                { "role": "assistant", "content": "Three", "refusal": null, "tool_calls": [] },
            ],
            "temperature": 0.5,
            "max_tokens": 7,
            "max_completion_tokens": 7,
            "stream": true,
            "stream_options": { "include_usage": true },
        })));
        let request = request.unwrap();
        let expected = [
            say(Speaker::System, "Be brief."),
            say(Speaker::System, "Be kind."),
            say(Speaker::Person, "One\ntwo"),
            say(Speaker::Model, "Three"),
        ];
        assert_eq!(request.messages, expected);
        assert_eq!(request.temperature, Some(0.5));
        assert_eq!(request.max_tokens, Some(7));
        assert!(request.stream && request.include_usage);
    }

    #[test]
    fn what_says_nothing_may_be_said() {
        let request = parse(with(json!({
            "n": 1, "top_p": 1.0, "presence_penalty": 0, "frequency_penalty": 0.0, "stop": null,
            "response_format": { "type": "text" }, "logprobs": false, "tools": [], "store": false,
            "temperature": null, "stream": null, "stream_options": null,
        })));
        assert_eq!(request, parse(with(json!({}))));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let message = |message: Value| json!({ "messages": [message] });
        let part = |part: Value| message(json!({ "role": "user", "content": [part] }));
        for (changes, field) in [
            (json!({ "model": 1 }), "model"),
            (json!({ "model": null }), "model"),
            (json!({ "messages": "Hello" }), "messages"),
            (json!({ "messages": [] }), "messages"),
            (json!({ "messages": ["Hello"] }), "messages[0]"),
            (message(json!({ "role": "user" })), "messages[0].content"),
            (
                message(json!({ "role": "user", "content": 1 })),
                "messages[0].content",
            ),
            (
                message(json!({ "role": "tool", "content": "" })),
                "messages[0].role",
            ),
            (
                message(json!({ "role": "user", "content": "", "name": "Ada" })),
                "messages[0].name",
            ),
            (
                part(json!({ "type": "image_url", "image_url": {} })),
                "messages[0].content[0].type",
            ),
            (
                part(json!({ "type": "text", "text": 1 })),
                "messages[0].content[0].text",
            ),
            (json!({ "temperature": 2.1 }), "temperature"),
            (json!({ "temperature": "hot" }), "temperature"),
            (json!({ "max_tokens": 0 }), "max_tokens"),
            (json!({ "max_tokens": 1.5 }), "max_tokens"),
            (
                json!({ "max_completion_tokens": -1 }),
                "max_completion_tokens",
            ),
            (
                json!({ "max_completion_tokens": 1, "max_tokens": 2 }),
                "max_tokens",
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
            (json!({ "n": 2 }), "n"),
            (json!({ "stop": "END" }), "stop"),
            (json!({ "tools": [{ "type": "function" }] }), "tools"),
            (json!({ "seed": 1 }), "seed"),
        ] {
            let wrong = parse(with(changes.clone())).unwrap_err();
            assert_eq!(wrong.field, field, "{changes}");
        }
    }

    #[test]
    fn no_field_at_any_depth_says_where_a_call_goes() {
        for (changes, field) in [
            (json!({ "base_url": "http://x" }), "base_url"),
            (json!({ "API-Base": null }), "API-Base"),
            (
                json!({ "metadata": [{ "a": { "baseUrl": "http://x" } }] }),
                "metadata[0].a.baseUrl",
            ),
        ] {
            let wrong = parse(with(changes)).unwrap_err();
            assert_eq!(wrong.field, field);
            assert!(wrong.message.contains("where it goes"), "{wrong:?}");
        }
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
