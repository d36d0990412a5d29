//! A stream of bytes becomes the events of an answer: framed, read by its dialect, ended once.

use super::dialect::{Dialect, Reader};
use super::failure;
use super::refusal::failure_of;
use super::transcript::Transcript;
use crate::types::{Event, Failure};
use crate::wire::json;
use crate::wire::{lines, sse};

/// Reads the stream of a dialect. The last event is `Finished` or `Failed`; after it, nothing. How the bytes
/// are cut makes no difference, which tests prove by comparing decoders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamDecoder {
    framing: Framing,
    reader: Reader,
    transcript: Transcript,
}

impl StreamDecoder {
    pub fn new(dialect: Dialect) -> Self {
        Self {
            framing: dialect.framing(),
            reader: dialect.reader(),
            transcript: Transcript::default(),
        }
    }

    pub fn push(&mut self, bytes: &[u8]) -> Vec<Event> {
        if self.has_ended() {
            return Vec::new();
        }
        let mut frames = Vec::new();
        let parsed = self.framing.push(bytes, &mut frames);
        for frame in &frames {
            self.take_frame(frame);
        }
        if let Err(error) = parsed {
            let failure = failure::of(failure::UNREADABLE, error.to_string());
            self.transcript.fail(failure);
        }
        if self.has_ended() {
            self.framing.clear();
        }
        self.transcript.take()
    }

    /// The bytes are over, or broke off: a stream that had said why it ends has ended, any other is broken.
    pub fn end(&mut self) -> Vec<Event> {
        self.interrupt(failure::of(failure::BROKE_OFF, "the answer broke off"))
    }

    /// As `end`, where something other than a lost connection is to blame if the answer is not whole.
    pub fn interrupt(&mut self, failure: Failure) -> Vec<Event> {
        // Half an event is not JSON, so one that can be read was whole and only lacks its blank line.
        if let Some(frame) = self.framing.finish()
            && (frame.data() == DONE || json::parse(&frame.data()).is_ok())
        {
            self.take_frame(&frame);
        }
        if self.transcript.is_finishing() {
            self.transcript.end();
        } else {
            self.transcript.fail(failure);
        }
        self.transcript.take()
    }

    /// Whether `Finished` or `Failed` was given out.
    pub fn has_ended(&self) -> bool {
        self.transcript.has_ended()
    }

    fn take_frame(&mut self, frame: &sse::Frame) {
        let data = frame.data();
        let data = data.trim();
        if self.has_ended() || data.is_empty() {
            return;
        }
        if data == DONE {
            return self.transcript.end();
        }
        let name = frame.name();
        let is_error = name == "error";
        match json::parse(data) {
            Ok(value) if is_error => self.transcript.fail(self.reader.failure(&value)),
            Ok(value) => self.reader.read(&value, &mut self.transcript),
            Err(_) if is_error => self.transcript.fail(failure_of(&data.into())),
            // A name that nobody knows may come with data that nobody knows: `event: ping`.
            Err(_) if !self.reader.knows(&name) => {}
            Err(error) => {
                let failure = failure::of(failure::UNREADABLE, error.to_string());
                self.transcript.fail(failure);
            }
        }
    }
}

/// Reads a plain reply: one big chunk, so both are read by the same code.
pub fn decode_reply(dialect: Dialect, body: &[u8]) -> Vec<Event> {
    let mut transcript = Transcript::default();
    let text = String::from_utf8_lossy(body);
    match read_whole(dialect, &text) {
        Ok(values) => {
            let mut reader = dialect.reader();
            for value in &values {
                reader.read(value, &mut transcript);
            }
            transcript.end();
        }
        Err(error) => transcript.fail(failure::of(failure::UNREADABLE, error.to_string())),
    }
    transcript.take()
}

/// One JSON, or several one a line where the dialect streams lines: some servers call both the same.
fn read_whole(dialect: Dialect, text: &str) -> serde_json::Result<Vec<serde_json::Value>> {
    match json::parse(text) {
        Err(_) if matches!(dialect.framing(), Framing::Lines(_)) => text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(json::parse)
            .collect(),
        whole => whole.map(|value| vec![value]),
    }
}

/// What ends the streams of OpenAI, and what some proxies put at the end of every other.
const DONE: &str = "[DONE]";

/// How a stream is cut into the JSON of which it consists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    Events(sse::Parser),
    Lines(lines::Parser),
}

impl Framing {
    pub(super) fn events() -> Self {
        Self::Events(sse::Parser::default())
    }

    pub(super) fn lines() -> Self {
        Self::Lines(lines::Parser::default())
    }

    fn push(&mut self, bytes: &[u8], frames: &mut Vec<sse::Frame>) -> Result<(), sse::TooLong> {
        match self {
            Self::Events(parser) => parser.push(bytes, frames),
            Self::Lines(parser) => parser.push(bytes, frames),
        }
    }

    fn finish(&mut self) -> Option<sse::Frame> {
        match self {
            Self::Events(parser) => parser.finish(),
            Self::Lines(parser) => parser.finish(),
        }
    }

    fn clear(&mut self) {
        match self {
            Self::Events(parser) => *parser = sse::Parser::default(),
            Self::Lines(parser) => *parser = lines::Parser::default(),
        }
    }
}

#[cfg(test)]
mod tests;
