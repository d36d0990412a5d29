//! The messages of a request as those want them who know no role for the system and dislike empty or
//! repeated turns; and what no dialect but OpenAI's has words for.

use super::chat::{Message, Options, ToolUse};
use serde_json::{Number, Value};

/// What person and model said, in turn; what one says twice in a row is one turn of several parts. What
/// comes of tools belongs to the person.
#[derive(Debug, PartialEq)]
pub(super) struct Turn<'a> {
    pub(super) is_model: bool,
    pub(super) parts: Vec<Part<'a>>,
}

#[derive(Debug, PartialEq)]
pub(super) enum Part<'a> {
    Text(&'a str),
    Call(&'a ToolUse),
    /// What came of the call with this id, and the name of the tool.
    Outcome {
        call: &'a str,
        name: &'a str,
        text: &'a str,
    },
}

/// The system prompt, if there is any.
pub(super) fn system(messages: &[Message]) -> Option<String> {
    let texts: Vec<&str> = messages
        .iter()
        .filter(|message| matches!(message, Message::System(text) if !is_blank(text)))
        .map(Message::text)
        .collect();
    (!texts.is_empty()).then(|| texts.join("\n\n"))
}

pub(super) fn turns(messages: &[Message]) -> Vec<Turn<'_>> {
    let mut turns: Vec<Turn<'_>> = Vec::new();
    for (place, message) in messages.iter().enumerate() {
        let parts = parts(message, &messages[..place]);
        if parts.is_empty() {
            continue;
        }
        let is_model = matches!(message, Message::Model { .. });
        match turns.last_mut() {
            Some(turn) if turn.is_model == is_model => turn.parts.extend(parts),
            _ => turns.push(Turn { is_model, parts }),
        }
    }
    turns
}

fn parts<'a>(message: &'a Message, before: &'a [Message]) -> Vec<Part<'a>> {
    match message {
        Message::System(_) => Vec::new(),
        Message::Tool { call, text } => vec![Part::Outcome {
            call,
            name: tool_of(call, before),
            text,
        }],
        Message::Person(text) | Message::Model { text, .. } => {
            let text = Some(text.as_str()).filter(|text| !is_blank(text));
            let calls = message.calls().iter().map(Part::Call);
            text.map(Part::Text).into_iter().chain(calls).collect()
        }
    }
}

/// The name of the tool that was called with this id, last.
pub(super) fn tool_of<'a>(call: &str, before: &'a [Message]) -> &'a str {
    let mut calls = before.iter().rev().flat_map(Message::calls);
    let found = calls.find(|made| made.id == call);
    found.map_or("", |made| made.name.as_str())
}

/// The first field of the request that only OpenAI's dialect can say: what it alone knows, or calls whose
/// arguments are no object.
pub(super) fn only_in_openai(messages: &[Message], options: &Options) -> Option<String> {
    let other = options.other.keys().next().cloned();
    other.or_else(|| arguments_that_are_no_object(messages))
}

fn arguments_that_are_no_object(messages: &[Message]) -> Option<String> {
    messages.iter().enumerate().find_map(|(place, message)| {
        let call = message
            .calls()
            .iter()
            .position(|call| call.object().is_none())?;
        Some(format!(
            "messages[{place}].tool_calls[{call}].function.arguments"
        ))
    })
}

/// The first of these fields whose case is given.
pub(super) fn first_of<const N: usize>(cases: [(&str, bool); N]) -> Option<String> {
    let found = cases.into_iter().find(|(_, is_so)| *is_so);
    found.map(|(field, _)| field.to_owned())
}

/// 0.7 as 0.7, not as the 0.699999988079071 that widening makes of it.
pub(super) fn as_written(number: f32) -> Option<Value> {
    let number: f64 = number.to_string().parse().ok()?;
    Number::from_f64(number).map(Value::Number)
}

/// The address with its version, where it was given without: `…/v1` is as good as what stands before it.
pub(super) fn versioned(base_url: &str, version: &str) -> String {
    let last = base_url.rsplit('/').next().unwrap_or_default();
    let is_version = last
        .strip_prefix('v')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if is_version {
        base_url.to_owned()
    } else {
        format!("{base_url}/{version}")
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::provider::chat::{ChatRequest, Tool};
    use serde_json::json;

    /// Two rules, a person who asks twice, and an answer that came to nothing.
    pub(in crate::provider) fn request(model: &str, temperature: Option<f32>) -> ChatRequest {
        ChatRequest {
            model: model.into(),
            messages: vec![
                Message::system("Be brief."),
                Message::person("How far is the moon?"),
                Message::model(" "),
                Message::person("Hello?"),
                Message::model("Far."),
                Message::system("Be kind."),
                Message::person("How far?"),
            ],
            max_tokens: 1_000,
            options: Options {
                temperature,
                stop: vec!["END".into(), "\n".into()],
                ..Options::default()
            },
        }
    }

    /// Somebody asks for two gauges; the model calls for both, and gets an answer from each.
    pub(in crate::provider) fn with_tools(model: &str) -> ChatRequest {
        let call = |id: &str, arguments: &str| ToolUse {
            id: id.into(),
            name: "read_gauge".into(),
            arguments: arguments.into(),
        };
        let outcome = |call: &str, text: &str| Message::Tool {
            call: call.into(),
            text: text.into(),
        };
        ChatRequest {
            model: model.into(),
            messages: vec![
                Message::person("How high are they?"),
                Message::Model {
                    text: "I look.".into(),
                    calls: vec![call("call.1", r#"{"river":"Labe"}"#), call("call_2", "")],
                },
                outcome("call.1", r#"{"cm":214}"#),
                outcome("call_2", "no such river"),
                Message::person("And?"),
            ],
            max_tokens: 1_000,
            options: Options {
                tools: vec![read_gauge()],
                ..Options::default()
            },
        }
    }

    pub(in crate::provider) fn read_gauge() -> Tool {
        Tool {
            name: "read_gauge".into(),
            description: Some("The height of a river".into()),
            parameters: Some(json!({
                "type": "object",
                "properties": { "river": { "type": "string" } },
            })),
            strict: false,
        }
    }

    #[test]
    fn turns_alternate_and_say_something() {
        let request = request("m", None);
        let said = |is_model, texts: &[&'static str]| Turn {
            is_model,
            parts: texts.iter().map(|text| Part::Text(text)).collect(),
        };
        let expected = [
            said(false, &["How far is the moon?", "Hello?"]),
            said(true, &["Far."]),
            said(false, &["How far?"]),
        ];
        assert_eq!(turns(&request.messages), expected);
        let system = system(&request.messages);
        assert_eq!(system.as_deref(), Some("Be brief.\n\nBe kind."));
    }

    #[test]
    fn what_came_of_tools_is_the_persons_and_names_the_tool() {
        let request = with_tools("m");
        let turns = turns(&request.messages);
        let speakers: Vec<_> = turns.iter().map(|turn| turn.is_model).collect();
        assert_eq!(speakers, [false, true, false]);
        let outcome = |call, text| Part::Outcome {
            call,
            name: "read_gauge",
            text,
        };
        let expected = [
            outcome("call.1", r#"{"cm":214}"#),
            outcome("call_2", "no such river"),
            Part::Text("And?"),
        ];
        assert_eq!(turns[2].parts, expected);
    }

    #[test]
    fn what_only_openai_can_say_is_named() {
        let mut request = with_tools("m");
        let found = |request: &ChatRequest| only_in_openai(&request.messages, &request.options);
        assert_eq!(found(&request), None);
        if let Message::Model { calls, .. } = &mut request.messages[1] {
            calls[1].arguments = "[1]".into();
        }
        let field = "messages[1].tool_calls[1].function.arguments";
        assert_eq!(found(&request).as_deref(), Some(field));
        request
            .options
            .other
            .insert("verbosity".into(), "low".into());
        assert_eq!(found(&request).as_deref(), Some("verbosity"));
    }

    #[test]
    fn a_version_is_added_once() {
        for (base_url, expected) in [
            ("https://a.example", "https://a.example/v1"),
            ("https://a.example/v1", "https://a.example/v1"),
            ("https://a.example/v1beta1", "https://a.example/v1beta1"),
            ("https://a.example/vendor", "https://a.example/vendor/v1"),
        ] {
            assert_eq!(versioned(base_url, "v1"), expected);
        }
    }
}
