//! An answer as it is kept: what may be read of it, who gave it and what it used.

use crate::types::{Event, Finish, Timestamp, ToolCall, Usage};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// A kept answer comes in pieces of at most so many bytes, as any other does.
const PIECE: usize = 256;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    /// Who gave it, as shown.
    pub(super) provider: String,
    pub(super) usage: Usage,
    pub(super) at: Timestamp,
    events: Vec<Event>,
}

impl Kept {
    /// `None` for what is not to be kept: an answer that failed, was declined or filtered, says nothing, or
    /// ended for a reason that nobody knows.
    pub(super) fn of<'a>(
        events: impl IntoIterator<Item = &'a Event>,
        provider: &str,
        usage: Usage,
        at: Timestamp,
    ) -> Option<Self> {
        let mut joined = Vec::new();
        for event in events {
            match event {
                Event::Refusal(_) | Event::Failed(_) => return None,
                Event::Usage(_) => {}
                event => join(&mut joined, event),
            }
        }
        let said = |event: &Event| matches!(event, Event::Delta(_) | Event::ToolCall(_));
        let whole = matches!(
            joined.last(),
            Some(Event::Finished(
                Finish::Stop | Finish::Length | Finish::ToolCalls
            ))
        );
        (whole && joined.iter().any(said)).then(|| Self {
            provider: provider.to_owned(),
            usage,
            at,
            events: joined,
        })
    }

    pub(super) fn write(&self) -> Option<Bytes> {
        serde_json::to_vec(self).ok().map(Bytes::from)
    }

    /// `None` for what another version wrote in another way.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    /// The answer as it may be read once more.
    pub(super) fn into_events(self) -> Vec<Event> {
        let mut events = Vec::with_capacity(self.events.len() + 1);
        for event in self.events {
            match event {
                Event::Delta(text) => events.extend(pieces(&text).map(Event::Delta)),
                Event::Reasoning(text) => events.extend(pieces(&text).map(Event::Reasoning)),
                Event::Finished(_) => events.extend([Event::Usage(self.usage.tokens), event]),
                event => events.push(event),
            }
        }
        events
    }
}

/// Text that follows text is one.
fn join(joined: &mut Vec<Event>, event: &Event) {
    match (joined.last_mut(), event) {
        (Some(Event::Delta(text)), Event::Delta(more))
        | (Some(Event::Reasoning(text)), Event::Reasoning(more)) => text.push_str(more),
        (Some(Event::ToolCall(call)), Event::ToolCall(more)) if continues(call, more) => {
            call.arguments.push_str(&more.arguments);
        }
        _ => joined.push(event.clone()),
    }
}

fn continues(call: &ToolCall, more: &ToolCall) -> bool {
    call.index == more.index && more.id.is_none() && more.name.is_none()
}

fn pieces(text: &str) -> impl Iterator<Item = String> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (piece, left) = rest.split_at(rest.floor_char_boundary(PIECE));
        rest = left;
        (!piece.is_empty()).then(|| piece.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{Failure, Tokens, UsageSource};

    const USAGE: Usage = Usage {
        tokens: Tokens {
            input: 3,
            cached_input: 0,
            cache_write: 0,
            output: 2,
            reasoning: 0,
        },
        source: UsageSource::Counted,
    };

    fn kept(events: &[Event]) -> Option<Kept> {
        Kept::of(events, "Lab", USAGE, Timestamp(7))
    }

    fn say(text: &str) -> Event {
        Event::Delta(text.into())
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
    fn what_is_kept_reads_the_same_later() {
        let thought = Event::Reasoning("hm".into());
        let end = Event::Finished(Finish::ToolCalls);
        let events = [
            thought.clone(),
            say("a"),
            say("b"),
            Event::Usage(Tokens::default()),
            call(0, Some("f"), "{"),
            call(0, None, "}"),
            call(1, Some("f"), ""),
            end.clone(),
        ];
        let bytes = kept(&events).unwrap().write().unwrap();
        let later = Kept::read(&bytes).unwrap();
        assert_eq!((later.provider.as_str(), later.usage), ("Lab", USAGE));
        let expected = [
            thought,
            say("ab"),
            call(0, Some("f"), "{}"),
            call(1, Some("f"), ""),
            Event::Usage(USAGE.tokens),
            end,
        ];
        assert_eq!(later.into_events(), expected);
    }

    #[test]
    fn a_long_text_comes_in_pieces_and_no_character_is_cut() {
        let text = "aé日🙂".repeat(1_000);
        let events = [say(&text), Event::Finished(Finish::Stop)];
        let pieces = kept(&events).unwrap().into_events();
        assert!(pieces.len() > text.len() / PIECE);
        let mut again = String::new();
        for event in pieces {
            if let Event::Delta(piece) = event {
                assert!(piece.len() <= PIECE);
                again += &piece;
            }
        }
        assert_eq!(again, text);
    }

    #[test]
    fn what_failed_was_declined_or_says_nothing_is_not_kept() {
        let end = || Event::Finished(Finish::Stop);
        assert!(kept(&[say("a"), end()]).is_some());
        for events in [
            vec![say("a")],
            vec![say("a"), Event::Failed(Failure::default())],
            vec![say("a"), Event::Finished(Finish::ContentFilter)],
            vec![say("a"), Event::Finished(Finish::Other("what".into()))],
            vec![Event::Refusal("no".into()), say("a"), end()],
            vec![Event::Reasoning("hm".into()), end()],
            vec![end()],
        ] {
            assert_eq!(kept(&events), None, "{events:?}");
        }
    }

    #[test]
    fn what_another_version_wrote_is_not_there() {
        assert_eq!(Kept::read(b"{\"provider\":\"Lab\"}"), None);
        assert_eq!(Kept::read(b""), None);
    }
}
