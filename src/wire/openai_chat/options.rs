//! How the answer is to be made: what every dialect may know is read, what could not be carried there and
//! back is refused, and the rest is kept for those who speak OpenAI's dialect themselves.

use super::tools;
use crate::provider::{Format, Options};
use crate::wire::fields::{Fields, Read};
use serde_json::{Value, json};

pub(super) fn read(mut fields: Fields) -> Read<Options> {
    refuse(&mut fields)?;
    let tools = tools::read(&mut fields)?;
    let neutral = |neutral: f32| move |number: &f32| *number != neutral;
    Ok(Options {
        temperature: fields.number("temperature", 0.0, 2.0)?,
        top_p: fields.number("top_p", 0.0, 1.0)?.filter(neutral(1.0)),
        presence_penalty: penalty(&mut fields, "presence_penalty")?,
        frequency_penalty: penalty(&mut fields, "frequency_penalty")?,
        seed: seed(&mut fields)?,
        stop: stop(&mut fields)?,
        tool_choice: tools::choice(&mut fields, &tools)?,
        one_call_at_most: tools::one_call_at_most(&mut fields, &tools)?,
        tools,
        format: format(&mut fields)?,
        user: fields.optional_string("user")?,
        other: fields.rest(),
    })
}

/// What comes back in a form that events cannot carry, costs what nobody would see, or has a newer name.
const REFUSED: [&str; 20] = [
    "audio",
    "data_sources",
    "enable_search",
    "extra_body",
    "extra_headers",
    "extra_query",
    "fallbacks",
    "function_call",
    "functions",
    "models",
    "plugins",
    "prediction",
    "preset",
    "provider",
    "route",
    "search_parameters",
    "search_settings",
    "transforms",
    "web_search",
    "web_search_options",
];

/// The same, unless they say what is the case without them.
fn refused_unless() -> [(&'static str, Value); 9] {
    [
        ("background", json!(false)),
        ("best_of", json!(1)),
        ("logprobs", json!(false)),
        ("modalities", json!(["text"])),
        ("n", json!(1)),
        ("service_tier", json!("auto")),
        ("store", json!(false)),
        ("top_logprobs", json!(0)),
        ("use_beam_search", json!(false)),
    ]
}

fn refuse(fields: &mut Fields) -> Read<()> {
    let unless = refused_unless();
    for (name, nothing) in &unless {
        fields.skip_if(name, |given| same(given, nothing));
    }
    let names = unless.iter().map(|(name, _)| *name).chain(REFUSED);
    for name in names {
        if fields.has(name) {
            return Err(fields.unsupported(name));
        }
    }
    Ok(())
}

/// 1 and 1.0 are the same number here.
fn same(one: &Value, other: &Value) -> bool {
    one == other || one.as_f64().is_some() && one.as_f64() == other.as_f64()
}

fn penalty(fields: &mut Fields, name: &str) -> Read<Option<f32>> {
    let number = fields.number(name, -2.0, 2.0)?;
    Ok(number.filter(|number| *number != 0.0))
}

fn seed(fields: &mut Fields) -> Read<Option<i64>> {
    let Some(value) = fields.take("seed") else {
        return Ok(None);
    };
    let wrong = || fields.wrong("seed", "`seed` must be a whole number.");
    value.as_i64().map(Some).ok_or_else(wrong)
}

/// One text, or several.
fn stop(fields: &mut Fields) -> Read<Vec<String>> {
    let texts = match fields.take("stop") {
        None => return Ok(Vec::new()),
        Some(Value::Array(texts)) => texts,
        Some(text) => vec![text],
    };
    let text = |value| match value {
        Value::String(text) if !text.is_empty() => Some(text),
        _ => None,
    };
    let texts: Option<Vec<_>> = texts.into_iter().map(text).collect();
    let wrong = || fields.wrong("stop", "`stop` must be a text or an array of texts.");
    texts.ok_or_else(wrong)
}

fn format(fields: &mut Fields) -> Read<Format> {
    if !fields.has("response_format") {
        return Ok(Format::Text);
    }
    let mut fields = fields.object("response_format")?;
    let kind = fields.string("type")?;
    let format = match kind.as_str() {
        "text" => Format::Text,
        "json_object" => Format::Json,
        "json_schema" => {
            let mut schema = fields.object("json_schema")?;
            let format = Format::Schema {
                name: schema.string("name")?,
                description: schema.optional_string("description")?,
                schema: schema.schema("schema")?,
                strict: schema.flag("strict")?,
            };
            schema.end()?;
            format
        }
        _ => {
            let message = "The type must be text, json_object or json_schema.";
            return Err(fields.wrong("type", message));
        }
    };
    fields.end()?;
    Ok(format)
}

#[cfg(test)]
mod tests {
    use super::super::request::tests::{parse, refused, with};
    use super::*;

    fn options(changes: Value) -> Options {
        parse(with(changes)).unwrap().options
    }

    #[test]
    fn all_that_every_dialect_may_know() {
        let found = options(json!({
            "temperature": 0.5, "top_p": 0.9, "presence_penalty": 0.1, "frequency_penalty": -0.2,
            "seed": -7, "stop": ["END", "\n"], "user": "ada", "response_format": { "type": "json_object" },
        }));
        let expected = Options {
            temperature: Some(0.5),
            top_p: Some(0.9),
            presence_penalty: Some(0.1),
            frequency_penalty: Some(-0.2),
            seed: Some(-7),
            stop: vec!["END".into(), "\n".into()],
            user: Some("ada".into()),
            format: Format::Json,
            ..Options::default()
        };
        assert_eq!(found, expected);
        assert_eq!(options(json!({ "stop": "END" })).stop, ["END"]);
    }

    #[test]
    fn a_schema_is_kept_as_it_is() {
        let schema = json!({ "type": "object", "properties": { "cm": { "type": "number" } } });
        let named =
            json!({ "name": "gauge", "description": "d", "schema": schema, "strict": true });
        let format = json!({ "type": "json_schema", "json_schema": named });
        let expected = Format::Schema {
            name: "gauge".into(),
            description: Some("d".into()),
            schema: Some(schema),
            strict: Some(true),
        };
        assert_eq!(
            options(json!({ "response_format": format })).format,
            expected
        );
    }

    #[test]
    fn what_says_nothing_may_be_said() {
        let found = options(json!({
            "n": 1, "top_p": 1.0, "presence_penalty": 0, "frequency_penalty": 0.0, "stop": null,
            "response_format": { "type": "text" }, "logprobs": false, "tools": [], "store": false,
            "temperature": null, "modalities": ["text"], "service_tier": "auto", "tool_choice": "auto",
            "parallel_tool_calls": true,
        }));
        assert_eq!(found, Options::default());
    }

    #[test]
    fn what_nobody_here_knows_is_kept_for_who_does() {
        let other = json!({
            "reasoning_effort": "low", "verbosity": "high", "logit_bias": { "1": -100 },
            "metadata": { "a": "b" }, "some_new_field": [1, null],
        });
        assert_eq!(Value::Object(options(other.clone()).other), other);
    }

    #[test]
    fn what_is_wrong_or_could_not_be_carried_is_named() {
        let format = |format: Value| json!({ "response_format": format });
        let schema =
            |schema: Value| format(json!({ "type": "json_schema", "json_schema": schema }));
        refused([
            (json!({ "temperature": 2.1 }), "temperature"),
            (json!({ "temperature": "hot" }), "temperature"),
            (json!({ "top_p": -0.1 }), "top_p"),
            (json!({ "presence_penalty": 3 }), "presence_penalty"),
            (json!({ "frequency_penalty": [] }), "frequency_penalty"),
            (json!({ "seed": 1.5 }), "seed"),
            (json!({ "stop": 1 }), "stop"),
            (json!({ "stop": ["a", ""] }), "stop"),
            (json!({ "user": 1 }), "user"),
            (format(json!("json")), "response_format"),
            (format(json!({ "type": "xml" })), "response_format.type"),
            (
                format(json!({ "type": "text", "more": 1 })),
                "response_format.more",
            ),
            (schema(json!({})), "response_format.json_schema.name"),
            (
                schema(json!({ "name": "a", "schema": 1 })),
                "response_format.json_schema.schema",
            ),
            (json!({ "n": 2 }), "n"),
            (json!({ "logprobs": true }), "logprobs"),
            (json!({ "store": true }), "store"),
            (json!({ "audio": {} }), "audio"),
            (json!({ "modalities": ["text", "audio"] }), "modalities"),
            (json!({ "prediction": {} }), "prediction"),
            (json!({ "service_tier": "priority" }), "service_tier"),
            (json!({ "web_search_options": {} }), "web_search_options"),
            (json!({ "functions": [] }), "functions"),
            (json!({ "models": ["dear"] }), "models"),
            (json!({ "fallbacks": ["dear"] }), "fallbacks"),
            (json!({ "enable_search": true }), "enable_search"),
        ]);
    }
}
