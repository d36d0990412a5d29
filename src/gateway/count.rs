//! Tokens counted by us, for when a provider says nothing.

use crate::provider::Message;

/// Tokens of a text in OpenAI's `o200k_base`, which is close to what other vocabularies need. The
/// vocabulary is loaded on first use.
pub fn count_tokens(text: &str) -> u64 {
    tiktoken::get_encoding("o200k_base").map_or(text.len(), |encoding| encoding.count(text)) as u64
}

/// Tokens of a prompt: each message costs a few beside its text (OpenAI's cookbook says four, and three
/// for the beginning of the answer).
pub(super) fn count_prompt(messages: &[Message]) -> u64 {
    messages
        .iter()
        .map(|message| count_tokens(&message.text) + 4)
        .sum::<u64>()
        + 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_as_openai_counts_them() {
        assert_eq!(count_tokens("hello world"), 2);
        assert_eq!(count_tokens(""), 0);
    }
}
