//! Reads what the caller asks: which API, which model, which question.

use http::Method;
use serde_json::Value;

/// The kinds of call that are answered; the path's end decides, so any prefix may stand before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Api {
    Chat,
    Embeddings,
    Moderations,
    Models,
    Messages,
    Generate,
    /// Ollama's own, one JSON a line.
    Lines,
    BatchEmbed,
    GoogleModels,
    Unknown,
}

pub(crate) struct Asked {
    pub(crate) api: Api,
    pub(crate) model: String,
    pub(crate) stream: bool,
    /// Google's plain stream is one JSON array; `alt=sse` makes it events.
    pub(crate) as_events: bool,
    pub(crate) body: Value,
}

impl Asked {
    pub(crate) fn read(method: &Method, path: &str, query: &str, body: &[u8]) -> Self {
        let api = Api::of(method, path);
        let body: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
        let model = match api {
            Api::Generate | Api::BatchEmbed => model_of_path(path),
            _ => body["model"].as_str().unwrap_or_default().to_owned(),
        };
        let google_stream = path.ends_with(":streamGenerateContent");
        Self {
            api,
            model,
            // Ollama streams unless it is told not to.
            stream: google_stream || body["stream"].as_bool().unwrap_or(api == Api::Lines),
            as_events: !google_stream || query.split('&').any(|pair| pair == "alt=sse"),
            body,
        }
    }

    /// The text of the last message that a person wrote.
    pub(crate) fn question(&self) -> String {
        let messages = self.messages();
        let of_user = |message: &&Value| message["role"].as_str().is_none_or(|role| role == "user");
        messages
            .iter()
            .rfind(of_user)
            .map(text_of)
            .unwrap_or_default()
    }

    pub(crate) fn input_tokens(&self) -> u64 {
        let system = ["system", "systemInstruction", "system_instruction"];
        let of_system: u64 = system
            .iter()
            .map(|key| tokens(&text_of(&self.body[*key])))
            .sum();
        let of_messages: u64 = self
            .messages()
            .iter()
            .map(|message| tokens(&text_of(message)))
            .sum();
        of_system + of_messages
    }

    pub(crate) fn max_tokens(&self) -> Option<usize> {
        let limit = ["max_tokens", "max_completion_tokens"]
            .iter()
            .find_map(|key| self.body[*key].as_u64())
            .or_else(|| self.body["generationConfig"]["maxOutputTokens"].as_u64())
            .or_else(|| self.body["options"]["num_predict"].as_u64())?;
        usize::try_from(limit).ok()
    }

    /// What an honest provider refuses, so that a mistake in a request is not answered.
    pub(crate) fn mistake(&self) -> Option<&'static str> {
        let is_chat = matches!(
            self.api,
            Api::Chat | Api::Messages | Api::Generate | Api::Lines
        );
        match self.api {
            Api::Unknown | Api::Models | Api::GoogleModels => None,
            _ if !self.body.is_object() => Some("The body of the request is not a JSON object."),
            _ if self.model.is_empty() => Some("model: Field required"),
            _ if is_chat && self.messages().is_empty() => {
                Some("messages: at least one is required")
            }
            Api::Messages if self.max_tokens().is_none() => Some("max_tokens: Field required"),
            _ => None,
        }
    }

    /// The texts of an embedding or moderation call, whichever of its many shapes it has.
    pub(crate) fn inputs(&self) -> Vec<String> {
        let inputs = match self.api {
            Api::BatchEmbed => &self.body["requests"],
            _ => &self.body["input"],
        };
        match inputs {
            Value::Array(items) => items.iter().map(text_of).collect(),
            one => vec![text_of(one)],
        }
    }

    fn messages(&self) -> &[Value] {
        let list = match self.api {
            Api::Generate => &self.body["contents"],
            _ => &self.body["messages"],
        };
        list.as_array().map(Vec::as_slice).unwrap_or_default()
    }
}

impl Api {
    fn of(method: &Method, path: &str) -> Self {
        let path = path.trim_end_matches('/');
        if method == Method::GET {
            return match path {
                _ if path.ends_with("v1beta/models") => Self::GoogleModels,
                _ if path.ends_with("/models") => Self::Models,
                _ => Self::Unknown,
            };
        }
        let ends = [
            ("/chat/completions", Self::Chat),
            ("/embeddings", Self::Embeddings),
            ("/moderations", Self::Moderations),
            ("/messages", Self::Messages),
            ("/api/chat", Self::Lines),
            (":generateContent", Self::Generate),
            (":streamGenerateContent", Self::Generate),
            (":batchEmbedContents", Self::BatchEmbed),
        ];
        let found = ends.iter().find(|(end, _)| path.ends_with(end));
        found.map_or(Self::Unknown, |(_, api)| *api)
    }
}

/// `…/models/{model}:generateContent`; the model's name may itself hold slashes and colons.
fn model_of_path(path: &str) -> String {
    let after = path.split_once("/models/").map_or("", |(_, rest)| rest);
    after
        .rsplit_once(':')
        .map_or("", |(model, _)| model)
        .to_owned()
}

/// All text below a value, whether it is a string, a list of parts or an object around them.
fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().map(text_of).collect(),
        Value::Object(fields) => ["text", "content", "parts"]
            .iter()
            .filter_map(|key| fields.get(*key))
            .map(text_of)
            .collect(),
        _ => String::new(),
    }
}

pub(crate) fn tokens(text: &str) -> u64 {
    text.split_whitespace().count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(path: &str, body: &str) -> Asked {
        Asked::read(&Method::POST, path, "alt=sse", body.as_bytes())
    }

    #[test]
    fn any_prefix_may_stand_before_the_path() {
        for path in [
            "/v1/chat/completions",
            "/chat/completions",
            "/openai/deployments/x/chat/completions",
        ] {
            assert_eq!(asked(path, "{}").api, Api::Chat, "{path}");
        }
        assert_eq!(asked("/v1/files", "{}").api, Api::Unknown);
    }

    #[test]
    fn the_question_is_found_in_every_dialect() {
        let openai = r#"{"messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"One two"},
            {"role":"assistant","content":"x"},{"role":"user","content":[{"type":"text","text":"Why me?"}]}]}"#;
        let openai = asked("/v1/chat/completions", openai);
        assert_eq!(
            (openai.question().as_str(), openai.input_tokens()),
            ("Why me?", 7)
        );

        let anthropic = r#"{"system":"Be kind.","max_tokens":5,"messages":[{"role":"user","content":"Why me?"}]}"#;
        let anthropic = asked("/v1/messages", anthropic);
        assert_eq!(
            (anthropic.question().as_str(), anthropic.input_tokens()),
            ("Why me?", 4)
        );
        assert_eq!(anthropic.max_tokens(), Some(5));

        let google = r#"{"systemInstruction":{"parts":[{"text":"Be kind."}]},"contents":[{"parts":[{"text":"Why me?"}]}]}"#;
        let google = asked(
            "/v1beta/models/fixture:google/a.sse:streamGenerateContent",
            google,
        );
        assert_eq!(
            (google.question().as_str(), google.input_tokens()),
            ("Why me?", 4)
        );
        assert_eq!(google.model, "fixture:google/a.sse");
        assert!(google.stream && google.as_events);
    }
}
