//! The messages of a request: what was said, which tools were called and what came of it.

use crate::provider::{Message, ToolUse};
use crate::wire::fields::{Fields, Read};
use serde_json::{Value, json};

pub(super) fn read(fields: &mut Fields) -> Read<Vec<Message>> {
    let items = fields.array("messages")?;
    if items.is_empty() {
        return Err(fields.wrong("messages", "There must be at least one message."));
    }
    let read = |(n, item)| message(&format!("messages[{n}]"), item);
    let messages: Vec<_> = items
        .into_iter()
        .enumerate()
        .map(read)
        .collect::<Read<_>>()?;
    all_answered(fields, &messages)?;
    Ok(messages)
}

fn message(path: &str, value: Value) -> Read<Message> {
    let mut fields = Fields::of(path, value)?;
    let role = fields.string("role")?;
    let message = match role.as_str() {
        "system" | "developer" => Message::System(content(&mut fields)?),
        "user" => Message::Person(content(&mut fields)?),
        "assistant" => said_by_model(&mut fields)?,
        "tool" => Message::Tool {
            call: fields.string("tool_call_id")?,
            text: content(&mut fields)?,
        },
        _ => {
            let message = "The role must be system, developer, user, assistant or tool.";
            return Err(fields.wrong("role", message));
        }
    };
    fields.end()?;
    Ok(message)
}

fn said_by_model(fields: &mut Fields) -> Read<Message> {
    let calls = match fields.has("tool_calls") {
        true => calls(fields)?,
        false => Vec::new(),
    };
    let refusal = match fields.has("refusal") {
        true => Some(fields.string("refusal")?),
        false => None,
    };
    let text = match refusal {
        Some(refusal) if !fields.has("content") => refusal,
        _ if !calls.is_empty() && !fields.has("content") => String::new(),
        _ => content(fields)?,
    };
    // Clients send back what they got. Thinking is for whoever reads it; models do without.
    fields.skip_if("reasoning_content", Value::is_string);
    fields.skip_if("annotations", |notes| notes == &json!([]));
    // OpenAI's helpers put what they read beside the text that they read it from.
    fields.skip_if("parsed", |_| true);
    Ok(Message::Model { text, calls })
}

fn calls(fields: &mut Fields) -> Read<Vec<ToolUse>> {
    let path = fields.path_of("tool_calls");
    let items = fields.array("tool_calls")?;
    let read = |(n, item)| call(&format!("{path}[{n}]"), item);
    items.into_iter().enumerate().map(read).collect()
}

fn call(path: &str, value: Value) -> Read<ToolUse> {
    let mut fields = Fields::of(path, value)?;
    fields.is(
        "type",
        "function",
        "Only calls of functions are supported here.",
    )?;
    let id = fields.string("id")?;
    // It numbers the pieces of a stream; those who put them together may leave it there.
    fields.skip_if("index", Value::is_u64);
    let mut function = fields.object("function")?;
    fields.end()?;
    let (name, arguments) = (function.string("name")?, function.string("arguments")?);
    function.skip_if("parsed_arguments", |_| true);
    function.end()?;
    Ok(ToolUse {
        id,
        name,
        arguments,
    })
}

fn content(fields: &mut Fields) -> Read<String> {
    match fields.required("content")? {
        Value::String(text) => Ok(text),
        Value::Array(parts) => {
            let path = fields.path_of("content");
            texts(&path, parts)
        }
        _ => Err(fields.wrong("content", "`content` must be a string or an array.")),
    }
}

/// Parts stand below each other.
fn texts(path: &str, parts: Vec<Value>) -> Read<String> {
    let text = |(n, part): (usize, Value)| {
        let mut fields = Fields::of(&format!("{path}[{n}]"), part)?;
        let kind = fields.string("type")?;
        let text = match kind.as_str() {
            "text" | "refusal" => fields.string(&kind)?,
            _ => {
                let message =
                    "Only parts of text are supported here; images, sounds and files are not.";
                return Err(fields.wrong("type", message));
            }
        };
        fields.end().map(|()| text)
    };
    let texts: Read<Vec<_>> = parts.into_iter().enumerate().map(text).collect();
    Ok(texts?.join("\n"))
}

/// Every call is followed by what came of it, and nothing else comes of calls: no provider takes less.
fn all_answered(fields: &Fields, messages: &[Message]) -> Read<()> {
    let mut waiting: Vec<&str> = Vec::new();
    let mut caller = 0;
    let unanswered = |place: usize| {
        let message = "Each call must be followed by a message of role tool with what came of it.";
        Err(fields.wrong(&format!("messages[{place}].tool_calls"), message))
    };
    for (place, message) in messages.iter().enumerate() {
        if let Message::Tool { call, .. } = message {
            let Some(found) = waiting.iter().position(|id| id == call) else {
                let message = "There is no call of this id that waits for an answer.";
                return Err(fields.wrong(&format!("messages[{place}].tool_call_id"), message));
            };
            waiting.remove(found);
        } else if waiting.is_empty() {
            caller = place;
            waiting = message
                .calls()
                .iter()
                .map(|call| call.id.as_str())
                .collect();
        } else {
            return unanswered(caller);
        }
    }
    if waiting.is_empty() {
        Ok(())
    } else {
        unanswered(caller)
    }
}

#[cfg(test)]
mod tests {
    use super::super::request::tests::{parse, refused, with};
    use super::*;

    fn read(messages: Value) -> Vec<Message> {
        parse(with(json!({ "messages": messages })))
            .unwrap()
            .messages
    }

    fn call(id: &str) -> Value {
        json!({ "id": id, "type": "function", "function": { "name": "f", "arguments": "{}" } })
    }

    fn outcome(id: &str) -> Value {
        json!({ "role": "tool", "tool_call_id": id, "content": "4" })
    }

    #[test]
    fn each_role_says_its_texts() {
        let found = read(json!([
            { "role": "system", "content": "Be brief." },
            { "role": "developer", "content": [{ "type": "text", "text": "Be kind." }] },
            { "role": "user", "content": [
                { "type": "text", "text": "One" }, { "type": "text", "text": "two" },
            ] },
            { "role": "assistant", "content": "Three", "refusal": null, "tool_calls": [] },
            { "role": "assistant", "content": null, "refusal": "No.", "audio": null },
            { "role": "assistant", "content": [{ "type": "refusal", "refusal": "No!" }] },
            { "role": "assistant", "content": "4", "reasoning_content": "Hm.", "annotations": [], "parsed": 4 },
        ]));
        let expected = [
            Message::system("Be brief."),
            Message::system("Be kind."),
            Message::person("One\ntwo"),
            Message::model("Three"),
            Message::model("No."),
            Message::model("No!"),
            Message::model("4"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn calls_are_followed_by_what_came_of_them_in_any_order() {
        let mut first = call("a");
        first["index"] = json!(0);
        first["function"]["parsed_arguments"] = json!({});
        let found = read(json!([
            { "role": "user", "content": "?" },
            { "role": "assistant", "content": null, "tool_calls": [first, call("b")] },
            outcome("b"),
            outcome("a"),
            { "role": "assistant", "content": "Again.", "tool_calls": [call("a")] },
            outcome("a"),
        ]));
        let used = |id: &str| ToolUse {
            id: id.into(),
            name: "f".into(),
            arguments: "{}".into(),
        };
        let calls = |text: &str, calls: &[&str]| Message::Model {
            text: text.into(),
            calls: calls.iter().map(|id| used(id)).collect(),
        };
        let came = |call: &str| Message::Tool {
            call: call.into(),
            text: "4".into(),
        };
        let expected = [
            Message::person("?"),
            calls("", &["a", "b"]),
            came("b"),
            came("a"),
            calls("Again.", &["a"]),
            came("a"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let message = |message: Value| json!({ "messages": [message] });
        let part = |part: Value| message(json!({ "role": "user", "content": [part] }));
        let calls = |calls: Value| message(json!({ "role": "assistant", "tool_calls": calls }));
        let image = json!({ "type": "image_url", "image_url": {} });
        let custom = json!({ "id": "a", "type": "custom", "custom": {} });
        let no_text =
            json!({ "id": "a", "type": "function", "function": { "name": "f", "arguments": {} } });
        refused([
            (json!({ "messages": "Hello" }), "messages"),
            (json!({ "messages": [] }), "messages"),
            (json!({ "messages": ["Hello"] }), "messages[0]"),
            (message(json!({ "role": "user" })), "messages[0].content"),
            (
                message(json!({ "role": "assistant" })),
                "messages[0].content",
            ),
            (
                message(json!({ "role": "user", "content": 1 })),
                "messages[0].content",
            ),
            (
                message(json!({ "role": "robot", "content": "" })),
                "messages[0].role",
            ),
            (
                message(json!({ "role": "user", "content": "", "name": "Ada" })),
                "messages[0].name",
            ),
            (part(image), "messages[0].content[0].type"),
            (
                part(json!({ "type": "text", "text": 1 })),
                "messages[0].content[0].text",
            ),
            (calls(json!({})), "messages[0].tool_calls"),
            (calls(json!([1])), "messages[0].tool_calls[0]"),
            (calls(json!([custom])), "messages[0].tool_calls[0].type"),
            (
                calls(json!([no_text])),
                "messages[0].tool_calls[0].function.arguments",
            ),
            (
                message(json!({ "role": "tool", "content": "" })),
                "messages[0].tool_call_id",
            ),
        ]);
    }

    #[test]
    fn calls_without_an_answer_and_answers_without_a_call_are_refused() {
        let called = json!({ "role": "assistant", "tool_calls": [call("a"), call("b")] });
        let person = json!({ "role": "user", "content": "?" });
        let of = |messages: Value| json!({ "messages": messages });
        refused([
            (of(json!([called])), "messages[0].tool_calls"),
            (of(json!([called, outcome("a")])), "messages[0].tool_calls"),
            (
                of(json!([called, outcome("a"), person])),
                "messages[0].tool_calls",
            ),
            (
                of(json!([called, outcome("c")])),
                "messages[1].tool_call_id",
            ),
            (
                of(json!([called, outcome("a"), outcome("a")])),
                "messages[2].tool_call_id",
            ),
            (
                of(json!([person, outcome("a")])),
                "messages[1].tool_call_id",
            ),
        ]);
    }
}
