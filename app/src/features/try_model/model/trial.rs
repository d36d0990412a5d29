//! What came of it, as the page shows it once.

use serde::{Deserialize, Serialize};
use std::time::Duration;
use tollgate::offer::Tried;
use tollgate::types::{CallId, Receipt};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Trial {
    pub question: String,
    /// What it answered, or why it did not.
    pub answer: Result<String, String>,
    pub took: Duration,
    pub receipt: Option<Receipt>,
    pub call: CallId,
}

impl Trial {
    pub fn of(question: String, tried: Tried) -> Self {
        Self {
            question,
            answer: tried.answer,
            took: tried.took,
            receipt: tried.receipt,
            call: tried.call,
        }
    }

    /// As the session keeps it.
    pub fn kept(&self) -> Vec<String> {
        serde_json::to_string(self).into_iter().collect()
    }

    pub fn found(kept: &[String]) -> Option<Self> {
        serde_json::from_str(kept.first()?).ok()
    }
}
