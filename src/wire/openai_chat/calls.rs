//! Calls to tools, as they are told to whoever runs the tools.

use crate::types::ToolCall;
use serde_json::{Value, json};

/// Numbers the calls of an answer from 0 without gaps, whatever a provider does: clients use the number as a
/// place in a list.
#[derive(Default)]
pub(super) struct Calls {
    seen: Vec<u32>,
}

impl Calls {
    /// The number, and whether the call is new.
    fn number(&mut self, index: u32) -> (usize, bool) {
        if let Some(number) = self.seen.iter().position(|seen| *seen == index) {
            return (number, false);
        }
        self.seen.push(index);
        (self.seen.len() - 1, true)
    }

    /// A piece of a call; the first says what is called.
    pub(super) fn piece(&mut self, call: &ToolCall, answer: &str) -> Value {
        let (number, is_new) = self.number(call.index);
        let mut function = json!({ "arguments": call.arguments });
        if is_new || call.name.is_some() {
            function["name"] = call.name.as_deref().unwrap_or_default().into();
        }
        let mut piece = json!({ "index": number, "function": function });
        if is_new {
            piece["id"] = id(call.id.as_deref(), answer, number).into();
            piece["type"] = "function".into();
        }
        piece
    }
}

/// Calls put together from their pieces.
#[derive(Default)]
pub(super) struct Gathered {
    calls: Calls,
    gathered: Vec<ToolCall>,
}

impl Gathered {
    pub(super) fn see(&mut self, piece: &ToolCall) {
        let (number, is_new) = self.calls.number(piece.index);
        match self.gathered.get_mut(number) {
            Some(call) if !is_new => {
                call.arguments += &piece.arguments;
                call.name = call.name.take().or_else(|| piece.name.clone());
            }
            _ => self.gathered.push(piece.clone()),
        }
    }

    pub(super) fn write(&self, answer: &str) -> Vec<Value> {
        let write = |(number, call): (usize, &ToolCall)| {
            let name = call.name.as_deref().unwrap_or_default();
            json!({
                "id": id(call.id.as_deref(), answer, number),
                "type": "function",
                "function": { "name": name, "arguments": call.arguments },
            })
        };
        self.gathered.iter().enumerate().map(write).collect()
    }
}

/// Not every provider names its calls; a client must, to say what came of them.
fn id(given: Option<&str>, answer: &str, number: usize) -> String {
    match given.filter(|id| !id.is_empty()) {
        Some(id) => id.to_owned(),
        None => {
            let answer = answer.rsplit('-').next().unwrap_or(answer);
            format!("call_{answer}_{number}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(index: u32, id: Option<&str>, name: Option<&str>, arguments: &str) -> ToolCall {
        ToolCall {
            index,
            id: id.map(Into::into),
            name: name.map(Into::into),
            arguments: arguments.into(),
        }
    }

    fn pieces() -> [ToolCall; 5] {
        [
            piece(3, Some("a"), Some("f"), ""),
            piece(7, None, Some("g"), "{\"y\":"),
            piece(3, None, None, "{\"x\":1"),
            piece(7, None, None, "2}"),
            piece(3, None, None, "}"),
        ]
    }

    #[test]
    fn the_first_piece_of_a_call_says_what_is_called_and_the_rest_only_what_with() {
        let mut calls = Calls::default();
        let written: Vec<_> = pieces()
            .iter()
            .map(|p| calls.piece(p, "chatcmpl-9"))
            .collect();
        let expected = [
            json!({ "index": 0, "id": "a", "type": "function", "function": { "name": "f", "arguments": "" } }),
            json!({
                "index": 1, "id": "call_9_1", "type": "function",
                "function": { "name": "g", "arguments": "{\"y\":" },
            }),
            json!({ "index": 0, "function": { "arguments": "{\"x\":1" } }),
            json!({ "index": 1, "function": { "arguments": "2}" } }),
            json!({ "index": 0, "function": { "arguments": "}" } }),
        ];
        assert_eq!(written, expected);
    }

    #[test]
    fn gathered_they_are_whole() {
        let mut gathered = Gathered::default();
        pieces().iter().for_each(|piece| gathered.see(piece));
        let call = |id: &str, name: &str, arguments: &str| json!({ "id": id, "type": "function", "function": { "name": name, "arguments": arguments } });
        let expected = [
            call("a", "f", "{\"x\":1}"),
            call("call_9_1", "g", "{\"y\":2}"),
        ];
        assert_eq!(gathered.write("chatcmpl-9"), expected);
    }
}
