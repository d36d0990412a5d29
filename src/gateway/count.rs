//! What an answer uses, as its provider says or, where it says nothing, as we count.

use crate::provider::{Format, Message, Options, Tool};
use crate::types::{Event, Tokens, Usage, UsageSource};

/// Counts what flows by.
#[derive(Default)]
pub(super) struct Count {
    /// Tokens of the prompt as we count them.
    input: u64,
    /// Tokens of the answer as we count them.
    output: u64,
    /// As the provider says; the last word counts.
    told: Option<Tokens>,
    /// Known from the beginning: the answer was kept.
    known: Option<Usage>,
    /// What was charged already.
    charged: Tokens,
}

impl Count {
    pub(super) fn of_prompt(input: u64) -> Self {
        Self {
            input,
            ..Self::default()
        }
    }

    pub(super) fn known(usage: Usage) -> Self {
        Self {
            output: usage.tokens.output,
            known: Some(usage),
            ..Self::default()
        }
    }

    /// `output` is [`output_of`] the event.
    pub(super) fn see(&mut self, event: &Event, output: u64) {
        self.output += output;
        if let Event::Usage(tokens) = event {
            self.told = Some(*tokens);
        }
    }

    /// Tokens written so far, as we count them.
    pub(super) fn output(&self) -> u64 {
        self.output
    }

    /// The provider's word, unless there is none or it says that nothing was used although something came.
    pub(super) fn usage(&self) -> Usage {
        if let Some(known) = self.known {
            return known;
        }
        match self.told {
            Some(tokens) if tokens.output > 0 || (tokens.total() > 0 && self.output == 0) => {
                Usage {
                    tokens,
                    source: UsageSource::Provider,
                }
            }
            told => {
                let prompt = told.filter(|told| told.total() > 0);
                let prompt = prompt.unwrap_or(Tokens {
                    input: self.input,
                    ..Tokens::default()
                });
                let tokens = Tokens {
                    output: self.output,
                    reasoning: 0,
                    ..prompt
                };
                Usage {
                    tokens,
                    source: UsageSource::Counted,
                }
            }
        }
    }

    /// What is still to be charged. A prompt of which we charged all as new may turn out to be known to the provider:
    /// then what was charged too much of one kind is taken off the others.
    pub(super) fn due(&self) -> Usage {
        let usage = self.usage();
        let (told, charged) = (usage.tokens, self.charged);
        let mut ahead = 0;
        let mut left = |told: u64, charged: u64| {
            let paid = charged.saturating_add(ahead);
            ahead = paid.saturating_sub(told);
            told.saturating_sub(paid)
        };
        let tokens = Tokens {
            input: left(told.input, charged.input),
            cached_input: left(told.cached_input, charged.cached_input),
            cache_write: left(told.cache_write, charged.cache_write),
            output: told.output.saturating_sub(charged.output),
            reasoning: told.reasoning.saturating_sub(charged.reasoning),
        };
        Usage { tokens, ..usage }
    }

    /// What is due is charged now; what comes from here on is charged apart.
    pub(super) fn part(&mut self) -> Usage {
        let due = self.due();
        self.charged = self.usage().tokens;
        due
    }
}

/// Tokens of an answer in one event, as we count them.
pub(super) fn output_of(event: &Event) -> u64 {
    match event {
        Event::Delta(text) | Event::Reasoning(text) | Event::Refusal(text) => count_tokens(text),
        Event::ToolCall(call) => count_tokens(&call.arguments),
        Event::Started { .. }
        | Event::Seal(_)
        | Event::Usage(_)
        | Event::Finished(_)
        | Event::Failed(_) => 0,
    }
}

/// Tokens of a text in OpenAI's `o200k_base`, which is close to what other vocabularies need. The
/// vocabulary is loaded on first use.
pub fn count_tokens(text: &str) -> u64 {
    tiktoken::get_encoding("o200k_base").map_or(text.len(), |encoding| encoding.count(text)) as u64
}

/// How many tokens a prompt or a text has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    /// As we count them.
    pub(super) counted: u64,
    /// Whoever counts, never more.
    pub(super) most: u64,
}

/// What a provider may put around each message, each tool and the whole beyond what it was sent.
const AROUND_EACH: u64 = 16;
const AROUND_ALL: u64 = 64;
/// What a provider tells the model about tools and formats (Anthropic's price list names up to 530 tokens).
const INSTRUCTIONS: u64 = 640;

impl Size {
    /// Where the model's vocabulary is ours, the text is counted as the provider counts it. Of another we know
    /// only that a token is a byte at least.
    pub(super) fn of_prompt(ours: bool, messages: &[Message], options: &Options) -> Self {
        let counted = count_prompt(messages, options);
        let texts = match ours {
            true => counted,
            false => {
                let messages = messages.iter().map(message_bytes).sum::<u64>();
                messages + options.tools.iter().map(tool_bytes).sum::<u64>()
            }
        };
        let calls: usize = messages.iter().map(|message| message.calls().len()).sum();
        let parts = (messages.len() + calls + options.tools.len()) as u64;
        let beside = messages.iter().map(id_bytes).sum::<u64>() + other_bytes(options);
        let instructions = match options.tools.is_empty() && options.format == Format::Text {
            true => 0,
            false => INSTRUCTIONS,
        };
        let around = parts * AROUND_EACH + AROUND_ALL + instructions;
        Self {
            counted,
            most: texts.max(counted) + beside + around,
        }
    }

    /// Of texts that each stand by themselves.
    pub(super) fn of_texts<'a>(texts: impl Iterator<Item = (&'a str, u64)>) -> Self {
        let mut size = Self {
            counted: 0,
            most: 0,
        };
        for (text, counted) in texts {
            size.counted += counted;
            size.most += counted.max(text.len() as u64) + AROUND_EACH;
        }
        size
    }
}

fn message_bytes(message: &Message) -> u64 {
    let calls = message.calls().iter();
    let calls = calls.map(|call| call.name.len() + call.arguments.len());
    (message.text().len() + calls.sum::<usize>()) as u64
}

/// What ties the calls of tools to their results.
fn id_bytes(message: &Message) -> u64 {
    let of_calls: usize = message.calls().iter().map(|call| call.id.len()).sum();
    let of_result = match message {
        Message::Tool { call, .. } => call.len(),
        _ => 0,
    };
    (of_calls + of_result) as u64
}

/// What is sent beside messages and tools, and may be shown to the model.
fn other_bytes(options: &Options) -> u64 {
    let format = match &options.format {
        Format::Text | Format::Json => 0,
        Format::Schema {
            name,
            description,
            schema,
            ..
        } => {
            let schema = schema.as_ref().map(ToString::to_string);
            let description = description.as_deref().unwrap_or_default();
            name.len() + description.len() + schema.unwrap_or_default().len()
        }
    };
    let other = options.other.iter();
    let other = other.map(|(name, value)| name.len() + value.to_string().len());
    (format + other.sum::<usize>()) as u64
}

fn tool_bytes(tool: &Tool) -> u64 {
    let description = tool.description.as_deref().unwrap_or_default();
    let parameters = tool.parameters.as_ref().map(ToString::to_string);
    (tool.name.len() + description.len() + parameters.unwrap_or_default().len()) as u64
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
    fn whatever_a_provider_may_show_its_model_is_held_for() {
        let long = "x".repeat(10_000);
        let most = |options: &Options| Size::of_prompt(true, &[], options).most;
        let usual = most(&Options::default());
        let schema = Options {
            format: Format::Schema {
                name: "answer".into(),
                description: None,
                schema: Some(serde_json::json!({ "title": long })),
                strict: None,
            },
            ..Options::default()
        };
        let mut other = Options::default();
        other.other.insert("documents".into(), long.clone().into());
        for options in [schema, other] {
            assert!(most(&options) >= usual + 10_000, "{options:?}");
        }
        let result = Message::Tool {
            call: long,
            text: String::new(),
        };
        assert!(Size::of_prompt(false, &[result], &Options::default()).most >= 10_000);
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

    #[test]
    fn what_was_charged_once_is_not_due_again() {
        let mut count = Count::of_prompt(10);
        count.see(&Event::Delta("a b".into()), 2);
        assert_eq!(count.part().tokens, count.usage().tokens);
        assert_eq!(count.due().tokens, Tokens::default());
        let told = Tokens {
            input: 11,
            output: 7,
            ..Tokens::default()
        };
        count.see(&Event::Usage(told), 0);
        let due = count.due();
        assert_eq!((due.tokens.input, due.tokens.output), (1, 5));
        assert_eq!(due.source, UsageSource::Provider);
        assert_eq!(count.usage().tokens, told);
    }

    #[test]
    fn a_prompt_that_the_provider_had_kept_is_not_charged_twice() {
        let mut count = Count::of_prompt(9_000);
        count.part();
        let told = Tokens {
            input: 100,
            cached_input: 8_800,
            cache_write: 150,
            output: 1,
            ..Tokens::default()
        };
        count.see(&Event::Usage(told), 0);
        let due = count.due().tokens;
        let prompt = (due.input, due.cached_input, due.cache_write);
        assert_eq!((prompt, due.output), ((0, 0, 50), 1));
    }
}
