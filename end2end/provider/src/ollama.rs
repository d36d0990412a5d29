//! The wire format of Ollama's own chat: one JSON a line. Pure: a reply in, JSON or lines out.

use serde_json::{Value, json};

use crate::reply::{Events, Reply, line};
use crate::script::{ApiError, Finish};

pub(crate) fn chat(reply: &Reply) -> Value {
    ended(reply, &reply.text())
}

pub(crate) fn chat_lines(reply: &Reply) -> Events {
    let word = |word: &String| line(&said(reply, word, false));
    Events {
        opening: vec![],
        words: reply.words.iter().map(word).collect(),
        closing: vec![line(&ended(reply, ""))],
    }
}

pub(crate) fn error(error: &ApiError) -> Value {
    json!({"error": error.message()})
}

fn said(reply: &Reply, text: &str, done: bool) -> Value {
    json!({
        "model": reply.model, "created_at": "2023-11-14T22:13:20Z",
        "message": {"role": "assistant", "content": text}, "done": done,
    })
}

/// It has no word for an answer that a filter cut.
fn ended(reply: &Reply, text: &str) -> Value {
    let mut last = said(reply, text, true);
    last["done_reason"] = json!(match reply.finish {
        Finish::Stop | Finish::ContentFilter => "stop",
        Finish::Length => "length",
    });
    if let Some(usage) = reply.usage {
        last["prompt_eval_count"] = json!(usage.input);
        last["eval_count"] = json!(usage.output);
    }
    last
}
