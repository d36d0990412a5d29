//! A request as Anthropic wants it: the system prompt apart from the messages, and always a limit.

use super::tools;
use crate::provider::conversation::{
    as_written, first_of, only_in_openai, system, turns, versioned,
};
use crate::provider::{ChatRequest, Format, Message, Options};
use serde_json::{Map, Value, json};

/// The version of the format that is spoken here; requests without it are refused.
pub(in crate::provider) const HEADERS: &[(&str, &str)] = &[("anthropic-version", "2023-06-01")];

pub(in crate::provider) fn url(base_url: &str) -> String {
    format!("{}/messages", versioned(base_url, "v1"))
}

/// The first field that cannot be said to this model.
pub(in crate::provider) fn cannot_say(
    model: &str,
    messages: &[Message],
    options: &Options,
) -> Option<String> {
    let version = version(model);
    let is_old = version.is_some_and(|version| version < FIRST_WITH_SCHEMAS);
    let temperature = options.temperature.is_some();
    let top_p = options.top_p.is_some();
    let strict = options.tools.iter().any(|tool| tool.strict);
    first_of([
        ("top_p", top_p && !takes_top_p(version, temperature)),
        ("presence_penalty", options.presence_penalty.is_some()),
        ("frequency_penalty", options.frequency_penalty.is_some()),
        ("seed", options.seed.is_some()),
        // Blank ones are refused.
        (
            "stop",
            options.stop.iter().any(|stop| stop.trim().is_empty()),
        ),
        ("tools", is_old && strict),
        ("response_format", !takes_format(&options.format, is_old)),
        ("messages", turns(messages).is_empty()),
    ])
    .or_else(|| only_in_openai(messages, options))
}

pub(in crate::provider) fn encode(request: &ChatRequest, stream: bool) -> Vec<u8> {
    let options = &request.options;
    let mut body = Map::new();
    body.insert("model".into(), request.model.as_str().into());
    body.insert("max_tokens".into(), request.max_tokens.into());
    if let Some(system) = system(&request.messages) {
        body.insert("system".into(), system.into());
    }
    body.insert("messages".into(), tools::messages(&request.messages));
    // Its scale ends at 1, where OpenAI's ends at 2.
    let temperature = options
        .temperature
        .filter(|_| takes_temperature(version(&request.model)))
        .and_then(|wanted| as_written(wanted.clamp(0.0, 1.0)));
    if let Some(temperature) = temperature {
        body.insert("temperature".into(), temperature);
    }
    if let Some(top_p) = options.top_p.and_then(as_written) {
        body.insert("top_p".into(), top_p);
    }
    if !options.stop.is_empty() {
        body.insert("stop_sequences".into(), options.stop.as_slice().into());
    }
    tools::write(options, &mut body);
    if let Format::Schema {
        schema: Some(schema),
        ..
    } = &options.format
    {
        let format = json!({ "type": "json_schema", "schema": schema });
        body.insert("output_config".into(), json!({ "format": format }));
    }
    if let Some(user) = &options.user {
        body.insert("metadata".into(), json!({ "user_id": user }));
    }
    if stream {
        body.insert("stream".into(), true.into());
    }
    Value::Object(body).to_string().into_bytes()
}

/// The first Claude whose answers and arguments follow a schema.
const FIRST_WITH_SCHEMAS: (u32, u32) = (4, 5);
/// The first Claude that takes either a temperature or `top_p`.
const FIRST_WITH_ONE_OF_TWO: (u32, u32) = (4, 1);
/// The first Claude that refuses any temperature but its own.
const FIRST_WITHOUT_TEMPERATURE: (u32, u32) = (4, 7);

fn takes_temperature(version: Option<(u32, u32)>) -> bool {
    version.is_none_or(|version| version < FIRST_WITHOUT_TEMPERATURE)
}

fn takes_top_p(version: Option<(u32, u32)>, beside_a_temperature: bool) -> bool {
    let takes_both = version.is_none_or(|version| version < FIRST_WITH_ONE_OF_TWO);
    takes_both || (takes_temperature(version) && !beside_a_temperature)
}

fn takes_format(format: &Format, is_old: bool) -> bool {
    match format {
        Format::Text => true,
        Format::Json => false,
        Format::Schema { schema, .. } => schema.is_some() && !is_old,
    }
}

/// Which Claude a model is: 4.5 as (4, 5). One that does not say counts as the newest; `None` for another.
fn version(model: &str) -> Option<(u32, u32)> {
    let name = model.rsplit('/').next().unwrap_or(model);
    let (_, name) = name.split_once("claude-")?;
    // A date is no part of it.
    let mut numbers = name
        .split(['-', '.', '@'])
        .filter_map(|part| part.parse().ok())
        .filter(|&number: &u32| number < 1_000);
    let Some(major) = numbers.next() else {
        return Some((u32::MAX, 0));
    };
    Some((major, numbers.next().unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::Tool;
    use crate::provider::conversation::tests::{read_gauge, request};

    fn encoded(model: &str, temperature: f32, stream: bool) -> Value {
        let mut request = request(model, Some(temperature));
        request.options.stop.pop();
        serde_json::from_slice(&encode(&request, stream)).expect("JSON")
    }

    const HAIKU: &str = "claude-haiku-4-5";

    fn refused(model: &str, options: Options) -> Option<String> {
        cannot_say(model, &request(model, None).messages, &options)
    }

    #[test]
    fn what_it_has_no_word_for_is_named() {
        let none = Options::default;
        let strict = Tool {
            strict: true,
            ..read_gauge()
        };
        let schema = || Format::Schema {
            name: "s".into(),
            description: None,
            schema: Some(json!({})),
            strict: Some(true),
        };
        for (options, field) in [
            (
                Options {
                    seed: Some(1),
                    ..none()
                },
                "seed",
            ),
            (
                Options {
                    presence_penalty: Some(0.1),
                    ..none()
                },
                "presence_penalty",
            ),
            (
                Options {
                    frequency_penalty: Some(0.1),
                    ..none()
                },
                "frequency_penalty",
            ),
            (
                Options {
                    stop: vec!["\n".into()],
                    ..none()
                },
                "stop",
            ),
            (
                Options {
                    format: Format::Json,
                    ..none()
                },
                "response_format",
            ),
            (
                Options {
                    top_p: Some(0.9),
                    temperature: Some(0.5),
                    ..none()
                },
                "top_p",
            ),
        ] {
            assert_eq!(refused(HAIKU, options).as_deref(), Some(field));
        }
        let options = Options {
            top_p: Some(0.9),
            format: schema(),
            tools: vec![strict.clone()],
            ..none()
        };
        assert_eq!(refused(HAIKU, options), None);
        let old = "claude-sonnet-4-20250514";
        let options = Options {
            format: schema(),
            ..none()
        };
        assert_eq!(refused(old, options).as_deref(), Some("response_format"));
        let options = Options {
            tools: vec![strict],
            ..none()
        };
        assert_eq!(refused(old, options).as_deref(), Some("tools"));
        let rules = [Message::system("Be brief.")];
        let found = cannot_say(HAIKU, &rules, &none());
        assert_eq!(found.as_deref(), Some("messages"));
    }

    #[test]
    fn what_it_can_say_it_says_in_its_own_words() {
        let mut request = request(HAIKU, None);
        request.options = Options {
            top_p: Some(0.9),
            user: Some("ada".into()),
            format: Format::Schema {
                name: "answer".into(),
                description: None,
                schema: Some(json!({ "type": "object" })),
                strict: None,
            },
            ..Options::default()
        };
        let body: Value = serde_json::from_slice(&encode(&request, true)).expect("JSON");
        let format = json!({ "type": "json_schema", "schema": { "type": "object" } });
        assert_eq!(body["output_config"], json!({ "format": format }));
        assert_eq!(body["top_p"], 0.9);
        assert_eq!(body["metadata"], json!({ "user_id": "ada" }));
    }

    #[test]
    fn the_system_prompt_stands_apart_and_turns_alternate() {
        let text = |text: &str| json!({ "type": "text", "text": text });
        let expected = json!({
            "model": "claude-haiku-4-5",
            "max_tokens": 1_000,
            "system": "Be brief.\n\nBe kind.",
            "messages": [
                { "role": "user", "content": [text("How far is the moon?"), text("Hello?")] },
                { "role": "assistant", "content": [text("Far.")] },
                { "role": "user", "content": [text("How far?")] },
            ],
            "temperature": 0.7,
            "stop_sequences": ["END"],
            "stream": true,
        });
        assert_eq!(encoded("claude-haiku-4-5", 0.7, true), expected);
        assert_eq!(encoded("m", 0.7, false).get("stream"), None);
    }

    #[test]
    fn a_temperature_above_its_scale_is_its_hottest() {
        assert_eq!(encoded("claude-haiku-4-5", 1.8, true)["temperature"], 1.0);
    }

    #[test]
    fn only_models_that_take_a_temperature_get_one() {
        for (model, takes) in [
            ("claude-3-5-haiku-20241022", true),
            ("claude-sonnet-4-20250514", true),
            ("claude-haiku-4-5-20251001", true),
            ("anthropic/claude-opus-4-6", true),
            ("claude-opus-4-7", false),
            ("claude-sonnet-5", false),
            ("claude-fable-5-1", false),
            ("claude-next", false),
            ("another", true),
        ] {
            let temperature = encoded(model, 0.7, true).get("temperature").cloned();
            assert_eq!(temperature.is_some(), takes, "{model}");
        }
    }

    #[test]
    fn the_address_may_be_given_with_or_without_its_version() {
        let expected = "https://api.anthropic.com/v1/messages";
        assert_eq!(url("https://api.anthropic.com"), expected);
        assert_eq!(url("https://api.anthropic.com/v1"), expected);
    }
}
