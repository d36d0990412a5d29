//! The messages of a request as those want them who know no role for the system and dislike empty or
//! repeated turns.

use super::{ChatRequest, Speaker};
use serde_json::{Number, Value};

/// What person and model said, in turn; what one says twice in a row is one turn of several texts.
pub(super) struct Turn<'a> {
    pub(super) is_model: bool,
    pub(super) texts: Vec<&'a str>,
}

/// The system prompt, if there is any.
pub(super) fn system(request: &ChatRequest) -> Option<String> {
    let texts: Vec<&str> = request
        .messages
        .iter()
        .filter(|message| message.speaker == Speaker::System && !is_blank(&message.text))
        .map(|message| message.text.as_str())
        .collect();
    (!texts.is_empty()).then(|| texts.join("\n\n"))
}

pub(super) fn turns(request: &ChatRequest) -> Vec<Turn<'_>> {
    let mut turns: Vec<Turn<'_>> = Vec::new();
    for message in &request.messages {
        if message.speaker == Speaker::System || is_blank(&message.text) {
            continue;
        }
        let is_model = message.speaker == Speaker::Model;
        match turns.last_mut() {
            Some(turn) if turn.is_model == is_model => turn.texts.push(&message.text),
            _ => turns.push(Turn {
                is_model,
                texts: vec![&message.text],
            }),
        }
    }
    turns
}

/// 0.7 as 0.7, not as the 0.699999988079071 that widening makes of it.
pub(super) fn as_written(number: f32) -> Option<Value> {
    let number: f64 = number.to_string().parse().ok()?;
    Number::from_f64(number).map(Value::Number)
}

/// The address with its version, where it was given without: `…/v1` is as good as what stands before it.
pub(super) fn versioned(base_url: &str, version: &str) -> String {
    let last = base_url.rsplit('/').next().unwrap_or_default();
    let is_version = last
        .strip_prefix('v')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if is_version {
        base_url.to_owned()
    } else {
        format!("{base_url}/{version}")
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::provider::Message;

    /// Two rules, a person who asks twice, and an answer that came to nothing.
    pub(in crate::provider) fn request(model: &str, temperature: Option<f32>) -> ChatRequest {
        let say = |speaker, text: &str| Message {
            speaker,
            text: text.into(),
        };
        ChatRequest {
            model: model.into(),
            messages: vec![
                say(Speaker::System, "Be brief."),
                say(Speaker::Person, "How far is the moon?"),
                say(Speaker::Model, " "),
                say(Speaker::Person, "Hello?"),
                say(Speaker::Model, "Far."),
                say(Speaker::System, "Be kind."),
                say(Speaker::Person, "How far?"),
            ],
            temperature,
            max_tokens: 1_000,
            stop: vec!["END".into(), "\n".into()],
        }
    }

    #[test]
    fn turns_alternate_and_say_something() {
        let request = request("m", None);
        let turns: Vec<_> = turns(&request)
            .into_iter()
            .map(|turn| (turn.is_model, turn.texts))
            .collect();
        let expected = [
            (false, vec!["How far is the moon?", "Hello?"]),
            (true, vec!["Far."]),
            (false, vec!["How far?"]),
        ];
        assert_eq!(turns, expected);
        assert_eq!(system(&request).as_deref(), Some("Be brief.\n\nBe kind."));
    }

    #[test]
    fn a_version_is_added_once() {
        for (base_url, expected) in [
            ("https://a.example", "https://a.example/v1"),
            ("https://a.example/v1", "https://a.example/v1"),
            ("https://a.example/v1beta1", "https://a.example/v1beta1"),
            ("https://a.example/vendor", "https://a.example/vendor/v1"),
        ] {
            assert_eq!(versioned(base_url, "v1"), expected);
        }
    }
}
