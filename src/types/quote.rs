//! What a person is told about a question before it is sent.

use serde::{Deserialize, Serialize};

/// Ready words, so that the browser needs to know nothing of limits.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Quoted {
    /// The most that it may cost: `up to $0.012`.
    pub cost: String,
    /// Whether that is a good part of what is left, or more than that.
    pub pinches: bool,
    pub notice: Option<Notice>,
}

/// What little is left of a limit, and when it is there again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Notice {
    /// Nothing is left, or not enough for this question.
    pub is_short: bool,
    /// The first sentence says which limit.
    pub text: String,
}
