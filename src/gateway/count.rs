//! Tokens counted by us, for when a provider says nothing.

use crate::provider::{Message, Options, Tool};

/// Tokens of a text in OpenAI's `o200k_base`, which is close to what other vocabularies need. The
/// vocabulary is loaded on first use.
pub fn count_tokens(text: &str) -> u64 {
    tiktoken::get_encoding("o200k_base").map_or(text.len(), |encoding| encoding.count(text)) as u64
}

/// Tokens of a prompt: each message costs a few beside its text (OpenAI's cookbook says four, and three
/// for the beginning of the answer).
pub(super) fn count_prompt(messages: &[Message], options: &Options) -> u64 {
    let messages = messages.iter().map(count_message);
    messages
        .chain(options.tools.iter().map(count_tool))
        .sum::<u64>()
        + 3
}

fn count_message(message: &Message) -> u64 {
    let calls = message.calls().iter();
    let calls = calls.map(|call| count_tokens(&call.name) + count_tokens(&call.arguments) + 4);
    count_tokens(message.text()) + 4 + calls.sum::<u64>()
}

/// Nobody says how tools are told to a model; as JSON they are not shorter.
fn count_tool(tool: &Tool) -> u64 {
    let description = tool.description.as_deref().unwrap_or_default();
    let parameters = tool.parameters.as_ref().map(ToString::to_string);
    let texts = [
        tool.name.as_str(),
        description,
        &parameters.unwrap_or_default(),
    ];
    texts.into_iter().map(count_tokens).sum::<u64>() + 4
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::ToolUse;

    #[test]
    fn words_are_counted_as_openai_counts_them() {
        assert_eq!(count_tokens("hello world"), 2);
        assert_eq!(count_tokens(""), 0);
    }

    #[test]
    fn tools_their_calls_and_what_came_of_them_are_part_of_a_prompt() {
        let call = ToolUse {
            id: "never counted".into(),
            name: "hello".into(),
            arguments: "hello".into(),
        };
        let text = "hello world".to_owned();
        let messages = [
            Message::Person(text.clone()),
            Message::Model {
                text: String::new(),
                calls: vec![call],
            },
            Message::Tool {
                call: "c".into(),
                text,
            },
        ];
        let mut options = Options::default();
        assert_eq!(
            count_prompt(&messages, &options),
            (2 + 4) + (4 + 1 + 1 + 4) + (2 + 4) + 3
        );
        options.tools.push(Tool {
            name: "hello".into(),
            description: Some("hello world".into()),
            parameters: Some(serde_json::json!({ "type": "object" })),
            strict: false,
        });
        let schema = count_tokens(r#"{"type":"object"}"#);
        assert!(schema > 1);
        assert_eq!(count_prompt(&messages, &options), 25 + 1 + 2 + schema + 4);
    }
}
