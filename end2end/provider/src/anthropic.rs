//! The wire format of Anthropic. Pure: a reply in, JSON or events out.

use bytes::Bytes;
use serde_json::{Value, json};

use crate::reply::{Events, Reply, named_event};
use crate::script::{ApiError, Finish};

pub(crate) fn message(reply: &Reply) -> Value {
    let mut message = envelope(reply);
    message["content"] = json!([{"type": "text", "text": reply.text()}]);
    message["stop_reason"] = json!(finish(reply));
    if let Some(usage) = reply.usage {
        message["usage"] = json!({"input_tokens": usage.input, "output_tokens": usage.output});
    }
    message
}

pub(crate) fn message_events(reply: &Reply) -> Events {
    let block = json!({"type": "text", "text": ""});
    let word = |word: &String| {
        let delta = json!({"type": "text_delta", "text": word});
        named_event(&json!({"type": "content_block_delta", "index": 0, "delta": delta}))
    };
    Events {
        opening: vec![
            started(reply),
            named_event(
                &json!({"type": "content_block_start", "index": 0, "content_block": block}),
            ),
            named_event(&json!({"type": "ping"})),
        ],
        words: reply.words.iter().map(word).collect(),
        closing: vec![
            named_event(&json!({"type": "content_block_stop", "index": 0})),
            ended(reply),
            named_event(&json!({"type": "message_stop"})),
        ],
    }
}

fn started(reply: &Reply) -> Bytes {
    let mut message = envelope(reply);
    if let Some(usage) = reply.usage {
        message["usage"] =
            json!({"input_tokens": usage.input, "output_tokens": usage.output.min(1)});
    }
    named_event(&json!({"type": "message_start", "message": message}))
}

/// The counts of the last event are the true ones.
fn ended(reply: &Reply) -> Bytes {
    let delta = json!({"stop_reason": finish(reply), "stop_sequence": null});
    let mut event = json!({"type": "message_delta", "delta": delta});
    if let Some(usage) = reply.usage {
        event["usage"] = json!({"input_tokens": usage.input, "output_tokens": usage.output});
    }
    named_event(&event)
}

pub(crate) fn error(error: &ApiError) -> Value {
    let kind = match error.status {
        400 => "invalid_request_error",
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        504 => "timeout_error",
        529 => "overloaded_error",
        _ => "api_error",
    };
    let kind = error.kind.as_deref().unwrap_or(kind);
    json!({"type": "error", "error": {"type": kind, "message": error.message()}})
}

fn envelope(reply: &Reply) -> Value {
    json!({
        "id": format!("msg_{}", reply.id), "type": "message", "role": "assistant", "model": reply.model,
        "content": [], "stop_reason": null, "stop_sequence": null,
    })
}

fn finish(reply: &Reply) -> &'static str {
    match reply.finish {
        Finish::Stop => "end_turn",
        Finish::Length => "max_tokens",
        Finish::ContentFilter => "refusal",
    }
}
