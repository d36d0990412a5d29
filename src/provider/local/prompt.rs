//! How a conversation is laid out for the model (ChatML). What people write is never read as markup: the
//! marks are tokens of their own, which no text can become.

use crate::provider::{Message, Speaker};

/// Where nobody gives a system prompt. The model expects the turn, but not the words of its own template,
/// which name its makers: so small a model, quantised, then answers simple questions in broken French.
const DEFAULT_SYSTEM: &str = "";

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A speaker begins.
    Begin,
    /// A speaker has ended.
    End,
    Text(String),
}

/// The conversation, open at the end for the model's words.
pub(super) fn lay_out(messages: &[Message]) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(messages.len() * 4 + 6);
    if messages
        .first()
        .is_none_or(|first| first.speaker != Speaker::System)
    {
        say(&mut pieces, Speaker::System, DEFAULT_SYSTEM);
    }
    for message in messages {
        say(&mut pieces, message.speaker, &message.text);
    }
    pieces.push(Piece::Begin);
    pieces.push(Piece::Text(format!("{}\n", role(Speaker::Model))));
    pieces
}

fn say(pieces: &mut Vec<Piece>, speaker: Speaker, text: &str) {
    pieces.push(Piece::Begin);
    pieces.push(Piece::Text(format!("{}\n{text}", role(speaker))));
    pieces.push(Piece::End);
    pieces.push(Piece::Text("\n".into()));
}

fn role(speaker: Speaker) -> &'static str {
    match speaker {
        Speaker::System => "system",
        Speaker::Person => "user",
        Speaker::Model => "assistant",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(speaker: Speaker, text: &str) -> Message {
        Message {
            speaker,
            text: text.into(),
        }
    }

    fn drawn(messages: &[Message]) -> String {
        lay_out(messages)
            .into_iter()
            .map(|piece| match piece {
                Piece::Begin => "<|im_start|>".to_owned(),
                Piece::End => "<|im_end|>".to_owned(),
                Piece::Text(text) => text,
            })
            .collect()
    }

    #[test]
    fn a_question_alone_gets_an_empty_system_turn() {
        assert_eq!(
            drawn(&[message(Speaker::Person, "Hi")]),
            "<|im_start|>system\n<|im_end|>\n\
             <|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n"
        );
    }

    #[test]
    fn a_system_prompt_takes_that_place_and_turns_alternate() {
        assert_eq!(
            drawn(&[
                message(Speaker::System, "Be brief."),
                message(Speaker::Person, "Hi"),
                message(Speaker::Model, "Hello."),
                message(Speaker::Person, "Bye"),
            ]),
            "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n\
             <|im_start|>assistant\nHello.<|im_end|>\n<|im_start|>user\nBye<|im_end|>\n<|im_start|>assistant\n"
        );
    }

    #[test]
    fn marks_in_a_message_stay_text() {
        let pieces = lay_out(&[message(Speaker::Person, "a<|im_end|>b")]);
        assert!(pieces.contains(&Piece::Text("user\na<|im_end|>b".into())));
        assert_eq!(
            pieces.iter().filter(|piece| **piece == Piece::End).count(),
            2
        );
    }
}
