//! An answer is always a stream of events. A plain reply is the stream collected.

use super::{NanoDollars, Receipt, Tokens};
use serde::{Deserialize, Serialize};

/// What a provider's answer consists of, whatever its wire format. After `Finished` or `Failed` nothing
/// follows, except that `Usage` always comes before either.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The provider has begun to answer; it may name the model and its own id of the answer.
    Started {
        model: Option<String>,
        id: Option<String>,
    },
    Delta(String),
    /// What the model thinks before and between what it says.
    Reasoning(String),
    /// Thinking that only its provider can read.
    Seal(Seal),
    /// The model declines, in its own words.
    Refusal(String),
    /// A piece of a call to a tool; `arguments` of the same `index` are joined in order.
    ToolCall(ToolCall),
    /// Tokens so far as the provider says; the last one counts.
    Usage(Tokens),
    Finished(Finish),
    /// The provider failed after it had begun.
    Failed(Failure),
}

/// What a provider wants back unchanged with the thinking that it belongs to, and nobody else can read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seal {
    /// Proves the thinking, or the call, that came before it.
    Signature(String),
    /// Thinking that is withheld.
    Redacted(String),
}

/// A piece of a tool call, passed through as data and never executed here.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ToolCall {
    pub index: u32,
    pub id: Option<String>,
    pub name: Option<String>,
    pub arguments: String,
}

/// Why an answer ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finish {
    Stop,
    /// The most tokens that were allowed, or that fit.
    Length,
    ToolCalls,
    /// The provider's own filter ended or withheld the answer.
    ContentFilter,
    /// A reason that this version does not know, in the provider's word.
    Other(String),
}

/// A failure in the provider's own words, kept for the operator; people see `Error`'s text.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Failure {
    /// HTTP status, or the code inside an error that came under status 200.
    pub status: Option<u16>,
    pub kind: Option<String>,
    pub code: Option<String>,
    pub message: String,
}

/// What a browser reads from `/api/answers/{id}/events`. The id of each server-sent event is the answer's
/// length so far, so that a reader who comes back asks for the rest and misses nothing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum AnswerEvent {
    /// Text and thinking that follow what the reader has.
    Delta {
        #[serde(default, skip_serializing_if = "String::is_empty")]
        text: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reasoning: String,
        /// Tokens written so far and what they cost, as counted while the answer is written.
        tokens: u64,
        cost: NanoDollars,
    },
    /// The answer has ended in this state.
    Ended {
        state: super::AnswerState,
        error: Option<String>,
        receipt: Option<Receipt>,
    },
    /// The chat has got its title; may come before or after `Ended`.
    Titled { title: String },
    /// Nothing follows: the reader closes the stream and need not come back.
    Closed,
}
