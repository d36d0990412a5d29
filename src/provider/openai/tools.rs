//! Tools, their calls and what came of them, as chat completions say it.

use super::encode::Service;
use crate::provider::{Message, Options, Tool, ToolChoice, ToolUse};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::borrow::Cow;

pub(super) fn messages(messages: &[Message], service: Service) -> Value {
    messages
        .iter()
        .map(|message| match message {
            Message::System(text) => json!({ "role": "system", "content": text }),
            Message::Person(text) => json!({ "role": "user", "content": text }),
            Message::Model { text, calls } if calls.is_empty() => {
                json!({ "role": "assistant", "content": text })
            }
            Message::Model { text, calls } => {
                let calls: Value = calls.iter().map(|made| call(made, service)).collect();
                let text = Some(text).filter(|text| !text.is_empty());
                json!({ "role": "assistant", "content": text, "tool_calls": calls })
            }
            Message::Tool { call, text } => {
                json!({ "role": "tool", "tool_call_id": service.id(call), "content": text })
            }
        })
        .collect()
}

fn call(made: &ToolUse, service: Service) -> Value {
    let function = json!({ "name": made.name, "arguments": made.arguments });
    json!({ "id": service.id(&made.id), "type": "function", "function": function })
}

pub(super) fn write(options: &Options, body: &mut Map<String, Value>) {
    if options.tools.is_empty() {
        return;
    }
    body.insert("tools".into(), options.tools.iter().map(tool).collect());
    let choice = match &options.tool_choice {
        ToolChoice::Auto => None,
        ToolChoice::Never => Some("none".into()),
        ToolChoice::Required => Some("required".into()),
        ToolChoice::Named(name) => {
            Some(json!({ "type": "function", "function": { "name": name } }))
        }
    };
    if let Some(choice) = choice {
        body.insert("tool_choice".into(), choice);
    }
    if options.one_call_at_most {
        body.insert("parallel_tool_calls".into(), false.into());
    }
}

/// Ollama has the same words.
pub(in crate::provider) fn tool(tool: &Tool) -> Value {
    let mut function = json!({ "name": tool.name });
    if let Some(description) = &tool.description {
        function["description"] = description.as_str().into();
    }
    if let Some(parameters) = &tool.parameters {
        function["parameters"] = parameters.clone();
    }
    if tool.strict {
        function["strict"] = true.into();
    }
    json!({ "type": "function", "function": function })
}

impl Service {
    /// Mistral takes ids of nine letters and digits only; those that others gave get one each.
    fn id(self, id: &str) -> Cow<'_, str> {
        let fits = id.len() == 9 && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        match self {
            Self::Mistral if !fits => {
                let hash = Sha256::digest(id);
                let short = hash.iter().map(|byte| format!("{byte:02x}"));
                Cow::Owned(short.collect::<String>()[..9].to_owned())
            }
            Self::OpenAi | Self::Mistral | Self::Compatible => Cow::Borrowed(id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::encode::encode;
    use super::*;
    use crate::provider::ChatRequest;
    use crate::provider::conversation::tests::{read_gauge, with_tools};

    fn encoded(request: &ChatRequest, base_url: &str) -> Value {
        serde_json::from_slice(&encode(request, Service::at(base_url), true)).expect("JSON")
    }

    const ELSEWHERE: &str = "http://127.0.0.1:8080/v1";

    #[test]
    fn a_conversation_with_tools_is_said_as_it_was_meant() {
        let body = encoded(&with_tools("m"), ELSEWHERE);
        let call = |id: &str, arguments: &str| {
            let function = json!({ "name": "read_gauge", "arguments": arguments });
            json!({ "id": id, "type": "function", "function": function })
        };
        let calls = [call("call.1", r#"{"river":"Labe"}"#), call("call_2", "")];
        let expected = json!([
            { "role": "user", "content": "How high are they?" },
            { "role": "assistant", "content": "I look.", "tool_calls": calls },
            { "role": "tool", "tool_call_id": "call.1", "content": r#"{"cm":214}"# },
            { "role": "tool", "tool_call_id": "call_2", "content": "no such river" },
            { "role": "user", "content": "And?" },
        ]);
        assert_eq!(body["messages"], expected);
        let schema = json!({ "type": "object", "properties": { "river": { "type": "string" } } });
        let function = json!({
            "name": "read_gauge", "description": "The height of a river", "parameters": schema,
        });
        let tools = json!([{ "type": "function", "function": function }]);
        assert_eq!(body["tools"], tools);
        assert_eq!(body.get("tool_choice"), None);
        assert_eq!(body.get("parallel_tool_calls"), None);
    }

    #[test]
    fn which_tool_is_called_can_be_said() {
        let named = json!({ "type": "function", "function": { "name": "read_gauge" } });
        for (choice, expected) in [
            (ToolChoice::Never, json!("none")),
            (ToolChoice::Required, json!("required")),
            (ToolChoice::Named("read_gauge".into()), named),
        ] {
            let mut request = with_tools("m");
            request.options.tool_choice = choice;
            request.options.one_call_at_most = true;
            let body = encoded(&request, ELSEWHERE);
            assert_eq!(body["tool_choice"], expected);
            assert_eq!(body["parallel_tool_calls"], false);
        }
    }

    #[test]
    fn a_tool_may_have_a_name_only_or_insist_on_its_schema() {
        let bare = Tool {
            description: None,
            parameters: None,
            ..read_gauge()
        };
        let function = json!({ "name": "read_gauge" });
        let expected = json!({ "type": "function", "function": function });
        assert_eq!(tool(&bare), expected);
        let strict = Tool {
            strict: true,
            ..read_gauge()
        };
        assert_eq!(tool(&strict)["function"]["strict"], true);
    }

    #[test]
    fn mistral_gets_ids_that_it_takes_and_that_belong_together() {
        let body = encoded(&with_tools("m"), "https://api.mistral.ai/v1");
        let called = body["messages"][1]["tool_calls"][0]["id"].as_str().unwrap();
        assert_eq!(called.len(), 9);
        assert!(called.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert_eq!(body["messages"][2]["tool_call_id"], called);
        assert_eq!(Service::Mistral.id("aB3dE6gH9"), "aB3dE6gH9");
    }
}
