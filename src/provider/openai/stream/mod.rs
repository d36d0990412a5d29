//! The answer, chunk by chunk. A plain reply is one big chunk, so both are read by the same code.

use super::error::{failure_in, failure_of};
use super::usage::usage_in;
use crate::provider::failure;
use crate::types::{Event, Failure, Finish, Tokens, ToolCall};
use crate::wire::json;
use crate::wire::sse::{Frame, Parser};
use serde_json::Value;

/// Reads a stream of server-sent events. The last event is `Finished` or `Failed`; after it, nothing.
/// How the bytes are cut makes no difference, which tests prove by comparing decoders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StreamDecoder {
    parser: Parser,
    answer: Answer,
}

impl StreamDecoder {
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Event> {
        let mut frames = Vec::new();
        let mut events = Vec::new();
        let parsed = if self.has_ended() {
            Ok(())
        } else {
            self.parser.push(bytes, &mut frames)
        };
        for frame in &frames {
            self.answer.take_frame(frame, &mut events);
        }
        if let Err(error) = parsed {
            let failure = failure::of(failure::UNREADABLE, error.to_string());
            self.answer.end(Err(failure), &mut events);
        }
        if self.has_ended() {
            self.parser = Parser::default();
        }
        events
    }

    /// The bytes are over, or broke off: a stream that had said why it ends has ended, any other is broken.
    pub fn end(&mut self) -> Vec<Event> {
        self.interrupt(failure::of(failure::BROKE_OFF, "the answer broke off"))
    }

    /// As `end`, where something other than a lost connection is to blame if the answer is not whole.
    pub fn interrupt(&mut self, failure: Failure) -> Vec<Event> {
        let mut events = Vec::new();
        // Half an event is not JSON, so one that can be read was whole and only lacks its blank line.
        if let Some(frame) = self.parser.finish()
            && (frame.data() == DONE || json::parse(&frame.data()).is_ok())
        {
            self.answer.take_frame(&frame, &mut events);
        }
        let end = if self.answer.finish.is_some() {
            self.answer.reason_to_end()
        } else {
            Err(failure)
        };
        self.answer.end(end, &mut events);
        events
    }

    /// Whether `Finished` or `Failed` was given out.
    pub fn has_ended(&self) -> bool {
        self.answer.ended
    }
}

/// Reads a plain reply.
pub fn decode_reply(body: &[u8]) -> Vec<Event> {
    let mut answer = Answer::default();
    let mut events = Vec::new();
    match json::parse(&String::from_utf8_lossy(body)) {
        Ok(reply) => answer.take_chunk(&reply, &mut events),
        Err(error) => answer.end(
            Err(failure::of(failure::UNREADABLE, error.to_string())),
            &mut events,
        ),
    }
    let end = answer.reason_to_end();
    answer.end(end, &mut events);
    events
}

const DONE: &str = "[DONE]";

/// What has been understood so far, whatever brought it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Answer {
    started: bool,
    /// Something was said, thought, declined or called.
    spoken: bool,
    /// Kept back until the end, because usage may come after it.
    finish: Option<Finish>,
    usage: Option<Tokens>,
    /// The id of the newest tool call and how many there are, for services that do not number them.
    calls: (Option<String>, u32),
    ended: bool,
}

impl Answer {
    fn take_frame(&mut self, frame: &Frame, events: &mut Vec<Event>) {
        let data = frame.data();
        let data = data.trim();
        if self.ended || data.is_empty() {
            return;
        }
        if data == DONE {
            let end = self.reason_to_end();
            return self.end(end, events);
        }
        let name = frame.name();
        let is_error = name == "error";
        match json::parse(data) {
            Ok(chunk) if is_error => {
                let failure = failure_in(&chunk).unwrap_or_else(|| failure_of(&chunk));
                self.end(Err(failure), events);
            }
            Ok(chunk) => self.take_chunk(&chunk, events),
            Err(_) if is_error => self.end(Err(failure_of(&data.into())), events),
            // A name that nobody knows may come with data that nobody knows: `event: ping`.
            Err(_) if !matches!(name.as_ref(), "" | "message") => {}
            Err(error) => {
                let failure = failure::of(failure::UNREADABLE, error.to_string());
                self.end(Err(failure), events);
            }
        }
    }

    fn take_chunk(&mut self, chunk: &Value, events: &mut Vec<Event>) {
        let choice = first_choice(chunk);
        let failure = failure_in(chunk).or_else(|| failure_in(choice?));
        if failure.is_none() && choice.is_some() {
            self.start(chunk, events);
        }
        if let Some(choice) = choice {
            self.take_choice(choice, events);
        }
        if let Some(tokens) = usage_in(chunk) {
            self.take_usage(tokens, events);
        }
        if let Some(failure) = failure {
            self.end(Err(failure), events);
        }
    }

    fn start(&mut self, chunk: &Value, events: &mut Vec<Event>) {
        if std::mem::replace(&mut self.started, true) {
            return;
        }
        let word = |key: &str| {
            let word = chunk.get(key)?.as_str()?;
            (!word.is_empty()).then(|| word.to_owned())
        };
        events.push(Event::Started {
            model: word("model"),
            id: word("id"),
        });
    }

    fn take_choice(&mut self, choice: &Value, events: &mut Vec<Event>) {
        let before = events.len();
        if let Some(said) = choice.get("delta").or_else(|| choice.get("message")) {
            let thought = ["reasoning", "reasoning_content"]
                .iter()
                .find_map(|key| text_of(said.get(key)?));
            events.extend(thought.map(Event::Reasoning));
            take_content(said.get("content"), events);
            let refusal = said.get("refusal").and_then(text_of);
            events.extend(refusal.map(Event::Refusal));
            self.take_calls(said, events);
        }
        self.spoken |= events.len() > before;
        if let Some(reason) = choice.get("finish_reason").and_then(Value::as_str) {
            self.finish = Some(finish_of(reason));
        }
    }

    fn take_calls(&mut self, said: &Value, events: &mut Vec<Event>) {
        let calls = said.get("tool_calls").and_then(Value::as_array);
        for call in calls.into_iter().flatten() {
            let id = call.get("id").and_then(text_of);
            let number = call.get("index").and_then(Value::as_u64);
            let index = number
                .and_then(|index| u32::try_from(index).ok())
                .unwrap_or_else(|| self.number_call(id.as_deref()));
            events.push(Event::ToolCall(ToolCall {
                index,
                id,
                name: call.pointer("/function/name").and_then(text_of),
                arguments: arguments_of(call.pointer("/function/arguments")),
            }));
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

    /// Passed on as it changes, so that a reader who stops early has the newest. Nothing written in spite of
    /// a text that was seen is nonsense.
    fn take_usage(&mut self, tokens: Tokens, events: &mut Vec<Event>) {
        let nonsense = tokens.output == 0 && self.spoken;
        if !nonsense && self.usage != Some(tokens) {
            self.usage = Some(tokens);
            events.push(Event::Usage(tokens));
        }
    }

    /// Why it ends where the service says that it does. Some give no reason; then something must have come.
    fn reason_to_end(&mut self) -> Result<Finish, Failure> {
        match self.finish.take() {
            Some(Finish::Other(reason)) if reason == "error" => Err(failure_of(
                &"the service ended the answer with an error".into(),
            )),
            Some(finish) => Ok(finish),
            None if self.spoken => Ok(Finish::Stop),
            None => Err(failure::of(failure::UNREADABLE, "nothing was answered")),
        }
    }

    /// Ends the answer once.
    fn end(&mut self, end: Result<Finish, Failure>, events: &mut Vec<Event>) {
        if !std::mem::replace(&mut self.ended, true) {
            events.push(end.map_or_else(Event::Failed, Event::Finished));
        }
    }
}

/// Only the first of several choices is an answer here; all are paid for, which the usage knows.
fn first_choice(chunk: &Value) -> Option<&Value> {
    let is_first = |choice: &&Value| choice.get("index").is_none_or(|index| index == 0);
    chunk.get("choices")?.as_array()?.iter().find(is_first)
}

/// A text that says something.
fn text_of(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

/// Content is a text, or a list of parts that say or think.
fn take_content(content: Option<&Value>, events: &mut Vec<Event>) {
    match content {
        Some(Value::Array(parts)) => {
            for part in parts {
                if let Some(thought) = part.get("thinking") {
                    events.extend(joined(thought).map(Event::Reasoning));
                } else {
                    events.extend(part.get("text").and_then(text_of).map(Event::Delta));
                }
            }
        }
        Some(text) => events.extend(text_of(text).map(Event::Delta)),
        None => {}
    }
}

/// Thinking is a text, or again a list of parts.
fn joined(thought: &Value) -> Option<String> {
    let Some(parts) = thought.as_array() else {
        return text_of(thought);
    };
    let texts = parts.iter().filter_map(|part| part.get("text")?.as_str());
    let text: String = texts.collect();
    (!text.is_empty()).then_some(text)
}

/// Arguments are JSON as text; a service that sends them as JSON means the same.
fn arguments_of(arguments: Option<&Value>) -> String {
    match arguments {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
    }
}

fn finish_of(reason: &str) -> Finish {
    match reason {
        "stop" | "eos" => Finish::Stop,
        "length" | "model_length" => Finish::Length,
        "tool_calls" | "function_call" => Finish::ToolCalls,
        "content_filter" => Finish::ContentFilter,
        other => Finish::Other(other.to_owned()),
    }
}

#[cfg(test)]
mod tests;
