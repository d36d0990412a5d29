//! What has been understood of an answer so far, whatever the dialect, and the events that it makes.

use super::failure;
use crate::types::{Event, Failure, Finish, Seal, Tokens, ToolCall};

/// Dialects write into it in the order in which the provider speaks; readers take the events out. After the
/// answer's end nothing more is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transcript {
    events: Vec<Event>,
    started: bool,
    /// Something was said, thought, declined or called.
    spoken: bool,
    /// Kept back until the end, because usage may come after it.
    finish: Option<Result<Finish, Failure>>,
    usage: Option<Tokens>,
    ended: bool,
}

impl Transcript {
    /// The events since the last time.
    pub(super) fn take(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended
    }

    /// Whether the provider has said why it ends.
    pub(super) fn is_finishing(&self) -> bool {
        self.finish.is_some()
    }

    /// The provider has begun to answer; only the first time counts.
    pub(super) fn start(&mut self, model: Option<&str>, id: Option<&str>) {
        if !std::mem::replace(&mut self.started, true) {
            let word = |word: Option<&str>| word.filter(|word| !word.is_empty()).map(str::to_owned);
            self.write(Event::Started {
                model: word(model),
                id: word(id),
            });
        }
    }

    pub(super) fn say(&mut self, text: &str) {
        self.speak(text, Event::Delta);
    }

    pub(super) fn think(&mut self, text: &str) {
        self.speak(text, Event::Reasoning);
    }

    pub(super) fn decline(&mut self, text: &str) {
        self.speak(text, Event::Refusal);
    }

    pub(super) fn call(&mut self, call: ToolCall) {
        self.spoken = true;
        self.write(Event::ToolCall(call));
    }

    pub(super) fn seal(&mut self, seal: Seal) {
        self.spoken = true;
        self.write(Event::Seal(seal));
    }

    /// Passed on as it changes, so that a reader who stops early has the newest. Nothing written in spite of
    /// a text that was seen is nonsense.
    pub(super) fn use_up(&mut self, tokens: Tokens) {
        let nonsense = tokens.output == 0 && self.spoken;
        if !nonsense && self.usage != Some(tokens) {
            self.usage = Some(tokens);
            self.write(Event::Usage(tokens));
        }
    }

    /// Why it will end, well or badly.
    pub(super) fn finish(&mut self, finish: Result<Finish, Failure>) {
        self.finish = Some(finish);
    }

    /// The provider says that the answer is whole. Some give no reason; then something must have come.
    pub(super) fn end(&mut self) {
        match self.finish.take() {
            Some(finish) => self.close(finish.map_or_else(Event::Failed, Event::Finished)),
            None if self.spoken => self.close(Event::Finished(Finish::Stop)),
            None => self.fail(failure::of(failure::UNREADABLE, "nothing was answered")),
        }
    }

    pub(super) fn fail(&mut self, failure: Failure) {
        self.close(Event::Failed(failure));
    }

    fn speak(&mut self, text: &str, event: impl FnOnce(String) -> Event) {
        if !text.is_empty() {
            self.spoken = true;
            self.write(event(text.to_owned()));
        }
    }

    fn close(&mut self, event: Event) {
        self.write(event);
        self.ended = true;
    }

    fn write(&mut self, event: Event) {
        if !self.ended {
            self.events.push(event);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_written_after_the_end() {
        let mut transcript = Transcript::default();
        transcript.say("Hi");
        transcript.end();
        transcript.say("there");
        transcript.fail(Failure::default());
        let expected = [Event::Delta("Hi".into()), Event::Finished(Finish::Stop)];
        assert_eq!(transcript.take(), expected);
        assert_eq!(transcript.take(), []);
    }

    #[test]
    fn an_end_without_a_word_and_without_a_reason_is_a_failure() {
        let mut transcript = Transcript::default();
        transcript.start(Some("m"), Some(""));
        transcript.say("");
        transcript.end();
        let events = transcript.take();
        let [Event::Started { model, id: None }, Event::Failed(_)] = events.as_slice() else {
            panic!("{events:?}");
        };
        assert_eq!(model.as_deref(), Some("m"));
    }

    #[test]
    fn usage_without_output_is_believed_only_before_the_first_word() {
        let prompt = Tokens {
            input: 7,
            ..Tokens::default()
        };
        let mut transcript = Transcript::default();
        transcript.use_up(prompt);
        transcript.use_up(prompt);
        transcript.say("Hi");
        transcript.use_up(Tokens {
            input: 9,
            ..Tokens::default()
        });
        let expected = [Event::Usage(prompt), Event::Delta("Hi".into())];
        assert_eq!(transcript.take(), expected);
    }
}
