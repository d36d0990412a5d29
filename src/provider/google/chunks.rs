//! The answer, chunk by chunk; each has the form of a plain reply. Without `alt=sse` the stream is an array of
//! them. No mark ends it: the last chunk says why, and then the bytes are over.

use super::{error, usage::usage_in};
use crate::provider::failure;
use crate::provider::refusal::error_in;
use crate::provider::transcript::Transcript;
use crate::types::{Failure, Finish, Seal, ToolCall};
use serde_json::Value;

/// What must be remembered from one chunk to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chunks {
    /// Calls so far: they have no number, and seldom an id.
    calls: u32,
}

impl Chunks {
    pub(in crate::provider) fn read(&mut self, chunk: &Value, transcript: &mut Transcript) {
        if let Value::Array(chunks) = chunk {
            for chunk in chunks {
                self.read(chunk, transcript);
            }
            return;
        }
        let error = error_in(chunk);
        let candidate = first_candidate(chunk);
        if error.is_none() && (candidate.is_some() || chunk.get("promptFeedback").is_some()) {
            let word = |key: &str| chunk.get(key)?.as_str();
            transcript.start(word("modelVersion"), word("responseId"));
        }
        // Before the text, because a chunk may know the prompt and not yet the output.
        if let Some(tokens) = usage_in(chunk) {
            transcript.use_up(tokens);
        }
        if let Some(candidate) = candidate {
            self.take_candidate(candidate, transcript);
        }
        // A question that its filter did not let through has no candidate at all.
        if chunk.pointer("/promptFeedback/blockReason").is_some() {
            transcript.finish(Ok(Finish::ContentFilter));
        }
        if error.is_some() {
            transcript.fail(error::failure(chunk));
        }
    }

    fn take_candidate(&mut self, candidate: &Value, transcript: &mut Transcript) {
        let parts = candidate
            .pointer("/content/parts")
            .and_then(Value::as_array);
        for part in parts.into_iter().flatten() {
            self.take_part(part, transcript);
        }
        if let Some(reason) = candidate.get("finishReason").and_then(Value::as_str) {
            let message = candidate.get("finishMessage").and_then(Value::as_str);
            transcript.finish(self.finish_of(reason, message));
        }
    }

    fn take_part(&mut self, part: &Value, transcript: &mut Transcript) {
        let text = part.get("text").and_then(Value::as_str).unwrap_or_default();
        if part.get("thought").and_then(Value::as_bool) == Some(true) {
            transcript.think(text);
        } else {
            transcript.say(text);
        }
        if let Some(call) = part.get("functionCall") {
            let word = |key: &str| call.get(key).and_then(Value::as_str).map(str::to_owned);
            let arguments = call.get("args").filter(|arguments| !arguments.is_null());
            transcript.call(ToolCall {
                index: self.calls,
                id: word("id"),
                name: word("name"),
                arguments: arguments.map_or_else(|| "{}".to_owned(), Value::to_string),
            });
            self.calls += 1;
        }
        if let Some(signature) = part.get("thoughtSignature").and_then(Value::as_str) {
            transcript.seal(Seal::Signature(signature.to_owned()));
        }
    }

    fn finish_of(&self, reason: &str, message: Option<&str>) -> Result<Finish, Failure> {
        Ok(match reason {
            // It has no word of its own for an answer that ends with calls.
            "STOP" if self.calls > 0 => Finish::ToolCalls,
            "STOP" => Finish::Stop,
            "MAX_TOKENS" => Finish::Length,
            "SAFETY" | "RECITATION" | "BLOCKLIST" | "PROHIBITED_CONTENT" | "SPII"
            | "MODEL_ARMOR" | "IMAGE_SAFETY" | "LANGUAGE" => Finish::ContentFilter,
            // What the model wrote could not be used, and is withheld.
            "MALFORMED_FUNCTION_CALL"
            | "UNEXPECTED_TOOL_CALL"
            | "TOO_MANY_TOOL_CALLS"
            | "MALFORMED_RESPONSE"
            | "MISSING_THOUGHT_SIGNATURE" => {
                let message = message.unwrap_or("the model's answer could not be used");
                return Err(failure::of(reason, message));
            }
            other => Finish::Other(other.to_owned()),
        })
    }
}

/// Only the first of several candidates is an answer here; all are paid for, which the usage knows.
fn first_candidate(chunk: &Value) -> Option<&Value> {
    let is_first = |candidate: &&Value| candidate.get("index").is_none_or(|index| index == 0);
    chunk.get("candidates")?.as_array()?.iter().find(is_first)
}
