//! A request as Anthropic wants it: the system prompt apart from the messages, and always a limit.

use crate::provider::ChatRequest;
use crate::provider::conversation::{as_written, system, turns, versioned};
use serde_json::{Map, Value, json};

/// The version of the format that is spoken here; requests without it are refused.
pub(in crate::provider) const HEADERS: &[(&str, &str)] = &[("anthropic-version", "2023-06-01")];

pub(in crate::provider) fn url(base_url: &str) -> String {
    format!("{}/messages", versioned(base_url, "v1"))
}

pub(in crate::provider) fn encode(request: &ChatRequest, stream: bool) -> Vec<u8> {
    let mut body = Map::new();
    body.insert("model".into(), request.model.as_str().into());
    body.insert("max_tokens".into(), request.max_tokens.into());
    if let Some(system) = system(request) {
        body.insert("system".into(), system.into());
    }
    body.insert("messages".into(), messages(request));
    // Its scale ends at 1, where OpenAI's ends at 2.
    let temperature = request
        .temperature
        .filter(|_| takes_temperature(&request.model))
        .and_then(|wanted| as_written(wanted.clamp(0.0, 1.0)));
    if let Some(temperature) = temperature {
        body.insert("temperature".into(), temperature);
    }
    // Blank ones are refused.
    let stop = request.stop.iter().filter(|stop| !stop.trim().is_empty());
    let stop: Vec<&str> = stop.map(String::as_str).collect();
    if !stop.is_empty() {
        body.insert("stop_sequences".into(), stop.into());
    }
    if stream {
        body.insert("stream".into(), true.into());
    }
    Value::Object(body).to_string().into_bytes()
}

fn messages(request: &ChatRequest) -> Value {
    let messages = turns(request).into_iter().map(|turn| {
        let role = if turn.is_model { "assistant" } else { "user" };
        let text = |text: &str| json!({ "type": "text", "text": text });
        let content: Value = turn.texts.into_iter().map(text).collect();
        json!({ "role": role, "content": content })
    });
    messages.collect()
}

/// Claude 4.7 and what came after it refuse any temperature but their own.
fn takes_temperature(model: &str) -> bool {
    let Some((_, name)) = model
        .rsplit('/')
        .next()
        .unwrap_or(model)
        .split_once("claude-")
    else {
        return true;
    };
    let numbers: Vec<u32> = name
        .split(['-', '.', '@'])
        .filter_map(|part| part.parse().ok())
        .filter(|&number| number < 1_000)
        .collect();
    match numbers.as_slice() {
        [4, minor, ..] => *minor < 7,
        [major, ..] => *major <= 4,
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::conversation::tests::request;

    fn encoded(model: &str, temperature: f32, stream: bool) -> Value {
        let request = request(model, Some(temperature));
        serde_json::from_slice(&encode(&request, stream)).expect("JSON")
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
