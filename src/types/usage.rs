//! What a call used, by kind of token.

use serde::{Deserialize, Serialize};

/// Where the numbers of a usage come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UsageSource {
    /// The provider said so.
    Provider,
    /// The provider said nothing or nonsense, so we counted.
    Counted,
}

/// Tokens by kind. The kinds do not overlap: `input` excludes what was read from or written to the
/// provider's prompt cache, and `output` includes `reasoning`, which is only shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Tokens {
    pub input: u64,
    pub cached_input: u64,
    pub cache_write: u64,
    pub output: u64,
    /// Part of `output` that the model thought and did not say.
    pub reasoning: u64,
}

impl Tokens {
    pub fn total(&self) -> u64 {
        let kinds = [self.input, self.cached_input, self.cache_write, self.output];
        kinds.into_iter().fold(0, u64::saturating_add)
    }

    pub fn plus(&self, other: &Self) -> Self {
        Self {
            input: self.input.saturating_add(other.input),
            cached_input: self.cached_input.saturating_add(other.cached_input),
            cache_write: self.cache_write.saturating_add(other.cache_write),
            output: self.output.saturating_add(other.output),
            reasoning: self.reasoning.saturating_add(other.reasoning),
        }
    }
}

/// The tokens of a call and who counted them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Usage {
    pub tokens: Tokens,
    pub source: UsageSource,
}
