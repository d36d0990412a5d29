//! The wire format of Google's Gemini API. Pure: a reply in, JSON or events out.

use bytes::Bytes;
use serde_json::{Value, json};

use crate::embedding;
use crate::reply::{Events, Reply, data};
use crate::request::{Asked, tokens};
use crate::scenario;
use crate::script::{ApiError, Finish, ReportedUsage, Usage};

pub(crate) fn content(reply: &Reply) -> Value {
    chunk(reply, &reply.text(), Some(finish(reply)), reply.usage)
}

/// Usage repeats in every chunk and grows: the last one counts.
pub(crate) fn content_events(reply: &Reply, asked: &Asked, reported: ReportedUsage) -> Events {
    let mut so_far = 0;
    let words = reply.words.iter().map(|word| {
        so_far += tokens(word);
        let counted = Usage {
            input: asked.input_tokens(),
            output: so_far,
        };
        let usage = if reported == ReportedUsage::Honest {
            Some(counted)
        } else {
            reply.usage
        };
        chunk(reply, word, None, usage)
    });
    let words: Vec<Value> = words.collect();
    let last = chunk(reply, "", Some(finish(reply)), reply.usage);
    if asked.as_events {
        Events {
            opening: vec![],
            words: words.iter().map(data).collect(),
            closing: vec![data(&last)],
        }
    } else {
        array(&words, &last)
    }
}

/// Without `alt=sse` the stream is one JSON array that arrives element by element.
fn array(words: &[Value], last: &Value) -> Events {
    let element = |value: &Value| Bytes::from(format!("{value}\n,\n"));
    Events {
        opening: vec![Bytes::from_static(b"[")],
        words: words.iter().map(element).collect(),
        closing: vec![Bytes::from(format!("{last}\n]\n"))],
    }
}

fn chunk(reply: &Reply, text: &str, finish: Option<&str>, usage: Option<Usage>) -> Value {
    let mut candidate =
        json!({"content": {"parts": [{"text": text}], "role": "model"}, "index": 0});
    if let Some(finish) = finish {
        candidate["finishReason"] = json!(finish);
    }
    let mut chunk = json!({
        "candidates": [candidate], "modelVersion": reply.model, "responseId": format!("response-{}", reply.id),
    });
    if let Some(usage) = usage {
        chunk["usageMetadata"] = json!({
            "promptTokenCount": usage.input, "candidatesTokenCount": usage.output,
            "totalTokenCount": usage.input.saturating_add(usage.output),
        });
    }
    chunk
}

pub(crate) fn embeddings(asked: &Asked) -> Value {
    let length = asked.body["requests"][0]["outputDimensionality"].as_u64();
    let values = |text: &String| json!({"values": embedding::of(text, length)});
    let embeddings: Vec<Value> = asked.inputs().iter().map(values).collect();
    json!({"embeddings": embeddings})
}

pub(crate) fn models() -> Value {
    let item = |name: &&str| json!({"name": format!("models/{name}"), "displayName": name});
    let items: Vec<Value> = scenario::LISTED.iter().map(item).collect();
    json!({"models": items})
}

pub(crate) fn error(error: &ApiError) -> Value {
    let status = match error.status {
        400 => "INVALID_ARGUMENT",
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        429 => "RESOURCE_EXHAUSTED",
        503 => "UNAVAILABLE",
        504 => "DEADLINE_EXCEEDED",
        _ => "INTERNAL",
    };
    let status = error.kind.as_deref().unwrap_or(status);
    json!({"error": {"code": error.status, "message": error.message(), "status": status}})
}

fn finish(reply: &Reply) -> &'static str {
    match reply.finish {
        Finish::Stop => "STOP",
        Finish::Length => "MAX_TOKENS",
        Finish::ContentFilter => "SAFETY",
    }
}
