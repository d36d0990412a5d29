//! The script of one call: what is sent, and how the bytes travel.
//!
//! A script is data, so a test states its provider's behaviour in one literal, in Rust or in JSON.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Script {
    pub steps: Vec<Step>,
    pub delivery: Delivery,
}

/// Steps before the first one that sends bytes happen before the response's head goes out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    DelayMs(u64),
    Status(u16),
    /// Added to the headers, in place of those that the answer would set.
    Headers(BTreeMap<String, String>),
    /// The head goes out now, so that what follows happens between head and body.
    Head,
    /// An answer in the format that the caller speaks.
    Answer(Answer),
    /// A refusal in the format that the caller speaks: status and body.
    Error(ApiError),
    /// An error inside a stream whose status was 200.
    ErrorEvent(ApiError),
    /// A file of a manifest, with its status and headers.
    Fixture(String),
    Send(String),
    SendBytes(Vec<u8>),
    /// One event with this JSON as its data, framed as in the format that the caller speaks.
    SendEvent(Value),
    /// The same with this text, whatever it is.
    SendFrame(String),
    Repeat(Repeat),
    /// Nothing more comes, and the connection stays open.
    Stall,
    /// The body ends properly here, whatever would have followed.
    End,
    /// The connection closes in an orderly way, but before the response is complete.
    HangUp,
    /// The connection is reset (RST). As the first step: no response at all.
    Reset,
}

/// Without `times` it never ends.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Repeat {
    pub times: Option<u32>,
    pub steps: Vec<Step>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answer {
    /// Absent: "You asked: " and the question.
    pub text: Option<String>,
    pub usage: ReportedUsage,
    /// Absent: `stop`, or `length` where the caller's limit cut the answer.
    pub finish: Option<Finish>,
    /// The words come again and again; only in a stream.
    pub endless: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportedUsage {
    /// One token a word, see `Usage`.
    #[default]
    Honest,
    /// None, even where the caller asks for it.
    Absent,
    Exactly(Usage),
}

/// The token count of this provider: a token is a run of characters without whitespace. The input is all
/// text of the request's messages; the output is all text of the answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Usage {
    pub input: u64,
    pub output: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finish {
    Stop,
    Length,
    ContentFilter,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApiError {
    pub status: u16,
    /// Absent: what the provider usually says with this status.
    #[serde(default)]
    pub kind: Option<String>,
    #[serde(default)]
    pub message: Option<String>,
}

/// How the body travels. All offsets count the bytes of the body.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Delivery {
    /// Pause before each piece but the first. A piece is an event unless something below cuts it smaller.
    pub pause_ms: u64,
    /// No piece is longer.
    pub piece_bytes: Option<usize>,
    /// A piece ends at each of these offsets.
    pub cut_at: Vec<u64>,
    pub stall_after: Option<u64>,
    pub reset_after: Option<u64>,
    pub interrupt: Option<Interrupt>,
    pub order: Order,
}

/// In which order the events of an answer are sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    #[default]
    Usual,
    /// Each event comes twice.
    Twice,
    /// Each event changes places with its neighbour: 2, 1, 4, 3 …
    Swapped,
}

/// Steps put between two events of the body. The events before an answer's first word do not count, so that
/// the same text was seen in every dialect. Never after the last event: a short body is interrupted too.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Interrupt {
    pub after_events: usize,
    pub steps: Vec<Step>,
}

#[derive(Debug, thiserror::Error)]
pub enum ScriptError {
    #[error("the script is not valid: {0}")]
    Invalid(#[from] serde_json::Error),
    #[error("no scenario is called {0:?}")]
    UnknownScenario(String),
    #[error("no manifest names the fixture {0:?}")]
    UnknownFixture(String),
    #[error("the fixture {file:?} cannot be read: {source}")]
    UnreadableFixture {
        file: String,
        source: std::io::Error,
    },
    #[error("{0:?} is not a valid header or status")]
    Head(String),
    #[error("{0} comes after the first byte of the body")]
    TooLate(&'static str),
}

impl Script {
    #[must_use]
    pub fn of(steps: impl Into<Vec<Step>>) -> Self {
        Self {
            steps: steps.into(),
            delivery: Delivery::default(),
        }
    }

    #[must_use]
    pub fn say(text: impl Into<String>) -> Self {
        Self::answer(Answer {
            text: Some(text.into()),
            ..Answer::default()
        })
    }

    #[must_use]
    pub fn answer(answer: Answer) -> Self {
        Self::of([Step::Answer(answer)])
    }

    #[must_use]
    pub fn fixture(file: impl Into<String>) -> Self {
        Self::of([Step::Fixture(file.into())])
    }

    #[must_use]
    pub fn status(status: u16) -> Self {
        Self::of([Step::Error(ApiError::status(status))])
    }

    #[must_use]
    pub fn delivered(mut self, delivery: Delivery) -> Self {
        self.delivery = delivery;
        self
    }

    /// Reads JSON, or the name of a scenario.
    pub fn parse(text: &str) -> Result<Self, ScriptError> {
        if text.trim_start().starts_with('{') {
            Ok(serde_json::from_str(text)?)
        } else {
            Self::named(text)
        }
    }

    /// The same for a value inside other JSON: an object, or the name as a string.
    pub fn from_value(value: Value) -> Result<Self, ScriptError> {
        match value {
            Value::String(name) => Self::parse(&name),
            other => Ok(serde_json::from_value(other)?),
        }
    }
}

impl ApiError {
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self {
            status,
            kind: None,
            message: None,
        }
    }

    pub(crate) fn message(&self) -> String {
        self.message
            .clone()
            .unwrap_or_else(|| format!("The scripted provider answers with {}.", self.status))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_written_as_short_json() {
        let script = Script::parse(
            r#"{"steps":[{"delay_ms":50},{"status":429},{"headers":{"retry-after":"1"}},
                {"send":"no"},"stall"],"delivery":{"cut_at":[1]}}"#,
        )
        .unwrap();
        assert_eq!(script.steps.len(), 5);
        assert_eq!(script.steps[4], Step::Stall);
        assert_eq!(script.delivery.cut_at, [1]);
    }

    #[test]
    fn a_misspelt_field_is_refused_everywhere() {
        for text in [
            r#"{"stepps":[]}"#,
            r#"{"steps":["stahl"]}"#,
            r#"{"steps":[{"answer":{"texd":"x"}}]}"#,
            r#"{"steps":[{"repeat":{"time":1}}]}"#,
            r#"{"delivery":{"reset_afte":1}}"#,
        ] {
            assert!(Script::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn json_and_back_is_the_same_script() {
        let script = Script::say("hi").delivered(Delivery {
            interrupt: Some(Interrupt {
                after_events: 2,
                steps: vec![Step::Reset],
            }),
            ..Delivery::default()
        });
        let text = serde_json::to_string(&script).unwrap();
        assert_eq!(Script::parse(&text).unwrap(), script);
    }
}
