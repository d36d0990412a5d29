//! The answer, line by line; the last one says why it ends and what was used.

use crate::provider::count;
use crate::provider::refusal::failure_in;
use crate::provider::transcript::Transcript;
use crate::types::{Finish, Tokens, ToolCall};
use serde_json::Value;

/// What must be remembered from one line to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// Calls so far: they have no number, and seldom an id.
    calls: u32,
}

impl Lines {
    pub(in crate::provider) fn read(&mut self, line: &Value, transcript: &mut Transcript) {
        if let Some(failure) = failure_in(line) {
            return transcript.fail(failure);
        }
        if let Some(message) = line.get("message") {
            transcript.start(line.get("model").and_then(Value::as_str), None);
            let word = |key: &str| message.get(key).and_then(Value::as_str);
            transcript.think(word("thinking").unwrap_or_default());
            transcript.say(word("content").unwrap_or_default());
            self.take_calls(message, transcript);
        }
        if line.get("done").and_then(Value::as_bool) == Some(true) {
            self.end(line, transcript);
        }
    }

    fn take_calls(&mut self, message: &Value, transcript: &mut Transcript) {
        let calls = message.get("tool_calls").and_then(Value::as_array);
        for call in calls.into_iter().flatten() {
            let word = |place: &str| {
                call.pointer(place)
                    .and_then(Value::as_str)
                    .map(str::to_owned)
            };
            let arguments = call.pointer("/function/arguments");
            transcript.call(ToolCall {
                index: self.calls,
                id: word("/id"),
                name: word("/function/name"),
                arguments: arguments.map_or_else(|| "{}".to_owned(), Value::to_string),
            });
            self.calls += 1;
        }
    }

    fn end(&mut self, line: &Value, transcript: &mut Transcript) {
        // The count of a prompt that the server still had in memory may be left out.
        let prompt = count::at(line, "/prompt_eval_count").filter(|&count| count > 0);
        let output = count::at(line, "/eval_count");
        if let (Some(input), Some(output)) = (prompt, output) {
            transcript.use_up(Tokens {
                input,
                output,
                ..Tokens::default()
            });
        }
        let reason = line.get("done_reason").and_then(Value::as_str);
        transcript.finish(Ok(match reason {
            Some("length") => Finish::Length,
            // It has no word of its own for an answer that ends with calls.
            None | Some("stop") if self.calls > 0 => Finish::ToolCalls,
            None | Some("stop") => Finish::Stop,
            Some(other) => Finish::Other(other.to_owned()),
        }));
        transcript.end();
    }
}

#[cfg(test)]
mod tests {
    use crate::provider::dialect::Dialect;
    use crate::provider::failure;
    use crate::types::{Event, Finish};

    fn read(text: &str) -> Vec<Event> {
        let mut decoder = Dialect::Ollama.decoder();
        let mut events = decoder.push(text.as_bytes());
        events.extend(decoder.end());
        events
    }

    const LINES: &str = concat!(
        "{\"model\":\"m\",\"message\":{\"content\":\"Hi\"},\"done\":false}\n",
        "{\"model\":\"m\",\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\",",
        "\"prompt_eval_count\":3,\"eval_count\":1}",
    );

    #[test]
    fn lines_read_the_same_whatever_they_are_called() {
        let events = read(LINES);
        let [_, Event::Delta(text), Event::Usage(tokens), end] = events.as_slice() else {
            panic!("{events:?}");
        };
        assert_eq!((text.as_str(), tokens.input, tokens.output), ("Hi", 3, 1));
        assert_eq!(end, &Event::Finished(Finish::Stop));
        assert_eq!(Dialect::Ollama.decode_reply(LINES.as_bytes()), events);
    }

    #[test]
    fn a_line_that_cannot_be_read_and_an_end_that_never_comes_are_failures() {
        for (text, expected) in [
            ("{\"message\":\n", failure::UNREADABLE),
            ("{\"message\":{\"content\":\"Hi\"}}\n", failure::BROKE_OFF),
            ("", failure::BROKE_OFF),
        ] {
            let events = read(text);
            let Some(Event::Failed(failure)) = events.last() else {
                panic!("{events:?}");
            };
            assert_eq!(failure.code.as_deref(), Some(expected), "{text}");
        }
    }
}
