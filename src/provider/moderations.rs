//! Texts judged by category, in no provider's words.

use std::collections::BTreeMap;

/// Texts to be judged, each by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModerateRequest {
    /// The name under which the target knows the model.
    pub model: String,
    pub texts: Vec<String>,
}

/// What was found in one text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdict {
    /// Whether any category was found, in the provider's opinion.
    pub flagged: bool,
    /// By OpenAI's names: `violence`, `self-harm/intent`.
    pub categories: BTreeMap<String, Category>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Category {
    /// Whether it was found, in the provider's opinion.
    pub flagged: bool,
    /// How sure the provider is, from 0 to 1.
    pub score: f64,
}
