//! A request as Ollama wants it: what shapes the answer is among the options.

use crate::provider::conversation::{as_written, first_of, only_in_openai, tool_of};
use crate::provider::{ChatRequest, Format, Message, Options, ToolChoice, openai};
use serde_json::{Map, Value, json};

pub(in crate::provider) fn url(base_url: &str) -> String {
    format!("{}/chat", api(base_url))
}

/// The address given may be that of the server or of its API.
pub(super) fn api(base_url: &str) -> String {
    let server = base_url.strip_suffix("/api").unwrap_or(base_url);
    format!("{server}/api")
}

/// The first field that cannot be said.
pub(in crate::provider) fn cannot_say(messages: &[Message], options: &Options) -> Option<String> {
    let has_tools = !options.tools.is_empty();
    let is_free = matches!(options.tool_choice, ToolChoice::Auto | ToolChoice::Never);
    first_of([
        ("tools", options.tools.iter().any(|tool| tool.strict)),
        ("tool_choice", has_tools && !is_free),
        ("parallel_tool_calls", has_tools && options.one_call_at_most),
    ])
    .or_else(|| only_in_openai(messages, options))
}

pub(in crate::provider) fn encode(request: &ChatRequest, stream: bool) -> Vec<u8> {
    let mut options = settings(&request.options);
    options.insert("num_predict".into(), request.max_tokens.into());
    let mut body = json!({
        "model": request.model,
        "messages": messages(&request.messages),
        "options": options,
        "stream": stream,
    });
    // It has no word for tools that may not be called; the model then does not know of them.
    if !request.options.tools.is_empty() && request.options.tool_choice != ToolChoice::Never {
        body["tools"] = request.options.tools.iter().map(openai::tool).collect();
    }
    match &request.options.format {
        Format::Text => {}
        Format::Schema {
            schema: Some(schema),
            ..
        } => body["format"] = schema.clone(),
        Format::Json | Format::Schema { schema: None, .. } => body["format"] = "json".into(),
    }
    body.to_string().into_bytes()
}

fn settings(options: &Options) -> Map<String, Value> {
    let mut settings = Map::new();
    for (name, number) in [
        ("temperature", options.temperature),
        ("top_p", options.top_p),
        ("presence_penalty", options.presence_penalty),
        ("frequency_penalty", options.frequency_penalty),
    ] {
        if let Some(number) = number.and_then(as_written) {
            settings.insert(name.into(), number);
        }
    }
    if let Some(seed) = options.seed {
        settings.insert("seed".into(), seed.into());
    }
    if !options.stop.is_empty() {
        settings.insert("stop".into(), options.stop.as_slice().into());
    }
    settings
}

/// Calls have no id here: what came of them is told apart by the tool's name and by its place.
fn messages(messages: &[Message]) -> Value {
    let said = |(place, message): (usize, &Message)| {
        let text = message.text();
        match message {
            Message::System(_) => json!({ "role": "system", "content": text }),
            Message::Person(_) => json!({ "role": "user", "content": text }),
            Message::Model { calls, .. } if calls.is_empty() => {
                json!({ "role": "assistant", "content": text })
            }
            Message::Model { calls, .. } => {
                let calls = calls.iter().map(
                    |call| json!({ "function": { "name": call.name, "arguments": call.object() } }),
                );
                let calls: Value = calls.collect();
                json!({ "role": "assistant", "content": text, "tool_calls": calls })
            }
            Message::Tool { call, .. } => {
                let name = tool_of(call, &messages[..place]);
                json!({ "role": "tool", "content": text, "tool_name": name })
            }
        }
    };
    messages.iter().enumerate().map(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::Tool;
    use crate::provider::conversation::tests::{read_gauge, request, with_tools};

    #[test]
    fn the_limit_and_the_temperature_are_options() {
        let body = encode(&request("llama3", Some(0.7)), true);
        let body: Value = serde_json::from_slice(&body).expect("JSON");
        let options = json!({ "num_predict": 1_000, "temperature": 0.7, "stop": ["END", "\n"] });
        assert_eq!(body["options"], options);
        assert_eq!(
            body["messages"][0],
            json!({ "role": "system", "content": "Be brief." })
        );
        assert_eq!(
            (&body["model"], &body["stream"]),
            (&json!("llama3"), &json!(true))
        );
    }

    #[test]
    fn a_conversation_with_tools_names_them_where_they_answered() {
        let mut request = with_tools("llama3");
        let body: Value = serde_json::from_slice(&encode(&request, true)).expect("JSON");
        let call = |arguments: Value| json!({ "function": { "name": "read_gauge", "arguments": arguments } });
        let calls = [call(json!({ "river": "Labe" })), call(json!({}))];
        let outcome =
            |text: &str| json!({ "role": "tool", "content": text, "tool_name": "read_gauge" });
        let expected = json!([
            { "role": "user", "content": "How high are they?" },
            { "role": "assistant", "content": "I look.", "tool_calls": calls },
            outcome(r#"{"cm":214}"#),
            outcome("no such river"),
            { "role": "user", "content": "And?" },
        ]);
        assert_eq!(body["messages"], expected);
        assert_eq!(body["tools"], json!([openai::tool(&read_gauge())]));
        request.options.tool_choice = ToolChoice::Never;
        let body: Value = serde_json::from_slice(&encode(&request, true)).expect("JSON");
        assert_eq!(body.get("tools"), None);
    }

    #[test]
    fn what_it_can_say_it_says_in_its_own_words() {
        let mut request = request("llama3", None);
        request.options = Options {
            top_p: Some(0.9),
            presence_penalty: Some(0.1),
            frequency_penalty: Some(0.2),
            seed: Some(7),
            format: Format::Json,
            ..Options::default()
        };
        let body: Value = serde_json::from_slice(&encode(&request, true)).expect("JSON");
        let options = json!({
            "num_predict": 1_000, "top_p": 0.9, "presence_penalty": 0.1, "frequency_penalty": 0.2, "seed": 7,
        });
        assert_eq!(body["options"], options);
        assert_eq!(body["format"], "json");
    }

    #[test]
    fn what_it_has_no_word_for_is_named() {
        let with = |options: Options| Options {
            tools: vec![read_gauge()],
            ..options
        };
        let none = Options::default;
        let strict = Tool {
            strict: true,
            ..read_gauge()
        };
        for (options, field) in [
            (
                Options {
                    tools: vec![strict],
                    ..none()
                },
                "tools",
            ),
            (
                with(Options {
                    tool_choice: ToolChoice::Required,
                    ..none()
                }),
                "tool_choice",
            ),
            (
                with(Options {
                    one_call_at_most: true,
                    ..none()
                }),
                "parallel_tool_calls",
            ),
        ] {
            let found = cannot_say(&[], &options);
            assert_eq!(found.as_deref(), Some(field));
        }
    }

    #[test]
    fn the_address_is_that_of_the_server_or_of_its_api() {
        for base_url in ["http://127.0.0.1:11434", "http://127.0.0.1:11434/api"] {
            assert_eq!(url(base_url), "http://127.0.0.1:11434/api/chat");
        }
    }
}
