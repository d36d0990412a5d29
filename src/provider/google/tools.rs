//! Tools, their calls and what came of them: parts of the contents.

use crate::provider::conversation::{Part, Turn, turns};
use crate::provider::{Message, Options, Tool, ToolChoice};
use serde_json::{Map, Value, json};

/// Gemini 3 wants its calls back with the proof of the thinking behind them, and takes this word where there
/// is none to give: no client of OpenAI's could have kept it.
const NO_SIGNATURE: &str = "skip_thought_signature_validator";

pub(super) fn contents(messages: &[Message], generation: u32) -> Value {
    let turns = turns(messages).into_iter();
    turns.map(|turn| content(turn, generation)).collect()
}

fn content(turn: Turn<'_>, generation: u32) -> Value {
    let role = if turn.is_model { "model" } else { "user" };
    let mut parts: Vec<Value> = turn.parts.into_iter().map(part).collect();
    // Of several calls the first has it.
    let is_call = |part: &&mut Value| part.get("functionCall").is_some();
    if let Some(call) = parts.iter_mut().find(is_call).filter(|_| generation >= 3) {
        call["thoughtSignature"] = NO_SIGNATURE.into();
    }
    json!({ "role": role, "parts": parts })
}

fn part(part: Part<'_>) -> Value {
    match part {
        Part::Text(text) => json!({ "text": text }),
        Part::Call(call) => {
            json!({ "functionCall": { "name": call.name, "args": call.object() } })
        }
        Part::Outcome { name, text, .. } => {
            json!({ "functionResponse": { "name": name, "response": response(text) } })
        }
    }
}

/// It must be an object.
fn response(text: &str) -> Value {
    let object = serde_json::from_str(text).ok().filter(Value::is_object);
    object.unwrap_or_else(|| json!({ "output": text }))
}

pub(super) fn write(options: &Options, body: &mut Map<String, Value>) {
    if options.tools.is_empty() {
        return;
    }
    let functions: Value = options.tools.iter().map(function).collect();
    let tools = json!([{ "functionDeclarations": functions }]);
    body.insert("tools".into(), tools);
    let calling = match &options.tool_choice {
        // Calls that must be made follow their schema in any case.
        ToolChoice::Auto if options.tools.iter().any(|tool| tool.strict) => {
            json!({ "mode": "VALIDATED" })
        }
        ToolChoice::Auto => json!({ "mode": "AUTO" }),
        ToolChoice::Never => json!({ "mode": "NONE" }),
        ToolChoice::Required => json!({ "mode": "ANY" }),
        ToolChoice::Named(name) => json!({ "mode": "ANY", "allowedFunctionNames": [name] }),
    };
    let config = json!({ "functionCallingConfig": calling });
    body.insert("toolConfig".into(), config);
}

fn function(tool: &Tool) -> Value {
    let mut written = json!({ "name": tool.name });
    if let Some(description) = &tool.description {
        written["description"] = description.as_str().into();
    }
    if let Some(parameters) = &tool.parameters {
        written["parametersJsonSchema"] = parameters.clone();
    }
    written
}

#[cfg(test)]
mod tests {
    use super::super::encode::encode;
    use super::*;
    use crate::provider::conversation::tests::with_tools;

    fn encoded(request: &crate::provider::ChatRequest) -> Value {
        serde_json::from_slice(&encode(request)).expect("JSON")
    }

    #[test]
    fn calls_and_what_came_of_them_are_parts() {
        let body = encoded(&with_tools("gemini-2.5-flash"));
        let call = |args: Value| json!({ "functionCall": { "name": "read_gauge", "args": args } });
        let outcome = |response: Value| json!({ "functionResponse": { "name": "read_gauge", "response": response } });
        let expected = json!([
            { "role": "user", "parts": [{ "text": "How high are they?" }] },
            { "role": "model", "parts": [
                { "text": "I look." }, call(json!({ "river": "Labe" })), call(json!({})),
            ] },
            { "role": "user", "parts": [
                outcome(json!({ "cm": 214 })), outcome(json!({ "output": "no such river" })),
                { "text": "And?" },
            ] },
        ]);
        assert_eq!(body["contents"], expected);
        let schema = json!({ "type": "object", "properties": { "river": { "type": "string" } } });
        let function = json!({
            "name": "read_gauge", "description": "The height of a river", "parametersJsonSchema": schema,
        });
        assert_eq!(
            body["tools"],
            json!([{ "functionDeclarations": [function] }])
        );
        let auto = json!({ "functionCallingConfig": { "mode": "AUTO" } });
        assert_eq!(body["toolConfig"], auto);
    }

    #[test]
    fn gemini_3_is_told_that_there_is_no_proof_with_the_first_call_of_each_turn() {
        for (model, signature) in [
            ("gemini-3-pro-preview", json!(NO_SIGNATURE)),
            ("gemini-4.5-flash", json!(NO_SIGNATURE)),
            ("gemini-2.5-flash", Value::Null),
            ("gemma-3", Value::Null),
        ] {
            let body = encoded(&with_tools(model));
            let parts = &body["contents"][1]["parts"];
            assert_eq!(parts[1]["thoughtSignature"], signature, "{model}");
            assert_eq!(parts[2]["thoughtSignature"], Value::Null, "{model}");
        }
    }

    #[test]
    fn which_tool_is_called_can_be_said() {
        let strict = |request: &mut crate::provider::ChatRequest| {
            request.options.tools[0].strict = true;
        };
        for (choice, expected) in [
            (ToolChoice::Auto, json!({ "mode": "VALIDATED" })),
            (ToolChoice::Never, json!({ "mode": "NONE" })),
            (ToolChoice::Required, json!({ "mode": "ANY" })),
            (
                ToolChoice::Named("f".into()),
                json!({ "mode": "ANY", "allowedFunctionNames": ["f"] }),
            ),
        ] {
            let mut request = with_tools("gemini-2.5-flash");
            strict(&mut request);
            request.options.tool_choice = choice;
            let body = encoded(&request);
            assert_eq!(body["toolConfig"]["functionCallingConfig"], expected);
        }
    }
}
