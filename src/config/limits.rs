//! How much fits into one call of a model that takes several texts.

use super::{CallLimits, ProviderConfig};
use crate::provider::Dialect;
use crate::types::LlmKind;

/// What every service takes that is known.
const USUAL: CallLimits = CallLimits {
    inputs: 512,
    // OpenAI takes 300 000, in a vocabulary that is not quite the one we count with.
    tokens: 250_000,
    bytes: 8 << 20,
};

impl CallLimits {
    /// As the services say; where they say nothing, what has been seen to work.
    pub(super) fn of(provider: &ProviderConfig, kind: LlmKind) -> Self {
        let inputs = match (kind, provider.dialect) {
            (LlmKind::Moderation, _) => 32,
            (_, Dialect::OpenAi) if provider.name == "openai" => 2_048,
            (_, Dialect::Google) => 100,
            _ => USUAL.inputs,
        };
        Self { inputs, ..USUAL }
    }

    /// What both take.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            inputs: self.inputs.min(other.inputs),
            tokens: self.tokens.min(other.tokens),
            bytes: self.bytes.min(other.bytes),
        }
    }
}

impl Default for CallLimits {
    fn default() -> Self {
        USUAL
    }
}
