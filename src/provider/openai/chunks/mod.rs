//! The answer, chunk by chunk. A plain reply is one big chunk, so both are read by the same code.

use super::usage::usage_in;
use crate::provider::refusal::{failure_in, failure_of};
use crate::provider::transcript::Transcript;
use crate::types::{Failure, Finish, ToolCall};
use serde_json::Value;

/// What must be remembered from one chunk to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chunks {
    /// The id of the newest tool call and how many there are, for services that do not number them.
    calls: (Option<String>, u32),
}

impl Chunks {
    pub(in crate::provider) fn read(&mut self, chunk: &Value, transcript: &mut Transcript) {
        let choice = first_choice(chunk);
        let failure = failure_in(chunk).or_else(|| failure_in(choice?));
        if failure.is_none() && choice.is_some() {
            let word = |key: &str| chunk.get(key)?.as_str();
            transcript.start(word("model"), word("id"));
        }
        if let Some(choice) = choice {
            self.take_choice(choice, transcript);
        }
        if let Some(tokens) = usage_in(chunk) {
            transcript.use_up(tokens);
        }
        if let Some(failure) = failure {
            transcript.fail(failure);
        }
    }

    fn take_choice(&mut self, choice: &Value, transcript: &mut Transcript) {
        if let Some(said) = choice.get("delta").or_else(|| choice.get("message")) {
            let thought = ["reasoning", "reasoning_content"]
                .iter()
                .find_map(|key| text_of(said.get(key)?));
            transcript.think(thought.unwrap_or_default());
            take_content(said.get("content"), transcript);
            let refusal = said.get("refusal").and_then(text_of);
            transcript.decline(refusal.unwrap_or_default());
            self.take_calls(said, transcript);
        }
        if let Some(reason) = choice.get("finish_reason").and_then(Value::as_str) {
            transcript.finish(finish_of(reason));
        }
    }

    fn take_calls(&mut self, said: &Value, transcript: &mut Transcript) {
        let calls = said.get("tool_calls").and_then(Value::as_array);
        for call in calls.into_iter().flatten() {
            let id = call.get("id").and_then(text_of);
            let number = call.get("index").and_then(Value::as_u64);
            let index = number
                .and_then(|index| u32::try_from(index).ok())
                .unwrap_or_else(|| self.number_call(id));
            let name = call.pointer("/function/name").and_then(text_of);
            transcript.call(ToolCall {
                index,
                id: id.map(str::to_owned),
                name: name.map(str::to_owned),
                arguments: arguments_of(call.pointer("/function/arguments")),
            });
        }
    }

    /// Without a number, a new id is a new call and anything else goes on with the newest.
    fn number_call(&mut self, id: Option<&str>) -> u32 {
        let (newest, count) = &mut self.calls;
        if *count == 0 || (id.is_some() && id != newest.as_deref()) {
            *newest = id.map(str::to_owned);
            *count += 1;
        }
        *count - 1
    }
}

/// Only the first of several choices is an answer here; all are paid for, which the usage knows.
fn first_choice(chunk: &Value) -> Option<&Value> {
    let is_first = |choice: &&Value| choice.get("index").is_none_or(|index| index == 0);
    chunk.get("choices")?.as_array()?.iter().find(is_first)
}

/// A text that says something.
fn text_of(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.is_empty())
}

/// Content is a text, or a list of parts that say or think.
fn take_content(content: Option<&Value>, transcript: &mut Transcript) {
    match content {
        Some(Value::Array(parts)) => {
            for part in parts {
                if let Some(thought) = part.get("thinking") {
                    transcript.think(&joined(thought));
                } else {
                    let text = part.get("text").and_then(text_of);
                    transcript.say(text.unwrap_or_default());
                }
            }
        }
        Some(text) => transcript.say(text_of(text).unwrap_or_default()),
        None => {}
    }
}

/// Thinking is a text, or again a list of parts.
fn joined(thought: &Value) -> String {
    let Some(parts) = thought.as_array() else {
        return thought.as_str().unwrap_or_default().to_owned();
    };
    let texts = parts.iter().filter_map(|part| part.get("text")?.as_str());
    texts.collect()
}

/// Arguments are JSON as text; a service that sends them as JSON means the same.
fn arguments_of(arguments: Option<&Value>) -> String {
    match arguments {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
    }
}

fn finish_of(reason: &str) -> Result<Finish, Failure> {
    Ok(match reason {
        "stop" | "eos" => Finish::Stop,
        "length" | "model_length" => Finish::Length,
        "tool_calls" | "function_call" => Finish::ToolCalls,
        "content_filter" => Finish::ContentFilter,
        "error" => {
            let message = "the service ended the answer with an error";
            return Err(failure_of(&message.into()));
        }
        other => Finish::Other(other.to_owned()),
    })
}

#[cfg(test)]
mod tests;
