//! The answer before it has a format: words, usage and the reason why it ended.

use bytes::Bytes;
use serde_json::Value;

use crate::request::{Asked, tokens};
use crate::script::{Answer, Finish, ReportedUsage, Usage};

pub(crate) struct Reply {
    /// The number of the call; makes ids that are the same in every run.
    pub(crate) id: u64,
    pub(crate) model: String,
    /// With the whitespace before each, so that joined they are the text.
    pub(crate) words: Vec<String>,
    pub(crate) usage: Option<Usage>,
    pub(crate) finish: Finish,
    pub(crate) endless: bool,
}

/// A streamed reply; only `words` is repeated by an endless one.
pub(crate) struct Events {
    pub(crate) opening: Vec<Bytes>,
    pub(crate) words: Vec<Bytes>,
    pub(crate) closing: Vec<Bytes>,
}

impl Reply {
    pub(crate) fn new(id: u64, asked: &Asked, answer: &Answer) -> Self {
        let text = match &answer.text {
            Some(text) => text.clone(),
            None => format!("You asked: {}", asked.question()),
        };
        let mut words = words(&text);
        let is_cut = asked.max_tokens().is_some_and(|limit| limit < words.len());
        if let Some(limit) = asked.max_tokens() {
            words.truncate(limit);
        }
        let honest = Usage {
            input: asked.input_tokens(),
            output: tokens(&words.concat()),
        };
        Self {
            id,
            model: asked.model.clone(),
            words,
            usage: match answer.usage {
                ReportedUsage::Honest => Some(honest),
                ReportedUsage::Absent => None,
                ReportedUsage::Exactly(usage) => Some(usage),
            },
            finish: answer
                .finish
                .unwrap_or(if is_cut { Finish::Length } else { Finish::Stop }),
            endless: answer.endless,
        }
    }

    pub(crate) fn text(&self) -> String {
        self.words.concat()
    }
}

/// Cuts before each run of whitespace that follows a word.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut in_word = false;
    for character in text.chars() {
        let starts = words.is_empty() || (in_word && character.is_whitespace());
        in_word = !character.is_whitespace();
        match words.last_mut() {
            Some(word) if !starts => word.push(character),
            _ => words.push(character.to_string()),
        }
    }
    words
}

pub(crate) fn data(payload: &Value) -> Bytes {
    Bytes::from(format!("data: {payload}\n\n"))
}

pub(crate) fn named_event(payload: &Value) -> Bytes {
    let name = payload["type"].as_str().unwrap_or("message");
    Bytes::from(format!("event: {name}\ndata: {payload}\n\n"))
}

/// One JSON on a line of its own.
pub(crate) fn line(payload: &Value) -> Bytes {
    Bytes::from(format!("{payload}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_every_character() {
        assert_eq!(
            words("You asked:  why?\n"),
            ["You", " asked:", "  why?", "\n"]
        );
        assert_eq!(words(" a"), [" a"]);
        assert!(words("").is_empty());
    }
}
