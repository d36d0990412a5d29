//! The tools of a request, and which of them may be called.

use crate::provider::{Tool, ToolChoice};
use crate::wire::fields::{Fields, Read};
use serde_json::Value;

const LONGEST_NAME: usize = 64;

pub(super) fn read(fields: &mut Fields) -> Read<Vec<Tool>> {
    if !fields.has("tools") {
        return Ok(Vec::new());
    }
    let items = fields.array("tools")?;
    let read = |(n, item)| tool(&format!("tools[{n}]"), item);
    items.into_iter().enumerate().map(read).collect()
}

fn tool(path: &str, value: Value) -> Read<Tool> {
    let mut fields = Fields::of(path, value)?;
    let message = "Only tools of type function are supported here.";
    fields.is("type", "function", message)?;
    let mut function = fields.object("function")?;
    fields.end()?;
    let name = function.string("name")?;
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if name.is_empty() || name.len() > LONGEST_NAME || !name.bytes().all(fits) {
        let message = "A name has 1 to 64 letters, digits, _ and -.";
        return Err(function.wrong("name", message));
    }
    let tool = Tool {
        name,
        description: function.optional_string("description")?,
        parameters: function.schema("parameters")?,
        strict: function.bool("strict")?,
    };
    function.end()?;
    Ok(tool)
}

pub(super) fn choice(fields: &mut Fields, tools: &[Tool]) -> Read<ToolChoice> {
    let choice = match fields.take("tool_choice") {
        None => ToolChoice::Auto,
        Some(Value::String(word)) => match word.as_str() {
            "auto" => ToolChoice::Auto,
            "none" => ToolChoice::Never,
            "required" => ToolChoice::Required,
            _ => {
                let message = "`tool_choice` must be auto, none, required, or name a function.";
                return Err(fields.wrong("tool_choice", message));
            }
        },
        Some(value) => named(value)?,
    };
    let is_there = match &choice {
        ToolChoice::Auto => true,
        // Where there is none, none is called.
        ToolChoice::Never if tools.is_empty() => return Ok(ToolChoice::Auto),
        ToolChoice::Never => true,
        ToolChoice::Required => !tools.is_empty(),
        ToolChoice::Named(name) => tools.iter().any(|tool| &tool.name == name),
    };
    let wrong = || fields.wrong("tool_choice", "There is no such tool among `tools`.");
    is_there.then_some(choice).ok_or_else(wrong)
}

fn named(value: Value) -> Read<ToolChoice> {
    let mut fields = Fields::of("tool_choice", value)?;
    fields.is("type", "function", "Only functions can be chosen here.")?;
    let mut function = fields.object("function")?;
    fields.end()?;
    let name = function.string("name")?;
    function.end()?;
    Ok(ToolChoice::Named(name))
}

pub(super) fn one_call_at_most(fields: &mut Fields, tools: &[Tool]) -> Read<bool> {
    let many = fields.flag("parallel_tool_calls")?;
    Ok(many == Some(false) && !tools.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::request::tests::{parse, refused, with};
    use super::*;
    use serde_json::json;

    fn tools() -> Value {
        let function = json!({
            "name": "read_gauge", "description": "d", "parameters": { "type": "object" }, "strict": true,
        });
        json!([
            { "type": "function", "function": function },
            { "type": "function", "function": { "name": "list_gauges", "parameters": null } },
        ])
    }

    #[test]
    fn a_tool_has_a_name_and_may_have_more() {
        let options = parse(with(json!({ "tools": tools() }))).unwrap().options;
        let expected = [
            Tool {
                name: "read_gauge".into(),
                description: Some("d".into()),
                parameters: Some(json!({ "type": "object" })),
                strict: true,
            },
            Tool {
                name: "list_gauges".into(),
                description: None,
                parameters: None,
                strict: false,
            },
        ];
        assert_eq!(options.tools, expected);
        assert_eq!(options.tool_choice, ToolChoice::Auto);
        assert!(!options.one_call_at_most);
    }

    #[test]
    fn which_tool_is_called_and_how_many_can_be_said() {
        let named = json!({ "type": "function", "function": { "name": "list_gauges" } });
        for (choice, expected) in [
            (json!("auto"), ToolChoice::Auto),
            (json!("none"), ToolChoice::Never),
            (json!("required"), ToolChoice::Required),
            (named, ToolChoice::Named("list_gauges".into())),
        ] {
            let request =
                json!({ "tools": tools(), "tool_choice": choice, "parallel_tool_calls": false });
            let options = parse(with(request)).unwrap().options;
            assert_eq!(options.tool_choice, expected);
            assert!(options.one_call_at_most);
        }
        let none = parse(with(json!({ "tool_choice": "none" }))).unwrap();
        assert_eq!(none.options.tool_choice, ToolChoice::Auto);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let tool = |tool: Value| json!({ "tools": [tool] });
        let function = |function: Value| tool(json!({ "type": "function", "function": function }));
        let choice = |choice: Value| json!({ "tools": tools(), "tool_choice": choice });
        let named = |name: &str| json!({ "type": "function", "function": { "name": name } });
        refused([
            (json!({ "tools": {} }), "tools"),
            (
                tool(json!({ "type": "custom", "custom": {} })),
                "tools[0].type",
            ),
            (tool(json!({ "type": "function" })), "tools[0].function"),
            (function(json!({})), "tools[0].function.name"),
            (function(json!({ "name": "a b" })), "tools[0].function.name"),
            (
                function(json!({ "name": "a", "parameters": 1 })),
                "tools[0].function.parameters",
            ),
            (
                function(json!({ "name": "a", "strict": 1 })),
                "tools[0].function.strict",
            ),
            (
                function(json!({ "name": "a", "more": 1 })),
                "tools[0].function.more",
            ),
            (choice(json!("any")), "tool_choice"),
            (choice(json!(1)), "tool_choice"),
            (
                choice(json!({ "type": "allowed_tools" })),
                "tool_choice.type",
            ),
            (choice(named("missing")), "tool_choice"),
            (json!({ "tool_choice": "required" }), "tool_choice"),
            (
                json!({ "tools": tools(), "parallel_tool_calls": 1 }),
                "parallel_tool_calls",
            ),
        ]);
    }
}
