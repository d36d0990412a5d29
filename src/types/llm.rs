//! Language models as people choose them: a name, its price, what it can hold.

use super::receipt::words;
use super::{NanoDollars, Tokens};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

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
        let millionths: i128 = self.millionths(tokens).iter().sum();
        let nanos = (millionths + 999_999).div_euclid(1_000_000);
        NanoDollars(i64::try_from(nanos).unwrap_or(i64::MAX))
    }

    /// The same by kind: whole nano-dollars that add up to `whole`. Each kind has its own, and what the whole was
    /// rounded up by goes to the largest remainders. `None` for a whole that these tokens do not come to.
    pub fn parts(&self, tokens: &Tokens, whole: NanoDollars) -> Option<[NanoDollars; 4]> {
        let exact = self.millionths(tokens);
        let mut parts = exact.map(|exact| exact.div_euclid(1_000_000));
        let left = i128::from(whole.0) - parts.iter().sum::<i128>();
        let mut order: Vec<usize> = (0..exact.len()).collect();
        order.sort_by_key(|kind| Reverse(exact[*kind].rem_euclid(1_000_000)));
        let left = usize::try_from(left)
            .ok()
            .filter(|left| *left <= order.len())?;
        for kind in &order[..left] {
            parts[*kind] += 1;
        }
        let nanos = |part| i64::try_from(part).map(NanoDollars).ok();
        let [input, cached_input, cache_write, output] = parts;
        Some([
            nanos(input)?,
            nanos(cached_input)?,
            nanos(cache_write)?,
            nanos(output)?,
        ])
    }

    /// What the tokens cost by kind, in millionths of a nano-dollar.
    fn millionths(&self, tokens: &Tokens) -> [i128; 4] {
        [
            (tokens.input, self.input),
            (tokens.cached_input, self.cached_input),
            (tokens.cache_write, self.cache_write),
            (tokens.output, self.output),
        ]
        .map(|(count, price)| i128::from(count) * i128::from(price.0))
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
    fn the_parts_by_kind_are_the_whole() {
        let third = NanoDollars(333_333);
        let price = Price {
            input: third,
            cached_input: third,
            cache_write: third,
            output: NanoDollars(2_000_000),
        };
        let tokens = Tokens {
            input: 2,
            cached_input: 1,
            cache_write: 0,
            output: 3,
            reasoning: 1,
        };
        let whole = price.cost(&tokens);
        assert_eq!(whole, NanoDollars(7));
        let parts = price.parts(&tokens, whole);
        assert_eq!(parts, Some([1, 0, 0, 6].map(NanoDollars)));
        for other in [-1, 5, 11] {
            assert_eq!(price.parts(&tokens, NanoDollars(other)), None, "{other}");
        }
        let none = Price::FREE.parts(&tokens, NanoDollars::ZERO);
        assert_eq!(none, Some([NanoDollars::ZERO; 4]));
    }

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
