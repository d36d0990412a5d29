//! What an answer cost, and why.

use super::{LlmName, NanoDollars, Usage};
use serde::{Deserialize, Serialize};

/// What a call was made for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    Chat,
    Title,
}

/// How a call ended, as its charge says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Complete,
    /// A person pressed Stop.
    Stopped,
    /// The caller went away, or the server did.
    Abandoned,
    Failed,
}

/// What one answer cost.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Receipt {
    pub llm: LlmName,
    /// Who answered, as shown.
    pub provider: String,
    pub usage: Usage,
    pub cost: NanoDollars,
    pub outcome: Outcome,
}

macro_rules! words {
    ($type:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $type {
            /// The word in the database and in metrics.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}
pub(crate) use words;

words!(Purpose { Chat = "chat", Title = "title" });
words!(Outcome { Complete = "complete", Stopped = "stopped", Abandoned = "abandoned", Failed = "failed" });
