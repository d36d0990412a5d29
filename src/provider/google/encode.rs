//! A request as Google wants it: the model in the address, the system prompt apart, the rest in a
//! configuration of its own.

use crate::provider::ChatRequest;
use crate::provider::conversation::{as_written, system, turns, versioned};
use serde_json::{Map, Value, json};

/// Where a model is asked for an answer. Without `alt=sse` the stream would be one JSON array.
pub(in crate::provider) fn url(base_url: &str, model: &str) -> String {
    model_url(base_url, model, "streamGenerateContent?alt=sse")
}

/// Where a model is asked to do something.
pub(super) fn model_url(base_url: &str, model: &str, what: &str) -> String {
    let base_url = versioned(base_url, "v1beta");
    let model = escaped(model.strip_prefix("models/").unwrap_or(model));
    format!("{base_url}/models/{model}:{what}")
}

pub(in crate::provider) fn encode(request: &ChatRequest) -> Vec<u8> {
    let contents = turns(request).into_iter().map(|turn| {
        let role = if turn.is_model { "model" } else { "user" };
        json!({ "role": role, "parts": parts(turn.texts) })
    });
    let mut settings = Map::new();
    settings.insert("maxOutputTokens".into(), request.max_tokens.into());
    if let Some(temperature) = request.temperature.and_then(as_written) {
        settings.insert("temperature".into(), temperature);
    }
    if !request.stop.is_empty() {
        settings.insert("stopSequences".into(), request.stop.as_slice().into());
    }
    let mut body = Map::new();
    body.insert("contents".into(), contents.collect());
    if let Some(system) = system(request) {
        let system = json!({ "parts": parts([system.as_str()]) });
        body.insert("systemInstruction".into(), system);
    }
    body.insert("generationConfig".into(), settings.into());
    Value::Object(body).to_string().into_bytes()
}

fn parts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Value {
    texts
        .into_iter()
        .map(|text| json!({ "text": text }))
        .collect()
}

/// A name that may stand in a path, whatever is in it.
fn escaped(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/:@".contains(&byte);
    let escape = |byte: u8| match byte {
        byte if plain(byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    name.bytes().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::conversation::tests::request;

    #[test]
    fn the_model_speaks_as_model_and_the_system_prompt_stands_apart() {
        let body = encode(&request("gemini-2.5-flash", Some(1.8)));
        let expected = json!({
            "contents": [
                { "role": "user", "parts": [{ "text": "How far is the moon?" }, { "text": "Hello?" }] },
                { "role": "model", "parts": [{ "text": "Far." }] },
                { "role": "user", "parts": [{ "text": "How far?" }] },
            ],
            "systemInstruction": { "parts": [{ "text": "Be brief.\n\nBe kind." }] },
            "generationConfig": { "maxOutputTokens": 1_000, "temperature": 1.8, "stopSequences": ["END", "\n"] },
        });
        assert_eq!(
            serde_json::from_slice::<Value>(&body).expect("JSON"),
            expected
        );
    }

    #[test]
    fn the_model_is_part_of_the_address_and_of_nothing_else() {
        let base = "https://generativelanguage.googleapis.com";
        assert_eq!(
            url(base, "models/gemini-2.5-flash"),
            format!("{base}/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse")
        );
        assert_eq!(
            model_url("http://h/v1", "a?key=b#c", "generateContent"),
            "http://h/v1/models/a%3Fkey%3Db%23c:generateContent"
        );
    }
}
