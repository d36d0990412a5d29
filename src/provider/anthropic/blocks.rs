//! The answer, block by block: thinking, text and calls are blocks that begin, grow and end. A plain reply is
//! a message whose blocks are whole.

use super::error;
use super::usage::Reported;
use crate::provider::transcript::Transcript;
use crate::types::{Finish, Seal, ToolCall};
use serde_json::Value;

/// What must be remembered from one event to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocks {
    usage: Reported,
    /// Calls so far.
    calls: u32,
    /// The call whose block is open.
    open: Option<OpenCall>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct OpenCall {
    index: u32,
    /// What it is called with if no argument follows.
    input: Value,
    has_arguments: bool,
}

impl Blocks {
    pub(in crate::provider) fn read(&mut self, event: &Value, transcript: &mut Transcript) {
        match word(event, "type").unwrap_or_default() {
            "message_start" => self.begin(&event["message"], transcript),
            "content_block_start" => self.start_block(&event["content_block"], transcript),
            "content_block_delta" => self.grow(&event["delta"], transcript),
            "content_block_stop" => self.stop_block(transcript),
            "message_delta" => self.turn_to_end(&event["delta"], &event["usage"], transcript),
            "message_stop" => transcript.end(),
            "message" => self.read_reply(event, transcript),
            "error" => transcript.fail(error::failure(event)),
            // New kinds of events may come at any time; `ping` is an old one.
            _ => {}
        }
    }

    fn begin(&mut self, message: &Value, transcript: &mut Transcript) {
        transcript.start(word(message, "model"), word(message, "id"));
        self.usage.update(&message["usage"]);
        if let Some(prompt) = self.usage.prompt() {
            transcript.use_up(prompt);
        }
    }

    /// A block may begin with something in it; in a plain reply everything is.
    fn start_block(&mut self, block: &Value, transcript: &mut Transcript) {
        match word(block, "type").unwrap_or_default() {
            "text" => transcript.say(word(block, "text").unwrap_or_default()),
            "thinking" => {
                transcript.think(word(block, "thinking").unwrap_or_default());
                seal(block, "signature", Seal::Signature, transcript);
            }
            "redacted_thinking" => seal(block, "data", Seal::Redacted, transcript),
            "tool_use" => {
                let index = self.calls;
                self.calls += 1;
                self.open = Some(OpenCall {
                    index,
                    input: block["input"].clone(),
                    has_arguments: false,
                });
                transcript.call(ToolCall {
                    index,
                    id: word(block, "id").map(str::to_owned),
                    name: word(block, "name").map(str::to_owned),
                    arguments: String::new(),
                });
            }
            // Tools that the provider runs itself, and what nobody knows yet.
            _ => {}
        }
    }

    fn grow(&mut self, delta: &Value, transcript: &mut Transcript) {
        match word(delta, "type").unwrap_or_default() {
            "text_delta" => transcript.say(word(delta, "text").unwrap_or_default()),
            "thinking_delta" => transcript.think(word(delta, "thinking").unwrap_or_default()),
            "signature_delta" => seal(delta, "signature", Seal::Signature, transcript),
            "input_json_delta" => {
                let arguments = word(delta, "partial_json").unwrap_or_default();
                if let Some(call) = self.open.as_mut().filter(|_| !arguments.is_empty()) {
                    call.has_arguments = true;
                    transcript.call(more(call.index, arguments.to_owned()));
                }
            }
            _ => {}
        }
    }

    fn stop_block(&mut self, transcript: &mut Transcript) {
        // A call without arguments is sent as an empty text, which is no JSON.
        if let Some(call) = self.open.take().filter(|call| !call.has_arguments) {
            let input = match call.input {
                Value::Null => "{}".to_owned(),
                input => input.to_string(),
            };
            transcript.call(more(call.index, input));
        }
    }

    fn turn_to_end(&mut self, delta: &Value, usage: &Value, transcript: &mut Transcript) {
        self.usage.update(usage);
        // Only where it says something about the end: the output counted at the start is a placeholder.
        if let Some(tokens) = self.usage.whole().filter(|_| usage.is_object()) {
            transcript.use_up(tokens);
        }
        if let Some(reason) = word(delta, "stop_reason") {
            transcript.finish(Ok(finish_of(reason)));
        }
    }

    fn read_reply(&mut self, message: &Value, transcript: &mut Transcript) {
        transcript.start(word(message, "model"), word(message, "id"));
        for block in message["content"].as_array().into_iter().flatten() {
            self.start_block(block, transcript);
            self.stop_block(transcript);
        }
        self.turn_to_end(message, &message["usage"], transcript);
    }
}

fn word<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str()
}

fn seal(value: &Value, key: &str, kind: fn(String) -> Seal, transcript: &mut Transcript) {
    if let Some(text) = word(value, key).filter(|text| !text.is_empty()) {
        transcript.seal(kind(text.to_owned()));
    }
}

/// More of a call whose name was given before.
fn more(index: u32, arguments: String) -> ToolCall {
    ToolCall {
        index,
        arguments,
        ..ToolCall::default()
    }
}

fn finish_of(reason: &str) -> Finish {
    match reason {
        "end_turn" | "stop_sequence" => Finish::Stop,
        "max_tokens" | "model_context_window_exceeded" => Finish::Length,
        "tool_use" => Finish::ToolCalls,
        // Its filters stop an answer with this word; a model that declines says so in its text.
        "refusal" => Finish::ContentFilter,
        other => Finish::Other(other.to_owned()),
    }
}
