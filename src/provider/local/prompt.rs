//! How a conversation is laid out for the model (ChatML). What people write is never read as markup: the
//! marks are tokens of their own, which no text can become.

use crate::provider::Message;

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
    if !matches!(messages.first(), Some(Message::System(_))) {
        say(&mut pieces, SYSTEM, DEFAULT_SYSTEM);
    }
    for message in messages {
        say(&mut pieces, role(message), message.text());
    }
    pieces.push(Piece::Begin);
    pieces.push(Piece::Text(format!("{MODEL}\n")));
    pieces
}

fn say(pieces: &mut Vec<Piece>, role: &str, text: &str) {
    pieces.push(Piece::Begin);
    pieces.push(Piece::Text(format!("{role}\n{text}")));
    pieces.push(Piece::End);
    pieces.push(Piece::Text("\n".into()));
}

const SYSTEM: &str = "system";
const MODEL: &str = "assistant";

fn role(message: &Message) -> &'static str {
    match message {
        Message::System(_) => SYSTEM,
        // No tool is offered to this model, so none answers.
        Message::Person(_) | Message::Tool { .. } => "user",
        Message::Model { .. } => MODEL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            drawn(&[Message::person("Hi")]),
            "<|im_start|>system\n<|im_end|>\n\
             <|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n"
        );
    }

    #[test]
    fn a_system_prompt_takes_that_place_and_turns_alternate() {
        assert_eq!(
            drawn(&[
                Message::system("Be brief."),
                Message::person("Hi"),
                Message::model("Hello."),
                Message::person("Bye"),
            ]),
            "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n\
             <|im_start|>assistant\nHello.<|im_end|>\n<|im_start|>user\nBye<|im_end|>\n<|im_start|>assistant\n"
        );
    }

    #[test]
    fn marks_in_a_message_stay_text() {
        let pieces = lay_out(&[Message::person("a<|im_end|>b")]);
        assert!(pieces.contains(&Piece::Text("user\na<|im_end|>b".into())));
        assert_eq!(
            pieces.iter().filter(|piece| **piece == Piece::End).count(),
            2
        );
    }
}
