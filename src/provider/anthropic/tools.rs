//! Tools, their calls and what came of them: blocks of the messages.

use crate::provider::conversation::{Part, turns};
use crate::provider::{Message, Options, Tool, ToolChoice};
use serde_json::{Map, Value, json};
use std::borrow::Cow;

pub(super) fn messages(messages: &[Message]) -> Value {
    let messages = turns(messages).into_iter().map(|turn| {
        let role = if turn.is_model { "assistant" } else { "user" };
        let content: Value = turn.parts.into_iter().map(block).collect();
        json!({ "role": role, "content": content })
    });
    messages.collect()
}

fn block(part: Part<'_>) -> Value {
    match part {
        Part::Text(text) => json!({ "type": "text", "text": text }),
        Part::Call(call) => json!({
            "type": "tool_use", "id": id(&call.id), "name": call.name, "input": call.object(),
        }),
        Part::Outcome { call, text, .. } => json!({
            "type": "tool_result", "tool_use_id": id(call), "content": text,
        }),
    }
}

pub(super) fn write(options: &Options, body: &mut Map<String, Value>) {
    if options.tools.is_empty() {
        return;
    }
    body.insert("tools".into(), options.tools.iter().map(tool).collect());
    let mut choice = match &options.tool_choice {
        ToolChoice::Auto => json!({ "type": "auto" }),
        ToolChoice::Never => json!({ "type": "none" }),
        ToolChoice::Required => json!({ "type": "any" }),
        ToolChoice::Named(name) => json!({ "type": "tool", "name": name }),
    };
    // Where none may be called, there is nothing to say of how many.
    if options.one_call_at_most && options.tool_choice != ToolChoice::Never {
        choice["disable_parallel_tool_use"] = true.into();
    }
    body.insert("tool_choice".into(), choice);
}

fn tool(tool: &Tool) -> Value {
    let mut written = json!({ "name": tool.name, "input_schema": tool.schema() });
    if let Some(description) = &tool.description {
        written["description"] = description.as_str().into();
    }
    if tool.strict {
        written["strict"] = true.into();
    }
    written
}

/// Ids that others gave may have characters that are refused here.
fn id(id: &str) -> Cow<'_, str> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !id.is_empty() && id.chars().all(fits) {
        return Cow::Borrowed(id);
    }
    let fitting = id.chars().map(|c| if fits(c) { c } else { '_' });
    Cow::Owned(format!("call_{}", fitting.collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::super::encode::encode;
    use super::*;
    use crate::provider::conversation::tests::with_tools;

    #[test]
    fn calls_and_what_came_of_them_are_blocks() {
        let body: Value = serde_json::from_slice(&encode(&with_tools("m"), true)).expect("JSON");
        let text = |text: &str| json!({ "type": "text", "text": text });
        let call = |id: &str, input: Value| json!({ "type": "tool_use", "id": id, "name": "read_gauge", "input": input });
        let outcome = |id: &str, text: &str| json!({ "type": "tool_result", "tool_use_id": id, "content": text });
        let (first, second) = ("call_call_1", "call_2");
        let expected = json!([
            { "role": "user", "content": [text("How high are they?")] },
            { "role": "assistant", "content": [
                text("I look."), call(first, json!({ "river": "Labe" })), call(second, json!({})),
            ] },
            { "role": "user", "content": [
                outcome(first, r#"{"cm":214}"#), outcome(second, "no such river"), text("And?"),
            ] },
        ]);
        assert_eq!(body["messages"], expected);
        let schema = json!({ "type": "object", "properties": { "river": { "type": "string" } } });
        let tools = json!([{
            "name": "read_gauge", "description": "The height of a river", "input_schema": schema,
        }]);
        assert_eq!(body["tools"], tools);
        assert_eq!(body["tool_choice"], json!({ "type": "auto" }));
    }

    #[test]
    fn which_tool_is_called_can_be_said() {
        for (choice, expected) in [
            (ToolChoice::Never, json!({ "type": "none" })),
            (
                ToolChoice::Required,
                json!({ "type": "any", "disable_parallel_tool_use": true }),
            ),
            (
                ToolChoice::Named("f".into()),
                json!({ "type": "tool", "name": "f", "disable_parallel_tool_use": true }),
            ),
        ] {
            let mut request = with_tools("m");
            request.options.tool_choice = choice;
            request.options.one_call_at_most = true;
            let body: Value = serde_json::from_slice(&encode(&request, true)).expect("JSON");
            assert_eq!(body["tool_choice"], expected);
        }
    }

    #[test]
    fn a_tool_without_arguments_has_an_empty_schema_and_a_strict_one_says_so() {
        let mut bare = crate::provider::conversation::tests::read_gauge();
        bare.parameters = None;
        bare.strict = true;
        let written = tool(&bare);
        let schema = json!({ "type": "object", "properties": {} });
        assert_eq!(written["input_schema"], schema);
        assert_eq!(written["strict"], true);
    }
}
