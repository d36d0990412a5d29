//! No request says where it goes: only the operator may.

use super::fields::{Read, Wrong};
use serde_json::Value;

/// Names that would say where a call goes, without their separators.
const HOSTS: [&str; 8] = [
    "apibase",
    "apihost",
    "apiurl",
    "azureendpoint",
    "baseurl",
    "endpointurl",
    "host",
    "proxy",
];

/// What an object is, of which the names are looked at.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Fields,
    Schema,
    /// The arguments that a schema describes, by their names: those are words like any other.
    Arguments,
}

pub(super) fn none_in(request: &Value) -> Read<()> {
    none_below(request, "", Kind::Fields)
}

fn none_below(value: &Value, path: &str, kind: Kind) -> Read<()> {
    match value {
        Value::Object(fields) => fields.iter().try_for_each(|(name, value)| {
            let separator = if path.is_empty() { "" } else { "." };
            let path = format!("{path}{separator}{name}");
            let is_described = kind == Kind::Arguments && value.is_object();
            if names_a_host(name) && !is_described {
                let message = format!("`{name}` is refused: a request may not say where it goes.");
                return Err(Wrong::new(path, message));
            }
            none_below(value, &path, kind_below(kind, name, &path))
        }),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(n, value)| none_below(value, &format!("{path}[{n}]"), kind)),
        _ => Ok(()),
    }
}

fn names_a_host(name: &str) -> bool {
    let plain = name.to_lowercase().replace(['_', '-'], "");
    HOSTS.contains(&plain.as_str())
}

fn kind_below(kind: Kind, name: &str, path: &str) -> Kind {
    match kind {
        Kind::Fields if is_schema(path) => Kind::Schema,
        Kind::Fields => Kind::Fields,
        Kind::Schema if matches!(name, "properties" | "$defs") => Kind::Arguments,
        Kind::Schema | Kind::Arguments => Kind::Schema,
    }
}

fn is_schema(path: &str) -> bool {
    let of_tool = || {
        let (_, rest) = path.strip_prefix("tools[")?.split_once(']')?;
        Some(rest == ".function.parameters")
    };
    path == "response_format.json_schema.schema" || of_tool() == Some(true)
}

#[cfg(test)]
mod tests {
    use crate::wire::{Wrong, openai_chat::ChatRequest};
    use serde_json::{Value, json};

    fn parse(changes: Value) -> Result<ChatRequest, Wrong> {
        let messages = json!([{ "role": "user", "content": "Hello" }]);
        let mut request = json!({ "model": "m", "messages": messages });
        let fields = changes.as_object().unwrap().clone();
        request.as_object_mut().unwrap().extend(fields);
        ChatRequest::parse(request.to_string().as_bytes())
    }

    fn tool(parameters: Value) -> Value {
        let function = json!({ "name": "ping", "parameters": parameters });
        json!({ "tools": [{ "type": "function", "function": function }] })
    }

    #[test]
    fn no_field_at_any_depth_says_where_a_call_goes() {
        let default = json!({ "type": "object", "default": { "base_url": "http://x" } });
        let deep = json!({ "type": "object", "properties": { "a": { "host": "x" } } });
        let bare = json!({ "type": "object", "properties": { "host": "http://x" } });
        for (changes, field) in [
            (json!({ "base_url": "http://x" }), "base_url"),
            (json!({ "API-Base": null }), "API-Base"),
            (
                json!({ "metadata": [{ "a": { "baseUrl": "http://x" } }] }),
                "metadata[0].a.baseUrl",
            ),
            (
                json!({ "metadata": { "properties": { "host": {} } } }),
                "metadata.properties.host",
            ),
            (
                tool(json!({ "api_base": "http://x" })),
                "tools[0].function.parameters.api_base",
            ),
            (
                tool(default),
                "tools[0].function.parameters.default.base_url",
            ),
            (tool(deep), "tools[0].function.parameters.properties.a.host"),
            (tool(bare), "tools[0].function.parameters.properties.host"),
        ] {
            let wrong = parse(changes).unwrap_err();
            assert_eq!(wrong.field, field);
            assert!(wrong.message.contains("where it goes"), "{wrong:?}");
        }
    }

    #[test]
    fn a_tool_may_have_an_argument_of_any_name() {
        let host = json!({ "type": "string" });
        let inner = json!({ "type": "object", "properties": { "proxy": host } });
        let schema = json!({
            "type": "object",
            "properties": { "host": host, "inner": inner, "list": { "items": inner } },
            "required": ["host"],
        });
        let request = parse(tool(schema.clone())).unwrap();
        assert_eq!(request.options.tools[0].parameters, Some(schema.clone()));
        let format =
            json!({ "type": "json_schema", "json_schema": { "name": "a", "schema": schema } });
        parse(json!({ "response_format": format })).unwrap();
    }
}
