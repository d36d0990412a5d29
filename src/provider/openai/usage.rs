//! Tokens as a service reports them, believed only where they can be true.

use crate::provider::count;
use crate::types::Tokens;
use serde_json::Value;

/// The usage that a chunk or reply carries. `None` where there is none, or nonsense: negative, fractional,
/// text, or no prompt at all.
pub(super) fn usage_in(value: &Value) -> Option<Tokens> {
    let places = ["/usage", "/x_groq/usage", "/choices/0/usage"];
    places
        .iter()
        .filter_map(|place| value.pointer(place))
        .find_map(tokens)
}

fn tokens(usage: &Value) -> Option<Tokens> {
    let count = |place: &str| count::at(usage, place);
    let prompt = count("/prompt_tokens").filter(|&count| count > 0)?;
    let completion = count("/completion_tokens")?;
    let cached = count("/prompt_tokens_details/cached_tokens")
        .or_else(|| count("/prompt_cache_hit_tokens"))
        .unwrap_or(0)
        .min(prompt);
    let cache_write = count("/prompt_tokens_details/cache_write_tokens")
        .unwrap_or(0)
        .min(prompt - cached);
    let thought = count("/completion_tokens_details/reasoning_tokens").unwrap_or(0);
    // Some count what was thought beside the completion; then only the total tells.
    let apart = thought > 0 && count("/total_tokens") == Some(prompt + completion + thought);
    let output = if apart {
        completion + thought
    } else {
        completion
    };
    Some(Tokens {
        input: prompt - cached - cache_write,
        cached_input: cached,
        cache_write,
        output,
        reasoning: thought.min(output),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(usage: Value) -> Option<Tokens> {
        usage_in(&json!({ "usage": usage }))
    }

    #[test]
    fn kinds_do_not_overlap() {
        let usage = json!({
            "prompt_tokens": 100, "completion_tokens": 20,
            "prompt_tokens_details": { "cached_tokens": 60, "cache_write_tokens": 30 },
            "completion_tokens_details": { "reasoning_tokens": 8 },
        });
        let expected = Tokens {
            input: 10,
            cached_input: 60,
            cache_write: 30,
            output: 20,
            reasoning: 8,
        };
        assert_eq!(read(usage), Some(expected));
    }

    #[test]
    fn parts_never_exceed_the_whole() {
        let usage = json!({
            "prompt_tokens": 10, "completion_tokens": 10, "total_tokens": 20,
            "prompt_cache_hit_tokens": 99,
            "completion_tokens_details": { "reasoning_tokens": 11 },
        });
        let tokens = read(usage).expect("usage");
        assert_eq!((tokens.input, tokens.cached_input), (0, 10));
        assert_eq!((tokens.output, tokens.reasoning), (10, 10));
    }

    #[test]
    fn thought_that_is_counted_apart_is_output_all_the_same() {
        let usage = json!({
            "prompt_tokens": 30, "completion_tokens": 5, "total_tokens": 75,
            "completion_tokens_details": { "reasoning_tokens": 40 },
        });
        assert_eq!(read(usage).map(|tokens| tokens.output), Some(45));
    }

    #[test]
    fn nonsense_is_no_usage() {
        for usage in [
            json!(null),
            json!({}),
            json!({ "prompt_tokens": 0, "completion_tokens": 0 }),
            json!({ "prompt_tokens": -1, "completion_tokens": 5 }),
            json!({ "prompt_tokens": 7, "completion_tokens": 1.5 }),
            json!({ "prompt_tokens": "7", "completion_tokens": 5 }),
            json!({ "prompt_tokens": 7, "completion_tokens": 1_u64 << 40 }),
            json!({ "prompt_tokens": 7 }),
        ] {
            assert_eq!(read(usage.clone()), None, "{usage}");
        }
    }
}
