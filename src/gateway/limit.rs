//! The most tokens of an answer, kept by us too: what was promised to cost at most this much does, also where
//! a provider goes on for ever.

use super::count::count_tokens;
use crate::provider::EventStream;
use crate::types::{Event, Finish};
use futures::{StreamExt, stream};

/// The answer, ended with `Length` where it passes its limit; the provider is stopped there.
pub(super) fn at_most(max_tokens: u32, events: EventStream) -> EventStream {
    let limited = Limited::Going(events, Limit::of(max_tokens));
    stream::unfold(limited, |limited| async {
        match limited {
            Limited::Going(mut events, mut limit) => {
                let event = events.next().await?;
                let next = match limit.is_passed_with(&event) {
                    true => Limited::Passed,
                    false => Limited::Going(events, limit),
                };
                Some((event, next))
            }
            Limited::Passed => Some((Event::Finished(Finish::Length), Limited::Over)),
            Limited::Over => None,
        }
    })
    .boxed()
}

enum Limited {
    Going(EventStream, Limit),
    Passed,
    Over,
}

/// Every vocabulary counts otherwise, so a provider that keeps its own limit never comes near ours.
struct Limit {
    most: usize,
    counted: usize,
    /// What came since it was last counted.
    pending: String,
}

impl Limit {
    fn of(max_tokens: u32) -> Self {
        let promised = usize::try_from(max_tokens).unwrap_or(usize::MAX);
        Self {
            most: promised.saturating_add(promised / 4).saturating_add(32),
            counted: 0,
            pending: String::new(),
        }
    }

    fn is_passed_with(&mut self, event: &Event) -> bool {
        match event {
            Event::Delta(text) | Event::Reasoning(text) | Event::Refusal(text) => {
                self.pending += text;
            }
            Event::ToolCall(call) => self.pending += &call.arguments,
            Event::Started { .. }
            | Event::Seal(_)
            | Event::Usage(_)
            | Event::Finished(_)
            | Event::Failed(_) => return false,
        }
        // A token is a byte at least, so there is seldom anything to count.
        if self.counted + self.pending.len() > self.most {
            let pending = std::mem::take(&mut self.pending);
            let count = usize::try_from(count_tokens(&pending)).unwrap_or(usize::MAX);
            self.counted = self.counted.saturating_add(count);
        }
        self.counted > self.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::ToolCall;
    use futures::FutureExt;

    fn through(max_tokens: u32, events: Vec<Event>) -> Vec<Event> {
        let limited = at_most(max_tokens, stream::iter(events).boxed());
        limited
            .collect()
            .now_or_never()
            .expect("nothing to wait for")
    }

    fn words(count: usize) -> Vec<Event> {
        vec![Event::Delta(" word".into()); count]
    }

    #[test]
    fn an_answer_within_its_limit_is_left_alone() {
        let mut events = words(1_000);
        events.push(Event::Finished(Finish::Stop));
        assert_eq!(through(1_000, events.clone()), events);
    }

    #[test]
    fn an_answer_that_goes_on_is_ended_soon_after_its_limit() {
        let out = through(100, words(10_000));
        let (last, said) = out.split_last().unwrap();
        assert_eq!(last, &Event::Finished(Finish::Length));
        // A quarter more, and 32; a token each.
        assert_eq!(said.len(), 158);
    }

    #[test]
    fn thinking_and_arguments_count_and_a_large_piece_does_too() {
        let text = " word".repeat(1_000);
        let call = ToolCall {
            arguments: text.clone(),
            ..ToolCall::default()
        };
        for event in [
            Event::Delta(text.clone()),
            Event::Reasoning(text.clone()),
            Event::Refusal(text),
            Event::ToolCall(call),
        ] {
            let out = through(100, vec![event.clone(), event.clone()]);
            assert_eq!(out, [event, Event::Finished(Finish::Length)]);
        }
    }
}
