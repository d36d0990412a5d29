//! Tokens as Anthropic reports them: in parts, some at the start and some at the end, each replacing what was
//! said before. What it read from or wrote to its cache is not part of the input.

use crate::provider::count;
use crate::types::Tokens;
use serde_json::Value;

/// What has been said so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reported {
    input: Option<u64>,
    cached_input: Option<u64>,
    cache_write: Option<u64>,
    output: Option<u64>,
    thought: Option<u64>,
}

impl Reported {
    /// Takes in what a usage says; what it does not say, or says in nonsense, stays as it was.
    pub(super) fn update(&mut self, usage: &Value) {
        let take = |place: &str, known: &mut Option<u64>| {
            *known = count::at(usage, place).or(*known);
        };
        take("/input_tokens", &mut self.input);
        take("/cache_read_input_tokens", &mut self.cached_input);
        take("/cache_creation_input_tokens", &mut self.cache_write);
        take("/output_tokens", &mut self.output);
        take("/output_tokens_details/thinking_tokens", &mut self.thought);
    }

    /// The prompt alone, for the beginning: the count of the output is then a placeholder, and charged for
    /// what it says if the answer is stopped.
    pub(super) fn prompt(&self) -> Option<Tokens> {
        let tokens = Tokens {
            input: self.input?,
            cached_input: self.cached_input.unwrap_or(0),
            cache_write: self.cache_write.unwrap_or(0),
            ..Tokens::default()
        };
        // Nothing at all was never asked.
        (tokens.total() > 0).then_some(tokens)
    }

    pub(super) fn whole(&self) -> Option<Tokens> {
        let output = self.output?;
        Some(Tokens {
            output,
            reasoning: self.thought.unwrap_or(0).min(output),
            ..self.prompt()?
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn after(usages: &[Value]) -> Reported {
        let mut reported = Reported::default();
        for usage in usages {
            reported.update(usage);
        }
        reported
    }

    #[test]
    fn later_counts_replace_earlier_ones_and_silence_keeps_them() {
        let reported = after(&[
            json!({ "input_tokens": 43, "cache_read_input_tokens": 7, "cache_creation_input_tokens": 5, "output_tokens": 1 }),
            json!({ "input_tokens": 61, "output_tokens": 9, "output_tokens_details": { "thinking_tokens": 4 } }),
            json!({ "input_tokens": null, "output_tokens": "many" }),
        ]);
        let expected = Tokens {
            input: 61,
            cached_input: 7,
            cache_write: 5,
            output: 9,
            reasoning: 4,
        };
        assert_eq!(reported.whole(), Some(expected));
        assert_eq!(reported.prompt().map(|tokens| tokens.output), Some(0));
    }

    #[test]
    fn a_prompt_that_came_from_the_cache_alone_is_a_prompt() {
        let reported = after(&[
            json!({ "input_tokens": 0, "cache_read_input_tokens": 900, "output_tokens": 2 }),
        ]);
        assert_eq!(reported.whole().map(|tokens| tokens.total()), Some(902));
    }

    #[test]
    fn nothing_and_nonsense_are_no_usage() {
        for usage in [
            json!(null),
            json!({}),
            json!({ "input_tokens": 0, "output_tokens": 0 }),
            json!({ "input_tokens": -4, "output_tokens": 5 }),
            json!({ "input_tokens": 7, "output_tokens": 1.5 }),
            json!({ "input_tokens": 7, "output_tokens": 1_u64 << 40 }),
            json!({ "output_tokens": 5 }),
        ] {
            assert_eq!(after(std::slice::from_ref(&usage)).whole(), None, "{usage}");
        }
    }
}
