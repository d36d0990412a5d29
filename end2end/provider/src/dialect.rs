//! Chooses the format that belongs to a request.

use bytes::Bytes;
use serde_json::Value;

use crate::reply::{Events, Reply, data, line, named_event};
use crate::request::{Api, Asked};
use crate::script::{Answer, ApiError};
use crate::{anthropic, google, ollama, openai};

pub(crate) struct Rendered {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) opening: Vec<Bytes>,
    pub(crate) words: Vec<Bytes>,
    pub(crate) closing: Vec<Bytes>,
    pub(crate) endless: bool,
}

pub(crate) fn answer(call: u64, asked: &Asked, answer: &Answer) -> Rendered {
    if let Some(mistake) = asked.mistake() {
        return refusal(asked.api, mistake);
    }
    let reply = Reply::new(call, asked, answer);
    match asked.api {
        Api::Chat if asked.stream => streamed(&reply, asked, openai::chat_events(&reply, asked)),
        Api::Chat => plain(200, &openai::chat(&reply)),
        Api::Messages if asked.stream => streamed(&reply, asked, anthropic::message_events(&reply)),
        Api::Messages => plain(200, &anthropic::message(&reply)),
        Api::Generate if asked.stream => streamed(
            &reply,
            asked,
            google::content_events(&reply, asked, answer.usage),
        ),
        Api::Generate => plain(200, &google::content(&reply)),
        Api::Lines if asked.stream => streamed(&reply, asked, ollama::chat_lines(&reply)),
        Api::Lines => plain(200, &ollama::chat(&reply)),
        Api::Embeddings => plain(200, &openai::embeddings(asked)),
        Api::BatchEmbed => plain(200, &google::embeddings(asked)),
        Api::Moderations => plain(200, &openai::moderation(call, asked)),
        Api::Models => plain(200, &openai::models()),
        Api::GoogleModels => plain(200, &google::models()),
        Api::Unknown => plain(404, &openai::error(&ApiError::status(404))),
    }
}

pub(crate) fn error(api: Api, error: &ApiError) -> Value {
    match api {
        Api::Messages => anthropic::error(error),
        Api::Generate | Api::BatchEmbed | Api::GoogleModels => google::error(error),
        Api::Lines => ollama::error(error),
        _ => openai::error(error),
    }
}

pub(crate) fn error_event(api: Api, api_error: &ApiError) -> Bytes {
    event(api, &error(api, api_error))
}

/// One piece of a stream, framed as its readers expect.
pub(crate) fn event(api: Api, payload: &Value) -> Bytes {
    match api {
        Api::Messages => named_event(payload),
        Api::Lines => line(payload),
        _ => data(payload),
    }
}

/// The same with data that need not be JSON.
pub(crate) fn frame(api: Api, text: &str) -> Bytes {
    match api {
        // An event of a name that is known: others may hold anything.
        Api::Messages => format!("event: content_block_delta\ndata: {text}\n\n").into(),
        Api::Lines => format!("{text}\n").into(),
        _ => format!("data: {text}\n\n").into(),
    }
}

/// What the events of a stream are announced as.
pub(crate) fn stream_type(asked: &Asked) -> &'static str {
    match asked.api {
        Api::Lines => "application/x-ndjson",
        _ if asked.as_events => "text/event-stream",
        _ => "application/json",
    }
}

fn refusal(api: Api, message: &str) -> Rendered {
    let mut refusal = ApiError::status(400);
    refusal.message = Some(message.to_owned());
    plain(400, &error(api, &refusal))
}

fn plain(status: u16, body: &Value) -> Rendered {
    Rendered {
        status,
        content_type: "application/json",
        opening: vec![Bytes::from(body.to_string())],
        words: vec![],
        closing: vec![],
        endless: false,
    }
}

fn streamed(reply: &Reply, asked: &Asked, events: Events) -> Rendered {
    Rendered {
        status: 200,
        content_type: stream_type(asked),
        opening: events.opening,
        words: events.words,
        closing: events.closing,
        endless: reply.endless,
    }
}
