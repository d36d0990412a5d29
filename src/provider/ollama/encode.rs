//! A request as Ollama wants it: what shapes the answer is among the options.

use crate::provider::conversation::as_written;
use crate::provider::{ChatRequest, Speaker};
use serde_json::{Map, Value, json};

pub(in crate::provider) fn url(base_url: &str) -> String {
    format!("{}/chat", api(base_url))
}

/// The address given may be that of the server or of its API.
pub(super) fn api(base_url: &str) -> String {
    let server = base_url.strip_suffix("/api").unwrap_or(base_url);
    format!("{server}/api")
}

pub(in crate::provider) fn encode(request: &ChatRequest, stream: bool) -> Vec<u8> {
    let messages = request.messages.iter().map(|message| {
        let role = match message.speaker {
            Speaker::System => "system",
            Speaker::Person => "user",
            Speaker::Model => "assistant",
        };
        json!({ "role": role, "content": message.text })
    });
    let mut options = Map::new();
    options.insert("num_predict".into(), request.max_tokens.into());
    if let Some(temperature) = request.temperature.and_then(as_written) {
        options.insert("temperature".into(), temperature);
    }
    if !request.stop.is_empty() {
        options.insert("stop".into(), request.stop.as_slice().into());
    }
    let body = json!({
        "model": request.model,
        "messages": messages.collect::<Value>(),
        "options": options,
        "stream": stream,
    });
    body.to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::conversation::tests::request;

    #[test]
    fn the_limit_and_the_temperature_are_options() {
        let body = encode(&request("llama3", Some(0.7)), true);
        let body: Value = serde_json::from_slice(&body).expect("JSON");
        let options = json!({ "num_predict": 1_000, "temperature": 0.7, "stop": ["END", "\n"] });
        assert_eq!(body["options"], options);
        assert_eq!(
            body["messages"][0],
            json!({ "role": "system", "content": "Be brief." })
        );
        assert_eq!(
            (&body["model"], &body["stream"]),
            (&json!("llama3"), &json!(true))
        );
    }

    #[test]
    fn the_address_is_that_of_the_server_or_of_its_api() {
        for base_url in ["http://127.0.0.1:11434", "http://127.0.0.1:11434/api"] {
            assert_eq!(url(base_url), "http://127.0.0.1:11434/api/chat");
        }
    }
}
