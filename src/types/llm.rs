//! Language models as people choose them: a name, its price, what it can hold.

use super::receipt::words;
use super::{NanoDollars, Tokens};
use serde::{Deserialize, Serialize};

/// The name under which an admin offers a model, e.g. `gpt-5-mini`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LlmName(pub String);

/// Nano-dollars per million tokens, by kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Price {
    pub input: NanoDollars,
    pub cached_input: NanoDollars,
    pub cache_write: NanoDollars,
    pub output: NanoDollars,
}

impl Price {
    /// An explicit price of nothing, as for the model that runs in the process.
    pub const FREE: Self = Self {
        input: NanoDollars::ZERO,
        cached_input: NanoDollars::ZERO,
        cache_write: NanoDollars::ZERO,
        output: NanoDollars::ZERO,
    };

    /// What these tokens cost: summed exactly over the kinds, rounded up once to the nano-dollar.
    /// Saturates at the largest amount instead of wrapping.
    pub fn cost(&self, tokens: &Tokens) -> NanoDollars {
        let parts = [
            (tokens.input, self.input),
            (tokens.cached_input, self.cached_input),
            (tokens.cache_write, self.cache_write),
            (tokens.output, self.output),
        ];
        let millionths: i128 = parts
            .iter()
            .map(|(count, price)| i128::from(*count) * i128::from(price.0))
            .sum();
        let nanos = (millionths + 999_999).div_euclid(1_000_000);
        NanoDollars(i64::try_from(nanos).unwrap_or(i64::MAX))
    }

    /// The most that a call may cost with a prompt and an answer of at most so many tokens, whichever way
    /// the prompt is read.
    pub fn worst(&self, prompt: u64, output: u64) -> NanoDollars {
        let tokens = Tokens {
            input: prompt,
            output,
            ..Tokens::default()
        };
        Self {
            input: self.dearest_input(),
            ..*self
        }
        .cost(&tokens)
    }

    /// Of a prompt's token, however it is read.
    pub fn dearest_input(&self) -> NanoDollars {
        self.input.max(self.cached_input).max(self.cache_write)
    }
}

/// What a model does with what it is sent.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LlmKind {
    /// Answers; the only kind that is offered to people.
    #[default]
    Chat,
    /// Turns texts into vectors.
    Embedding,
    /// Says what is wrong with texts.
    Moderation,
}

words!(LlmKind { Chat = "chat", Embedding = "embedding", Moderation = "moderation" });

/// A model that may be asked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Llm {
    pub name: LlmName,
    pub kind: LlmKind,
    /// How people read it: `GPT-5 mini`.
    pub title: String,
    /// Who answers, as shown: `OpenAI`, `this machine`.
    pub provider: String,
    pub price: Price,
    /// Most tokens of prompt and answer together.
    pub context: u32,
    /// Runs in this process, without a key and without the network.
    pub local: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cost_sums_the_kinds_and_rounds_up_once() {
        let price = Price {
            input: NanoDollars(250_000_000),
            output: NanoDollars(2_000_000_000),
            ..Price::FREE
        };
        let tokens = Tokens {
            input: 1,
            output: 1,
            ..Tokens::default()
        };
        assert_eq!(price.cost(&tokens), NanoDollars(2_250));
        let fractional = Price {
            input: NanoDollars(1),
            output: NanoDollars(1),
            ..Price::FREE
        };
        assert_eq!(fractional.cost(&tokens), NanoDollars(1));
    }

    #[test]
    fn the_worst_case_reads_the_prompt_in_the_dearest_way() {
        let price = Price {
            input: NanoDollars(2),
            cached_input: NanoDollars(1),
            cache_write: NanoDollars(3),
            output: NanoDollars(10),
        };
        let worst = price.worst(1_000_000, 2_000_000);
        assert_eq!(worst, NanoDollars(3 + 20));
    }

    #[test]
    fn an_absurd_usage_saturates() {
        let price = Price {
            output: NanoDollars(i64::MAX),
            ..Price::FREE
        };
        let tokens = Tokens {
            output: u64::MAX,
            ..Tokens::default()
        };
        assert_eq!(price.cost(&tokens), NanoDollars(i64::MAX));
    }
}
