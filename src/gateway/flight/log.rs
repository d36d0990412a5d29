//! What has come of an answer, in order. As long as it is whole, a reader who comes late reads it from its
//! beginning; once it has grown too large for that, only what somebody has still to read is held.

use crate::types::Event;
use std::collections::VecDeque;

/// Most bytes of an answer that are held for its readers.
pub(super) const ROOM: usize = 256 << 10;

/// Places count events from the beginning of the answer.
pub(super) struct Log {
    events: VecDeque<Event>,
    /// Place of the first event that is still held.
    from: usize,
    bytes: usize,
    room: usize,
    whole: bool,
}

impl Log {
    /// `whole` if late readers are expected.
    pub(super) fn new(whole: bool, room: usize) -> Self {
        Self {
            events: VecDeque::new(),
            from: 0,
            bytes: 0,
            room,
            whole,
        }
    }

    pub(super) fn push(&mut self, event: Event) {
        self.bytes += weight(&event);
        self.events.push_back(event);
        self.whole &= self.bytes <= self.room;
    }

    pub(super) fn get(&self, place: usize) -> Option<&Event> {
        self.events.get(place.checked_sub(self.from)?)
    }

    /// Behind the last event.
    pub(super) fn end(&self) -> usize {
        self.from + self.events.len()
    }

    /// Nobody will read what stands before this place, unless somebody may still come.
    pub(super) fn forget_before(&mut self, place: usize) {
        while !self.whole && self.from < place {
            let Some(event) = self.events.pop_front() else {
                return;
            };
            self.bytes -= weight(&event);
            self.from += 1;
        }
    }

    pub(super) fn is_whole(&self) -> bool {
        self.whole
    }

    /// Whether nothing more may come until somebody has read.
    pub(super) fn is_full(&self) -> bool {
        self.bytes > self.room
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Event> {
        self.events.iter()
    }
}

/// The bytes that an event takes, about.
fn weight(event: &Event) -> usize {
    let text = match event {
        Event::Delta(text) | Event::Reasoning(text) | Event::Refusal(text) => text.len(),
        Event::ToolCall(call) => call.arguments.len(),
        _ => 0,
    };
    size_of::<Event>() + text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(text: &str) -> Event {
        Event::Delta(text.into())
    }

    #[test]
    fn it_is_whole_until_it_is_too_large_and_then_holds_what_is_unread() {
        let mut log = Log::new(true, 4 * weight(&say("four")));
        for _ in 0..4 {
            log.push(say("four"));
            log.forget_before(log.end());
        }
        assert!(log.is_whole() && !log.is_full());
        assert_eq!(log.get(0), Some(&say("four")));
        log.push(say("last"));
        assert!(!log.is_whole() && log.is_full());
        log.forget_before(3);
        assert!(!log.is_full());
        assert_eq!((log.get(2), log.get(4)), (None, Some(&say("last"))));
        assert_eq!(log.end(), 5);
    }

    #[test]
    fn nothing_is_held_for_late_readers_where_none_are_expected() {
        let mut log = Log::new(false, 1_000);
        log.push(say("a"));
        log.forget_before(1);
        assert_eq!((log.get(0), log.bytes, log.end()), (None, 0, 1));
    }
}
