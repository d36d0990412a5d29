//! A request in the words of the service that gets it.

use super::tools;
use crate::provider::conversation::as_written;
use crate::provider::{ChatRequest, Format, Options};
use serde_json::{Map, Value, json};

/// Who is spoken to, as far as the request depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::provider) enum Service {
    OpenAi,
    /// Refuses fields that it does not know, `stream_options` and `max_completion_tokens` among them.
    Mistral,
    Compatible,
}

impl Service {
    pub(in crate::provider) fn at(base_url: &str) -> Self {
        let host = url::Url::parse(base_url)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned))
            .unwrap_or_default();
        let is_at = |domain: &str| host == domain || host.ends_with(&format!(".{domain}"));
        match () {
            () if is_at("openai.com") || is_at("openai.azure.com") => Self::OpenAi,
            () if is_at("mistral.ai") => Self::Mistral,
            () => Self::Compatible,
        }
    }

    /// The old word `max_tokens` is what compatible services know; OpenAI's reasoning models refuse it.
    fn limit_field(self, model: &str) -> &'static str {
        match self {
            Self::OpenAi => "max_completion_tokens",
            Self::Compatible if reasons(model) => "max_completion_tokens",
            Self::Mistral | Self::Compatible => "max_tokens",
        }
    }
}

/// Whether the model is one of OpenAI's that always think: they take no temperature but 1. A provider's name
/// may stand in front (`openai/gpt-5-mini`).
fn reasons(model: &str) -> bool {
    let name = model.rsplit('/').next().unwrap_or(model);
    let o_series = name
        .strip_prefix('o')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let gpt_5 = name.starts_with("gpt-5") && !name.contains("-chat");
    o_series || gpt_5
}

/// The body of a request. With `stream` it asks for the usage too, which is otherwise not sent.
pub(in crate::provider) fn encode(
    request: &ChatRequest,
    service: Service,
    stream: bool,
) -> Vec<u8> {
    let model = request.model.as_str();
    // First, so that it replaces nothing of what is written here.
    let mut body = request.options.other.clone();
    body.insert("model".into(), model.into());
    let messages = tools::messages(&request.messages, service);
    body.insert("messages".into(), messages);
    body.insert(service.limit_field(model).into(), request.max_tokens.into());
    sampling(&request.options, model, service, &mut body);
    tools::write(&request.options, &mut body);
    if let Some(format) = format(&request.options.format) {
        body.insert("response_format".into(), format);
    }
    let user = request.options.user.as_deref();
    if let Some(user) = user.filter(|_| service != Service::Mistral) {
        body.insert("user".into(), user.into());
    }
    if stream {
        body.insert("stream".into(), true.into());
        if service != Service::Mistral {
            body.insert("stream_options".into(), json!({ "include_usage": true }));
        }
    }
    Value::Object(body).to_string().into_bytes()
}

fn sampling(options: &Options, model: &str, service: Service, body: &mut Map<String, Value>) {
    let temperature = options.temperature;
    let temperature = temperature.filter(|&wanted| wanted == 1.0 || !reasons(model));
    for (name, number) in [
        ("temperature", temperature),
        ("top_p", options.top_p),
        ("presence_penalty", options.presence_penalty),
        ("frequency_penalty", options.frequency_penalty),
    ] {
        if let Some(number) = number.and_then(as_written) {
            body.insert(name.into(), number);
        }
    }
    if let Some(seed) = options.seed {
        let name = match service {
            Service::Mistral => "random_seed",
            Service::OpenAi | Service::Compatible => "seed",
        };
        body.insert(name.into(), seed.into());
    }
    if !options.stop.is_empty() {
        body.insert("stop".into(), options.stop.as_slice().into());
    }
}

fn format(format: &Format) -> Option<Value> {
    match format {
        Format::Text => None,
        Format::Json => Some(json!({ "type": "json_object" })),
        Format::Schema {
            name,
            description,
            schema,
            strict,
        } => {
            let mut named = json!({ "name": name });
            if let Some(description) = description {
                named["description"] = description.as_str().into();
            }
            if let Some(schema) = schema {
                named["schema"] = schema.clone();
            }
            if let Some(strict) = strict {
                named["strict"] = (*strict).into();
            }
            Some(json!({ "type": "json_schema", "json_schema": named }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::Message;

    fn encoded(model: &str, base_url: &str, stream: bool) -> Value {
        let request = ChatRequest {
            model: model.into(),
            messages: vec![Message::person("How far is the moon?")],
            max_tokens: 1_000,
            options: Options {
                temperature: Some(0.7),
                stop: vec!["END".into()],
                ..Options::default()
            },
        };
        serde_json::from_slice(&encode(&request, Service::at(base_url), stream)).expect("JSON")
    }

    const OPENAI: &str = "https://api.openai.com/v1";
    const ELSEWHERE: &str = "http://127.0.0.1:8080/v1";

    #[test]
    fn a_stream_asks_for_its_usage() {
        let expected = json!({
            "model": "llama3",
            "messages": [{ "role": "user", "content": "How far is the moon?" }],
            "temperature": 0.7,
            "max_tokens": 1_000,
            "stop": ["END"],
            "stream": true,
            "stream_options": { "include_usage": true },
        });
        assert_eq!(encoded("llama3", ELSEWHERE, true), expected);
    }

    #[test]
    fn a_plain_request_does_not_speak_of_streams() {
        let body = encoded("llama3", ELSEWHERE, false);
        assert_eq!(
            (body.get("stream"), body.get("stream_options")),
            (None, None)
        );
    }

    #[test]
    fn thinking_models_get_the_new_limit_and_no_temperature() {
        for (model, url) in [
            ("gpt-5-mini", OPENAI),
            ("gpt-5.1", ELSEWHERE),
            ("openai/o4-mini", ELSEWHERE),
            ("o1", OPENAI),
        ] {
            let body = encoded(model, url, true);
            assert_eq!(body["max_completion_tokens"], 1_000, "{model}");
            assert_eq!(body.get("max_tokens"), None, "{model}");
            assert_eq!(body.get("temperature"), None, "{model}");
        }
    }

    #[test]
    fn other_models_keep_their_temperature() {
        for (model, url, limit) in [
            ("gpt-4o", OPENAI, "max_completion_tokens"),
            ("gpt-5-chat-latest", OPENAI, "max_completion_tokens"),
            ("gpt-4o", ELSEWHERE, "max_tokens"),
            ("openai/gpt-oss-120b", ELSEWHERE, "max_tokens"),
            ("olmo-2", ELSEWHERE, "max_tokens"),
        ] {
            let body = encoded(model, url, true);
            assert_eq!(body["temperature"], 0.7, "{model}");
            assert_eq!(body[limit], 1_000, "{model}");
        }
    }

    #[test]
    fn mistral_gets_no_field_that_it_refuses() {
        let body = encoded("mistral-small-latest", "https://api.mistral.ai/v1", true);
        assert_eq!(body.get("stream_options"), None);
        assert_eq!(body["max_tokens"], 1_000);
    }

    #[test]
    fn a_look_alike_host_is_nobody_special() {
        let services = [
            ("https://notopenai.com/v1", Service::Compatible),
            ("https://eu.api.openai.com/v1/", Service::OpenAi),
            ("https://us.openai.azure.com/openai/v1", Service::OpenAi),
            ("no url", Service::Compatible),
        ];
        for (url, service) in services {
            assert_eq!(Service::at(url), service, "{url}");
        }
    }
}
