//! A request as Google wants it: the model in the address, the system prompt apart, the rest in a
//! configuration of its own.

use super::tools;
use crate::provider::conversation::{
    as_written, first_of, only_in_openai, system, turns, versioned,
};
use crate::provider::{ChatRequest, Format, Message, Options};
use serde_json::{Map, Value, json};

/// Most texts that end an answer.
const MOST_STOPS: usize = 5;

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

/// The first field that cannot be said to this model.
pub(in crate::provider) fn cannot_say(
    model: &str,
    messages: &[Message],
    options: &Options,
) -> Option<String> {
    let is_long = |seed| i32::try_from(seed).is_err();
    let has_tools = !options.tools.is_empty();
    let has_format = options.format != Format::Text;
    first_of([
        ("seed", options.seed.is_some_and(is_long)),
        ("stop", options.stop.len() > MOST_STOPS),
        ("parallel_tool_calls", has_tools && options.one_call_at_most),
        (
            "response_format",
            has_format && has_tools && generation(model) < 3,
        ),
        ("messages", turns(messages).is_empty()),
    ])
    .or_else(|| only_in_openai(messages, options))
}

pub(in crate::provider) fn encode(request: &ChatRequest) -> Vec<u8> {
    let options = &request.options;
    let mut body = Map::new();
    let contents = tools::contents(&request.messages, generation(&request.model));
    body.insert("contents".into(), contents);
    if let Some(system) = system(&request.messages) {
        let system = json!({ "parts": [{ "text": system }] });
        body.insert("systemInstruction".into(), system);
    }
    tools::write(options, &mut body);
    let mut settings = settings(options);
    settings.insert("maxOutputTokens".into(), request.max_tokens.into());
    body.insert("generationConfig".into(), settings.into());
    Value::Object(body).to_string().into_bytes()
}

fn settings(options: &Options) -> Map<String, Value> {
    let mut settings = Map::new();
    for (name, number) in [
        ("temperature", options.temperature),
        ("topP", options.top_p),
        ("presencePenalty", options.presence_penalty),
        ("frequencyPenalty", options.frequency_penalty),
    ] {
        if let Some(number) = number.and_then(as_written) {
            settings.insert(name.into(), number);
        }
    }
    if let Some(seed) = options.seed {
        settings.insert("seed".into(), seed.into());
    }
    if !options.stop.is_empty() {
        settings.insert("stopSequences".into(), options.stop.as_slice().into());
    }
    if options.format != Format::Text {
        settings.insert("responseMimeType".into(), "application/json".into());
    }
    if let Format::Schema {
        schema: Some(schema),
        ..
    } = &options.format
    {
        settings.insert("responseJsonSchema".into(), schema.clone());
    }
    settings
}

/// Which Gemini a model is: 2.5 as 2. One that does not say counts as the newest, another as the oldest.
fn generation(model: &str) -> u32 {
    let name = model.rsplit('/').next().unwrap_or(model);
    let Some(version) = name.strip_prefix("gemini-") else {
        return 0;
    };
    let major = version.split(['.', '-']).next().unwrap_or_default();
    major.parse().unwrap_or(u32::MAX)
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
    use crate::provider::conversation::tests::{read_gauge, request};

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
    fn what_it_can_say_it_says_in_its_own_words() {
        let mut request = request("gemini-2.5-flash", None);
        request.options = Options {
            top_p: Some(0.9),
            presence_penalty: Some(0.1),
            frequency_penalty: Some(-0.2),
            seed: Some(7),
            format: Format::Schema {
                name: "answer".into(),
                description: None,
                schema: Some(json!({ "type": "object" })),
                strict: None,
            },
            ..Options::default()
        };
        let body: Value = serde_json::from_slice(&encode(&request)).expect("JSON");
        let expected = json!({
            "maxOutputTokens": 1_000, "topP": 0.9, "presencePenalty": 0.1, "frequencyPenalty": -0.2,
            "seed": 7, "responseMimeType": "application/json", "responseJsonSchema": { "type": "object" },
        });
        assert_eq!(body["generationConfig"], expected);
    }

    #[test]
    fn what_it_has_no_word_for_is_named() {
        let none = Options::default;
        let refused = |model: &str, options: Options| {
            cannot_say(model, &request(model, None).messages, &options)
        };
        let tools = || vec![read_gauge()];
        for (options, field) in [
            (
                Options {
                    seed: Some(1 << 40),
                    ..none()
                },
                "seed",
            ),
            (
                Options {
                    stop: vec!["a".into(); 6],
                    ..none()
                },
                "stop",
            ),
            (
                Options {
                    tools: tools(),
                    one_call_at_most: true,
                    ..none()
                },
                "parallel_tool_calls",
            ),
            (
                Options {
                    tools: tools(),
                    format: Format::Json,
                    ..none()
                },
                "response_format",
            ),
        ] {
            let found = refused("gemini-2.5-flash", options);
            assert_eq!(found.as_deref(), Some(field));
        }
        let options = Options {
            tools: tools(),
            format: Format::Json,
            ..none()
        };
        assert_eq!(refused("gemini-3-pro", options), None);
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
