//! The output policy on a stream of events: what a rule recognises as a secret leaves the road as a mark. What
//! is said, what is declined, what is thought and the arguments of each call to a tool are texts of their own.

use super::arguments::Arguments;
use crate::redact::{Broken, Redactor, Rules};
use crate::types::{Event, Failure, ToolCall};
use std::collections::{BTreeMap, VecDeque};

/// `Failure::code` of an answer that could not be searched for secrets.
pub(crate) const UNSEARCHABLE: &str = "redaction";

/// Stands between the provider and whoever reads the answer. Events go in as the provider sends them and come
/// out as they may be read; in between some text is held back.
#[derive(Clone)]
pub(super) struct Redaction {
    rules: Rules,
    said: Redactor,
    declined: Redactor,
    thought: Redactor,
    /// By the number of the call; ordered, so that what is left comes out in order.
    arguments: BTreeMap<u32, Arguments>,
    ready: VecDeque<Event>,
    /// Nothing more goes in.
    over: bool,
}

impl Redaction {
    pub(super) fn new(rules: &Rules) -> Self {
        Self {
            rules: rules.clone(),
            said: Redactor::new(rules),
            declined: Redactor::new(rules),
            thought: Redactor::new(rules),
            arguments: BTreeMap::new(),
            ready: VecDeque::new(),
            over: false,
        }
    }

    /// An event of the provider. If it cannot be searched for secrets, the answer fails here.
    pub(super) fn put(&mut self, event: Event) {
        if !self.over && self.sort(event).is_err() {
            self.fail();
        }
    }

    /// The next event that may be read.
    pub(super) fn take(&mut self) -> Option<Event> {
        self.ready.pop_front()
    }

    pub(super) fn is_over(&self) -> bool {
        self.over
    }

    /// The answer ends here, whoever ends it: what was held back becomes ready.
    pub(super) fn end(&mut self) {
        if !self.over && self.flush().is_err() {
            self.fail();
        }
        self.over = true;
    }

    /// How many secrets each rule found.
    pub(super) fn found(&self) -> BTreeMap<String, u64> {
        let mut found = BTreeMap::new();
        let texts = [&self.said, &self.declined, &self.thought];
        let in_texts = texts.into_iter().flat_map(Redactor::found);
        let in_arguments = self.arguments.values().flat_map(Arguments::found);
        for (rule, count) in in_texts.chain(in_arguments) {
            *found.entry(rule.to_owned()).or_default() += count;
        }
        found
    }

    fn sort(&mut self, event: Event) -> Result<(), Broken> {
        match event {
            // Readers see what is said and what is declined as one text, so the one ends before the other.
            Event::Delta(text) => {
                let rest = self.declined.finish()?;
                self.ready_text(Event::Refusal, rest);
                let text = self.said.push(text)?;
                self.ready_text(Event::Delta, text);
            }
            Event::Refusal(text) => {
                let rest = self.said.finish()?;
                self.ready_text(Event::Delta, rest);
                let text = self.declined.push(text)?;
                self.ready_text(Event::Refusal, text);
            }
            Event::Reasoning(text) => {
                let text = self.thought.push(text)?;
                self.ready_text(Event::Reasoning, text);
            }
            Event::ToolCall(call) => self.sort_call(call)?,
            Event::Finished(_) | Event::Failed(_) => {
                self.flush()?;
                self.ready.push_back(event);
                self.over = true;
            }
            Event::Started { .. } | Event::Seal(_) | Event::Usage(_) => self.ready.push_back(event),
        }
        Ok(())
    }

    fn sort_call(&mut self, call: ToolCall) -> Result<(), Broken> {
        // Readers take a call for whole when the next one begins. Some providers begin all calls at once,
        // so only one whose arguments are whole has ended.
        let has_head = call.id.is_some() || call.name.is_some();
        if has_head && !self.arguments.contains_key(&call.index) {
            self.flush_calls(Arguments::are_whole)?;
        }
        let redactor = self.arguments.entry(call.index);
        let redactor = redactor.or_insert_with(|| Arguments::new(&self.rules));
        let name = call.name.map(|name| self.rules.redact(&name)).transpose()?;
        let arguments = redactor.push(call.arguments)?;
        if has_head || !arguments.is_empty() {
            self.ready.push_back(Event::ToolCall(ToolCall {
                name,
                arguments,
                ..call
            }));
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Broken> {
        let thought = self.thought.finish()?;
        let said = self.said.finish()?;
        let declined = self.declined.finish()?;
        self.ready_text(Event::Reasoning, thought);
        self.ready_text(Event::Delta, said);
        self.ready_text(Event::Refusal, declined);
        self.flush_calls(|_| true)
    }

    fn flush_calls(&mut self, which: fn(&Arguments) -> bool) -> Result<(), Broken> {
        let calls = self.arguments.iter_mut();
        for (&index, redactor) in calls.filter(|(_, arguments)| which(arguments)) {
            let arguments = redactor.finish()?;
            if !arguments.is_empty() {
                self.ready.push_back(Event::ToolCall(ToolCall {
                    index,
                    arguments,
                    ..ToolCall::default()
                }));
            }
        }
        Ok(())
    }

    fn ready_text(&mut self, event: fn(String) -> Event, text: String) {
        if !text.is_empty() {
            self.ready.push_back(event(text));
        }
    }

    /// Nothing that was held back comes out, and nothing comes after it.
    fn fail(&mut self) {
        self.over = true;
        self.ready.push_back(Event::Failed(Failure {
            code: Some(UNSEARCHABLE.into()),
            message: Broken.to_string(),
            ..Failure::default()
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::{MARK, Rule};
    use crate::types::{Finish, Tokens};

    fn rules() -> Rules {
        Rules::new(&[Rule::new("own", "k-[0-9]{4}")]).unwrap()
    }

    fn through(rules: &Rules, events: &[Event]) -> (Vec<Event>, BTreeMap<String, u64>) {
        let mut redaction = Redaction::new(rules);
        let mut out = Vec::new();
        for event in events {
            redaction.put(event.clone());
            out.extend(std::iter::from_fn(|| redaction.take()));
        }
        redaction.end();
        out.extend(std::iter::from_fn(|| redaction.take()));
        (out, redaction.found())
    }

    fn say(text: &str) -> Event {
        Event::Delta(text.into())
    }

    fn think(text: &str) -> Event {
        Event::Reasoning(text.into())
    }

    fn call(index: u32, name: Option<&str>, arguments: &str) -> Event {
        Event::ToolCall(ToolCall {
            index,
            id: None,
            name: name.map(Into::into),
            arguments: arguments.into(),
        })
    }

    #[test]
    fn each_text_is_searched_by_itself_and_flushed_before_the_end() {
        let used = Event::Usage(Tokens::default());
        let events = [
            think("a k-1"),
            say("b k-12"),
            think("234 c"),
            say("34 d k"),
            call(1, Some("f"), "{\"x\":\"k-"),
            call(0, None, "k-"),
            call(1, None, "1234\"}k"),
            used.clone(),
            Event::Finished(Finish::Stop),
            say("never"),
        ];
        let (out, found) = through(&rules(), &events);
        let expected = [
            think("a "),
            say("b "),
            think(&format!("{MARK} c")),
            say(&format!("{MARK} d ")),
            call(1, Some("f"), "{\"x\":\""),
            call(1, None, &format!("{MARK}\"}}")),
            used,
            say("k"),
            call(0, None, "k-"),
            call(1, None, "k"),
            Event::Finished(Finish::Stop),
        ];
        assert_eq!(out, expected);
        assert_eq!(found, BTreeMap::from([("own".into(), 3)]));
    }

    #[test]
    fn what_is_declined_comes_after_all_that_was_said() {
        let no = |text: &str| Event::Refusal(text.into());
        let (out, _) = through(&rules(), &[say("I k"), no("No k-1"), no("234")]);
        assert_eq!(out, [say("I "), say("k"), no("No "), no(MARK)]);
    }

    #[test]
    fn a_call_is_whole_before_the_next_one_begins() {
        let events = [
            call(0, Some("f"), "{\"x\":\"k-1234k"),
            call(0, None, "-1\"}"),
            call(1, Some("g"), "{\"y\":k"),
            // Some say the name with every piece.
            call(0, Some("f"), ""),
            call(1, Some("g"), "-1234}"),
        ];
        let expected = [
            call(0, Some("f"), &format!("{{\"x\":\"{MARK}")),
            call(0, None, "k-1\"}"),
            call(1, Some("g"), "{\"y\":"),
            call(0, Some("f"), ""),
            call(1, Some("g"), &format!("\"{MARK}\"")),
            call(1, None, "}"),
        ];
        let (out, found) = through(&rules(), &events);
        assert_eq!(out, expected);
        assert_eq!(found, BTreeMap::from([("own".into(), 2)]));
    }

    #[test]
    fn calls_that_begin_together_end_together() {
        let events = [
            call(0, Some("f"), ""),
            call(1, Some("g"), "k-"),
            call(2, Some("h"), ""),
            call(0, None, "k-1234"),
            call(1, None, "1234"),
        ];
        let (out, found) = through(&rules(), &events);
        let mark = format!("\"{MARK}\"");
        assert_eq!(out[3..], [call(0, None, &mark), call(1, None, &mark)]);
        assert_eq!(found, BTreeMap::from([("own".into(), 2)]));
    }

    #[test]
    fn a_call_that_goes_on_after_it_ended_fails_the_answer() {
        let events = [
            call(0, Some("f"), "{}k-12"),
            call(1, Some("g"), "{}"),
            call(0, None, "34"),
        ];
        let (out, _) = through(&rules(), &events);
        let [.., Event::Failed(failure)] = out.as_slice() else {
            panic!("{out:?}");
        };
        assert_eq!(failure.code.as_deref(), Some(UNSEARCHABLE));
        assert!(!format!("{out:?}").contains("34"), "{out:?}");
    }

    #[test]
    fn what_is_read_of_calls_does_not_depend_on_how_they_are_cut() {
        let texts = [
            "{\"a\":\"k-1234k-\",\"b\":k-5678}k-",
            "{\"c\":\"k-k-0000\"}k",
        ];
        let read_of = |piece: usize| {
            let mut events = Vec::new();
            for (index, text) in (0..).zip(texts) {
                events.push(call(index, Some("f"), ""));
                for bytes in text.as_bytes().chunks(piece) {
                    events.push(call(index, None, std::str::from_utf8(bytes).unwrap()));
                }
            }
            let (out, found) = through(&rules(), &events);
            let mut read = vec![String::new(); texts.len()];
            let mut last = 0;
            for event in out {
                let Event::ToolCall(call) = event else {
                    panic!("{event:?}");
                };
                assert!(call.index >= last, "a call goes on after the next began");
                last = call.index;
                read[call.index as usize] += &call.arguments;
            }
            (read, found)
        };
        let whole = read_of(usize::MAX);
        assert_eq!(whole.1, BTreeMap::from([("own".into(), 3)]));
        for piece in 1..30 {
            assert_eq!(read_of(piece), whole, "in pieces of {piece}");
        }
    }

    #[test]
    fn an_answer_that_breaks_off_gives_what_was_held_back() {
        let failed = Event::Failed(Failure::default());
        let (out, _) = through(&rules(), &[say("k-12"), failed.clone()]);
        assert_eq!(out, [say("k-12"), failed]);
        let (out, found) = through(&rules(), &[say("k-1234")]);
        assert_eq!(out, [say(MARK)]);
        assert_eq!(found.values().sum::<u64>(), 1);
    }

    #[test]
    fn what_cannot_be_searched_is_withheld_and_the_answer_fails() {
        let finished = Event::Finished(Finish::Stop);
        let events = [say("one a"), say("!secret"), say("more"), finished];
        let (out, _) = through(&Rules::that_break_at(b'!'), &events);
        let [first, Event::Failed(failure)] = out.as_slice() else {
            panic!("{out:?}");
        };
        assert_eq!(first, &say("one "));
        assert_eq!(failure.code.as_deref(), Some(UNSEARCHABLE));
    }
}
