//! Conversations. A chat is a tree of questions and answers: editing a question or asking for another
//! answer makes a sibling, and nothing that was written is lost.

use super::receipt::words;
use super::{AnswerId, ChatId, LlmName, QuestionId, Receipt, Timestamp};
use serde::{Deserialize, Serialize};

/// How a chat's questions are asked; kept with the chat.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ChatSettings {
    pub llm: LlmName,
    pub system_prompt: String,
    /// 0.0 to 2.0.
    pub temperature: f32,
    /// Most tokens of one answer.
    pub max_tokens: u32,
}

/// A chat in a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ChatSummary {
    pub id: ChatId,
    pub title: String,
    /// When something was last said in it; lists are ordered by it.
    pub active_at: Timestamp,
}

/// A chat with the branch that is open: from its first turn to the newest.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Chat {
    pub id: ChatId,
    pub title: String,
    pub settings: ChatSettings,
    pub turns: Vec<Turn>,
}

/// A question and its answers, oldest first. The last one is open.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Turn {
    pub question: Question,
    pub answers: Vec<Answer>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Question {
    pub id: QuestionId,
    /// The answer it follows; `None` for the first question of a chat.
    pub parent: Option<AnswerId>,
    pub text: String,
    pub asked_at: Timestamp,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Answer {
    pub id: AnswerId,
    pub question: QuestionId,
    /// The model that was asked, and how people read its name.
    pub llm: LlmName,
    pub llm_title: String,
    /// Who answers, as shown: `OpenAI`, `this machine`.
    pub provider: String,
    pub text: String,
    pub reasoning: String,
    pub state: AnswerState,
    /// What a person reads when it failed.
    pub error: Option<String>,
    pub receipt: Option<Receipt>,
    pub started_at: Timestamp,
}

/// Where an answer stands. It ends exactly once.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerState {
    Writing,
    Complete,
    /// Complete, but cut at the most tokens it might have.
    Truncated,
    /// The model declined, or the provider's filter withheld the answer.
    Refused,
    Stopped,
    Failed,
    /// The server ended while it was written.
    Interrupted,
}

words!(AnswerState {
    Writing = "writing",
    Complete = "complete",
    Truncated = "truncated",
    Refused = "refused",
    Stopped = "stopped",
    Failed = "failed",
    Interrupted = "interrupted",
});

/// What a browser sends. The ids are made there, so sending it twice is one turn.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prompt {
    pub chat: ChatId,
    pub question: QuestionId,
    pub answer: AnswerId,
    pub parent: Option<AnswerId>,
    pub text: String,
    /// How to ask; kept with the chat. `None`: as the chat is set, or the defaults for a new one.
    pub settings: Option<ChatSettings>,
}
