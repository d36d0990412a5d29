//! The wire format of OpenAI. Pure: a reply in, JSON or events out.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use serde_json::{Value, json};

use crate::embedding;
use crate::reply::{Events, Reply, data};
use crate::request::{Asked, tokens};
use crate::scenario;
use crate::script::{ApiError, Finish, Usage};

/// Every answer was made at the same moment, so that answers compare equal.
const CREATED: u64 = 1_700_000_000;

pub(crate) fn chat(reply: &Reply) -> Value {
    let message = json!({"role": "assistant", "content": reply.text(), "refusal": null});
    let mut body = json!({
        "id": id(reply), "object": "chat.completion", "created": CREATED, "model": reply.model,
        "choices": [{"index": 0, "message": message, "logprobs": null, "finish_reason": finish(reply)}],
    });
    if let Some(usage) = reply.usage {
        body["usage"] = usage_of(usage);
    }
    body
}

/// Usage is a chunk of its own, and only for those who ask for it.
pub(crate) fn chat_events(reply: &Reply, asked: &Asked) -> Events {
    let include_usage = asked.body["stream_options"]["include_usage"] == true;
    let mut closing = vec![chunk(reply, &json!({}), Some(finish(reply)))];
    if let Some(usage) = reply.usage.filter(|_| include_usage) {
        closing.push(data(&json!({
            "id": id(reply), "object": "chat.completion.chunk", "created": CREATED, "model": reply.model,
            "choices": [], "usage": usage_of(usage),
        })));
    }
    closing.push(Bytes::from_static(b"data: [DONE]\n\n"));
    let word = |word: &String| chunk(reply, &json!({"content": word}), None);
    Events {
        opening: vec![chunk(
            reply,
            &json!({"role": "assistant", "content": ""}),
            None,
        )],
        words: reply.words.iter().map(word).collect(),
        closing,
    }
}

fn chunk(reply: &Reply, delta: &Value, finish: Option<&str>) -> Bytes {
    data(&json!({
        "id": id(reply), "object": "chat.completion.chunk", "created": CREATED, "model": reply.model,
        "choices": [{"index": 0, "delta": delta, "logprobs": null, "finish_reason": finish}],
    }))
}

pub(crate) fn embeddings(asked: &Asked) -> Value {
    let inputs = asked.inputs();
    let length = asked.body["dimensions"].as_u64();
    let as_base64 = asked.body["encoding_format"] == "base64";
    let vector = |text: &String| {
        let vector = embedding::of(text, length);
        if as_base64 {
            let bytes: Vec<u8> = vector
                .iter()
                .flat_map(|value| value.to_le_bytes())
                .collect();
            json!(BASE64_STANDARD.encode(bytes))
        } else {
            json!(vector)
        }
    };
    let item =
        |(index, text)| json!({"object": "embedding", "index": index, "embedding": vector(text)});
    let items: Vec<Value> = inputs.iter().enumerate().map(item).collect();
    let count: u64 = inputs.iter().map(|text| tokens(text)).sum();
    json!({
        "object": "list", "model": asked.model, "data": items,
        "usage": {"prompt_tokens": count, "total_tokens": count},
    })
}

const CATEGORIES: &[&str] = &[
    "harassment",
    "harassment/threatening",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/instructions",
    "self-harm/intent",
    "sexual",
    "sexual/minors",
    "violence",
    "violence/graphic",
];

/// A text is flagged for each category that it names as `flag:violence`.
pub(crate) fn moderation(id: u64, asked: &Asked) -> Value {
    let results: Vec<Value> = asked.inputs().iter().map(|text| judge(text)).collect();
    json!({"id": format!("modr-{id}"), "model": asked.model, "results": results})
}

fn judge(text: &str) -> Value {
    let named: Vec<&str> = text
        .split_whitespace()
        .filter_map(|word| word.strip_prefix("flag:"))
        .collect();
    let flags = |category: &&str| named.contains(category);
    let categories: serde_json::Map<_, _> = CATEGORIES
        .iter()
        .map(|category| ((*category).to_owned(), json!(flags(category))))
        .collect();
    let score = |category: &&str| if flags(category) { 0.99 } else { 0.0001 };
    let scores: serde_json::Map<_, _> = CATEGORIES
        .iter()
        .map(|category| ((*category).to_owned(), json!(score(category))))
        .collect();
    json!({"flagged": CATEGORIES.iter().any(flags), "categories": categories, "category_scores": scores})
}

pub(crate) fn models() -> Value {
    let item = |name: &&str| json!({"id": name, "object": "model", "created": CREATED, "owned_by": "scripted"});
    let items: Vec<Value> = scenario::LISTED.iter().map(item).collect();
    json!({"object": "list", "data": items})
}

pub(crate) fn error(error: &ApiError) -> Value {
    let (kind, code) = match error.status {
        400 => ("invalid_request_error", None),
        401 => ("invalid_request_error", Some("invalid_api_key")),
        404 => ("invalid_request_error", Some("model_not_found")),
        429 => ("requests", Some("rate_limit_exceeded")),
        _ => ("server_error", None),
    };
    let kind = error.kind.as_deref().unwrap_or(kind);
    let code = error.kind.as_deref().or(code);
    json!({"error": {"message": error.message(), "type": kind, "param": null, "code": code}})
}

fn id(reply: &Reply) -> String {
    format!("chatcmpl-{}", reply.id)
}

fn finish(reply: &Reply) -> &'static str {
    match reply.finish {
        Finish::Stop => "stop",
        Finish::Length => "length",
        Finish::ContentFilter => "content_filter",
    }
}

fn usage_of(usage: Usage) -> Value {
    json!({
        "prompt_tokens": usage.input, "completion_tokens": usage.output,
        "total_tokens": usage.input.saturating_add(usage.output),
    })
}
