//! Tokens as Google reports them: with every chunk, of everything so far. What the model thought is not part
//! of what it said, and paid like it.

use crate::provider::count;
use crate::types::Tokens;
use serde_json::Value;

/// The usage of a chunk. `None` where there is none, or nonsense, or no prompt at all.
pub(super) fn usage_in(chunk: &Value) -> Option<Tokens> {
    let usage = chunk.get("usageMetadata")?;
    // A count that is zero is left out; one that is there must be one.
    let or_zero = |place: &str| match usage.pointer(place) {
        None | Some(Value::Null) => Some(0),
        Some(_) => count::at(usage, place),
    };
    let prompt = count::at(usage, "/promptTokenCount").filter(|&count| count > 0)?;
    let cached = or_zero("/cachedContentTokenCount")?.min(prompt);
    let of_tools = or_zero("/toolUsePromptTokenCount")?;
    let thought = or_zero("/thoughtsTokenCount")?;
    Some(Tokens {
        input: prompt - cached + of_tools,
        cached_input: cached,
        cache_write: 0,
        output: or_zero("/candidatesTokenCount")? + thought,
        reasoning: thought,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(usage: Value) -> Option<Tokens> {
        usage_in(&json!({ "usageMetadata": usage }))
    }

    #[test]
    fn thought_is_output_and_kinds_do_not_overlap() {
        let usage = json!({
            "promptTokenCount": 100, "cachedContentTokenCount": 60, "toolUsePromptTokenCount": 3,
            "candidatesTokenCount": 20, "thoughtsTokenCount": 8, "totalTokenCount": 131,
        });
        let expected = Tokens {
            input: 43,
            cached_input: 60,
            cache_write: 0,
            output: 28,
            reasoning: 8,
        };
        assert_eq!(read(usage), Some(expected));
    }

    #[test]
    fn counts_that_are_left_out_are_zero() {
        let tokens = read(json!({ "promptTokenCount": 14, "totalTokenCount": 14 }));
        assert_eq!(
            tokens.map(|tokens| (tokens.input, tokens.output)),
            Some((14, 0))
        );
    }

    #[test]
    fn nonsense_is_no_usage() {
        for usage in [
            json!(null),
            json!({ "trafficType": "ON_DEMAND" }),
            json!({ "promptTokenCount": 0, "candidatesTokenCount": 0 }),
            json!({ "promptTokenCount": -1, "candidatesTokenCount": 5 }),
            json!({ "promptTokenCount": 7, "candidatesTokenCount": 1.5 }),
            json!({ "promptTokenCount": 7, "candidatesTokenCount": 1_u64 << 40 }),
            json!({ "promptTokenCount": "7", "candidatesTokenCount": 5 }),
        ] {
            assert_eq!(read(usage.clone()), None, "{usage}");
        }
    }
}
