//! How a call is said at a provider, chosen once by configuration. A dialect is pure: a request becomes a
//! [`Letter`], bytes become events; nothing here touches a socket.

use super::refusal::{self, Refusal};
use super::stream::{Framing, StreamDecoder, decode_reply};
use super::transcript::Transcript;
use super::{
    ChatRequest, EmbedRequest, Embeddings, Message, ModelPage, ModerateRequest, Options, Verdict,
    anthropic, google, ollama, openai,
};
use crate::types::{Event, Failure, LlmKind};
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::Value;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// Chat completions, spoken by most.
    #[default]
    OpenAi,
    /// Anthropic's messages.
    Anthropic,
    /// Google's Gemini API.
    Google,
    /// Ollama's own chat.
    Ollama,
}

/// A request as it is sent; the key is put on it when it goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub method: Method,
    pub url: String,
    pub headers: &'static [(&'static str, &'static str)],
    pub body: Vec<u8>,
}

impl Letter {
    fn new(url: String, body: Vec<u8>) -> Self {
        Self {
            method: Method::POST,
            url,
            headers: &[],
            body,
        }
    }

    /// One that only asks what there is.
    fn asking(url: String) -> Self {
        Self {
            method: Method::GET,
            ..Self::new(url, Vec::new())
        }
    }
}

/// Where a provider wants to see its key; never in the address, which is logged on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyPlace {
    Bearer,
    Header(&'static str),
}

impl Dialect {
    /// All dialects, by the names that the configuration knows.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("openai", Self::OpenAi),
        ("anthropic", Self::Anthropic),
        ("google", Self::Google),
        ("ollama", Self::Ollama),
    ];

    /// As the configuration calls it.
    pub fn name(self) -> &'static str {
        let found = Self::NAMES.iter().find(|(_, known)| *known == self);
        found.map_or("", |(name, _)| name)
    }

    pub fn named(name: &str) -> Option<Self> {
        let found = Self::NAMES.iter().find(|(known, _)| *known == name);
        found.map(|(_, dialect)| *dialect)
    }

    /// Whether models of this kind can be asked in it.
    pub fn serves(self, kind: LlmKind) -> bool {
        match kind {
            LlmKind::Chat => true,
            LlmKind::Embedding => self != Self::Anthropic,
            LlmKind::Moderation => self == Self::OpenAi,
        }
    }

    pub fn decoder(self) -> StreamDecoder {
        StreamDecoder::new(self)
    }

    pub fn decode_reply(self, body: &[u8]) -> Vec<Event> {
        decode_reply(self, body)
    }

    pub fn decode_error(self, status: u16, headers: &HeaderMap, body: &[u8]) -> Refusal {
        match self {
            Self::OpenAi => openai::decode_error(status, headers, body),
            Self::Anthropic => anthropic::decode_error(status, headers, body),
            Self::Google => google::decode_error(status, headers, body),
            Self::Ollama => Refusal::read(status, headers, body),
        }
    }

    /// A chat, asked for as a stream.
    pub fn chat(self, base_url: &str, request: &ChatRequest) -> Letter {
        match self {
            Self::OpenAi => {
                let service = openai::Service::at(base_url);
                let url = format!("{base_url}/chat/completions");
                Letter::new(url, openai::encode(request, service, true))
            }
            Self::Anthropic => Letter {
                headers: anthropic::HEADERS,
                ..Letter::new(anthropic::url(base_url), anthropic::encode(request, true))
            },
            Self::Google => Letter::new(
                google::url(base_url, &request.model),
                google::encode(request),
            ),
            Self::Ollama => Letter::new(ollama::url(base_url), ollama::encode(request, true)),
        }
    }

    /// The first field of a chat that this dialect has no words for, at this model.
    pub(super) fn cannot_say(
        self,
        model: &str,
        messages: &[Message],
        options: &Options,
    ) -> Option<String> {
        match self {
            Self::OpenAi => None,
            Self::Anthropic => anthropic::cannot_say(model, messages, options),
            Self::Google => google::cannot_say(model, messages, options),
            Self::Ollama => ollama::cannot_say(messages, options),
        }
    }

    /// Texts to be embedded; `None` where nothing of the kind is offered.
    pub fn embed(self, base_url: &str, request: &EmbedRequest) -> Option<Letter> {
        match self {
            Self::OpenAi => {
                let service = openai::Service::at(base_url);
                let url = format!("{base_url}/embeddings");
                Some(Letter::new(url, openai::encode_embed(request, service)))
            }
            Self::Anthropic => None,
            Self::Google => {
                let url = google::embed_url(base_url, &request.model);
                Some(Letter::new(url, google::encode_embed(request)))
            }
            Self::Ollama => {
                let url = ollama::embed_url(base_url);
                Some(Letter::new(url, ollama::encode_embed(request)))
            }
        }
    }

    /// The vectors of as many `texts` as were sent.
    ///
    /// # Errors
    /// The reply is an error, cannot be read, or has not one sound vector for each text.
    pub fn decode_embeddings(self, body: &[u8], texts: usize) -> Result<Embeddings, Failure> {
        match self {
            // Nobody is asked in Anthropic's words, and those who answer all the same answer like OpenAI.
            Self::OpenAi | Self::Anthropic => openai::decode_embeddings(body, texts),
            Self::Google => google::decode_embeddings(body, texts),
            Self::Ollama => ollama::decode_embeddings(body, texts),
        }
    }

    /// Texts to be judged; `None` where nothing of the kind is offered.
    pub fn moderate(self, base_url: &str, request: &ModerateRequest) -> Option<Letter> {
        match self {
            Self::OpenAi => {
                let url = format!("{base_url}/moderations");
                Some(Letter::new(url, openai::encode_moderate(request)))
            }
            Self::Anthropic | Self::Google | Self::Ollama => None,
        }
    }

    /// The verdicts on as many `texts` as were sent.
    ///
    /// # Errors
    /// The reply is an error, cannot be read, or has not one verdict for each text.
    pub fn decode_moderations(self, body: &[u8], texts: usize) -> Result<Vec<Verdict>, Failure> {
        openai::decode_moderations(body, texts)
    }

    /// What models there are; `after` is where the part before ended.
    pub fn list_models(self, base_url: &str, after: Option<&str>) -> Letter {
        match self {
            Self::OpenAi => Letter::asking(format!("{base_url}/models")),
            Self::Anthropic => Letter {
                headers: anthropic::HEADERS,
                ..Letter::asking(anthropic::models_url(base_url, after))
            },
            Self::Google => Letter::asking(google::models_url(base_url, after)),
            Self::Ollama => Letter::asking(ollama::models_url(base_url)),
        }
    }

    /// # Errors
    /// The reply is an error or cannot be read.
    pub fn decode_models(self, body: &[u8]) -> Result<ModelPage, Failure> {
        match self {
            Self::OpenAi => openai::decode_models(body),
            Self::Anthropic => anthropic::decode_models(body),
            Self::Google => google::decode_models(body),
            Self::Ollama => ollama::decode_models(body),
        }
    }

    /// Whether a model that stands in the list answers to this name.
    pub fn is_called(self, listed: &str, name: &str) -> bool {
        match self {
            Self::OpenAi => listed == name,
            Self::Anthropic => anthropic::is_called(listed, name),
            Self::Google => google::is_called(listed, name),
            Self::Ollama => ollama::is_called(listed, name),
        }
    }

    pub(super) fn key_place(self) -> KeyPlace {
        match self {
            Self::OpenAi | Self::Ollama => KeyPlace::Bearer,
            Self::Anthropic => KeyPlace::Header("x-api-key"),
            Self::Google => KeyPlace::Header("x-goog-api-key"),
        }
    }

    /// Whether an answer of this type is one JSON instead of a stream: some services answer so whatever
    /// they were asked.
    pub(super) fn is_plain(self, content_type: &str) -> bool {
        match self {
            Self::OpenAi | Self::Anthropic | Self::Google => content_type.contains("json"),
            Self::Ollama => content_type.starts_with("application/json"),
        }
    }

    pub(super) fn framing(self) -> Framing {
        match self {
            Self::OpenAi | Self::Anthropic | Self::Google => Framing::events(),
            Self::Ollama => Framing::lines(),
        }
    }

    pub(super) fn reader(self) -> Reader {
        match self {
            Self::OpenAi => Reader::OpenAi(openai::Chunks::default()),
            Self::Anthropic => Reader::Anthropic(anthropic::Blocks::default()),
            Self::Google => Reader::Google(google::Chunks::default()),
            Self::Ollama => Reader::Ollama(ollama::Lines::default()),
        }
    }
}

/// What a dialect remembers of its stream from one event to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    OpenAi(openai::Chunks),
    Anthropic(anthropic::Blocks),
    Google(google::Chunks),
    Ollama(ollama::Lines),
}

impl Reader {
    /// Reads an event, or a whole reply, into the transcript.
    pub(super) fn read(&mut self, value: &Value, transcript: &mut Transcript) {
        match self {
            Self::OpenAi(chunks) => chunks.read(value, transcript),
            Self::Anthropic(blocks) => blocks.read(value, transcript),
            Self::Google(chunks) => chunks.read(value, transcript),
            Self::Ollama(lines) => lines.read(value, transcript),
        }
    }

    /// Whether data under this event name must be readable.
    pub(super) fn knows(&self, name: &str) -> bool {
        let nameless = matches!(name, "" | "message");
        match self {
            Self::OpenAi(_) | Self::Google(_) | Self::Ollama(_) => nameless,
            Self::Anthropic(_) => {
                nameless || name.starts_with("message_") || name.starts_with("content_block_")
            }
        }
    }

    /// What an event named `error` says.
    pub(super) fn failure(&self, value: &Value) -> Failure {
        match self {
            Self::OpenAi(_) | Self::Ollama(_) => {
                refusal::failure_in(value).unwrap_or_else(|| refusal::failure_of(value))
            }
            Self::Anthropic(_) => anthropic::failure(value),
            Self::Google(_) => google::failure(value),
        }
    }
}
