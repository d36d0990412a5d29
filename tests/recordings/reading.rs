//! Events put together to what a reader has in the end, and compared with the reference reading.

use crate::manifest::Recording;
use serde_json::Value;
use tollgate::provider::Dialect;
use tollgate::types::{Event, Failure, Finish, Tokens, ToolCall};

#[derive(Default)]
pub struct Reading {
    text: String,
    reasoning: String,
    refusal: String,
    calls: Vec<ToolCall>,
    usage: Option<Tokens>,
    finish: Option<Finish>,
    failure: Option<Failure>,
}

impl Reading {
    pub fn of(file: &str, events: Vec<Event>) -> Self {
        let mut reading = Self::default();
        for event in events {
            let ended = reading.finish.is_some() || reading.failure.is_some();
            assert!(!ended, "{file}: {event:?} after the end");
            match event {
                Event::Started { .. } => assert_eq!(reading.text, "", "{file}: started late"),
                Event::Delta(text) => reading.text.push_str(&text),
                Event::Reasoning(text) => reading.reasoning.push_str(&text),
                Event::Refusal(text) => reading.refusal.push_str(&text),
                Event::Seal(_) => {}
                Event::ToolCall(piece) => join(&mut reading.calls, piece),
                Event::Usage(tokens) => reading.usage = Some(tokens),
                Event::Finished(finish) => reading.finish = Some(finish),
                Event::Failed(failure) => reading.failure = Some(failure),
            }
        }
        let ended = reading.finish.is_some() || reading.failure.is_some();
        assert!(ended, "{file}: no end");
        reading
    }

    pub fn check(&self, dialect: Dialect, recording: &Recording) {
        let file = &recording.file;
        check_text(recording, &self.text);
        let refusal = recording.expect("refusal").as_str().unwrap_or_default();
        assert_eq!(self.refusal, refusal, "{file}");
        let thought = recording.expect("reasoning_chars").as_u64().unwrap_or(0);
        assert_eq!(self.reasoning.chars().count() as u64, thought, "{file}");
        check_calls(recording, &self.calls);
        check_usage(dialect, recording, self.usage);
        match (&self.failure, recording.expect("error")) {
            (None, Value::Null) => {
                let word = recording.expect("finish").as_str().expect("a word");
                let calls = !self.calls.is_empty();
                let expected = finish_of(dialect, word, calls);
                assert_eq!(self.finish, Some(expected), "{file}: finish");
            }
            (None, error) => panic!("{file}: not seen: {error}"),
            (Some(failure), error) => check_failure(file, failure, error),
        }
    }
}

fn join(calls: &mut Vec<ToolCall>, piece: ToolCall) {
    match calls.iter_mut().find(|call| call.index == piece.index) {
        Some(call) => call.arguments.push_str(&piece.arguments),
        None => calls.push(piece),
    }
}

fn check_text(recording: &Recording, text: &str) {
    use sha2::{Digest, Sha256};
    let file = &recording.file;
    if let Some(expected) = recording.expect("text_sha256").as_str() {
        let hash: String = Sha256::digest(text)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(hash, expected, "{file}: {text}");
    } else if let Some(expected) = recording.expect("text").as_str() {
        assert_eq!(text, expected, "{file}");
    }
}

fn check_calls(recording: &Recording, calls: &[ToolCall]) {
    let file = &recording.file;
    let expected = recording.expect("tool_calls").as_array();
    let expected = expected.map_or(&[][..], Vec::as_slice);
    assert_eq!(calls.len(), expected.len(), "{file}: {calls:?}");
    for (call, expected) in calls.iter().zip(expected) {
        assert_eq!(call.id.as_deref(), expected["id"].as_str(), "{file}");
        assert_eq!(call.name.as_deref(), expected["name"].as_str(), "{file}");
        let expected = expected["args"].as_str().expect("arguments");
        assert_eq!(arguments(&call.arguments), arguments(expected), "{file}");
    }
}

/// What arguments say, however they are spaced; an empty text says nothing.
fn arguments(text: &str) -> Value {
    let text = if text.is_empty() { "{}" } else { text };
    serde_json::from_str(text).expect("JSON")
}

/// The reference has the provider's own counts; ours do not overlap, and are never larger than the whole.
fn check_usage(dialect: Dialect, recording: &Recording, usage: Option<Tokens>) {
    let file = &recording.file;
    let expected = recording.expect("usage");
    let Some(tokens) = usage else {
        return assert_eq!(expected, &Value::Null, "{file}: usage");
    };
    let count = |key: &str| expected[key].as_u64().unwrap_or(0);
    let prompt = tokens.input + tokens.cached_input + tokens.cache_write;
    let (input, output) = match dialect {
        // What came from its cache or went there is not part of its input.
        Dialect::Anthropic => (
            count("input") + count("cached_input") + count("cache_write"),
            count("output"),
        ),
        // What was thought is not part of its output.
        Dialect::Google => (count("input"), count("output") + count("reasoning")),
        Dialect::OpenAi | Dialect::Ollama => (count("input"), count("output")),
    };
    assert_eq!(prompt, input, "{file}: input");
    assert_eq!(tokens.cached_input, count("cached_input"), "{file}: cached");
    assert_eq!(tokens.output, output, "{file}: output");
    if dialect == Dialect::Anthropic {
        let written = count("cache_write");
        assert_eq!(tokens.cache_write, written, "{file}: written");
    }
    // The reference does not always have it.
    if dialect != Dialect::Anthropic || expected.get("reasoning").is_some() {
        let thought = count("reasoning").min(output);
        assert_eq!(tokens.reasoning, thought, "{file}: reasoning");
    }
}

pub fn check_failure(file: &str, failure: &Failure, expected: &Value) {
    assert_ne!(expected, &Value::Null, "{file}: {failure:?}");
    let message = ["message", "detail"]
        .iter()
        .find_map(|key| expected[*key].as_str())
        .or_else(|| expected.as_str())
        .expect("a message");
    // The reference keeps the beginning of long messages.
    assert!(failure.message.starts_with(message), "{file}: {failure:?}");
    let kind = expected["type"].as_str().or(expected["status"].as_str());
    assert_eq!(failure.kind.as_deref(), kind, "{file}: kind");
    match &expected["code"] {
        Value::Number(code) => {
            let status = failure.status.map(u64::from);
            assert_eq!(status, code.as_u64(), "{file}: code");
        }
        code => assert_eq!(failure.code.as_deref(), code.as_str(), "{file}: code"),
    }
}

/// What a provider's word for the end means; `calls` whether the answer called tools.
fn finish_of(dialect: Dialect, word: &str, calls: bool) -> Finish {
    match (dialect, word) {
        (Dialect::Google, "STOP") | (Dialect::Ollama, "stop") if calls => Finish::ToolCalls,
        (Dialect::OpenAi | Dialect::Ollama, "stop")
        | (Dialect::Anthropic, "end_turn" | "stop_sequence")
        | (Dialect::Google, "STOP") => Finish::Stop,
        (Dialect::OpenAi | Dialect::Ollama, "length")
        | (Dialect::Anthropic, "max_tokens")
        | (Dialect::Google, "MAX_TOKENS") => Finish::Length,
        (Dialect::OpenAi, "tool_calls") | (Dialect::Anthropic, "tool_use") => Finish::ToolCalls,
        (Dialect::OpenAi, "content_filter")
        | (Dialect::Anthropic, "refusal")
        | (Dialect::Google, "SAFETY" | "BLOCKED") => Finish::ContentFilter,
        (_, other) => Finish::Other(other.to_owned()),
    }
}
