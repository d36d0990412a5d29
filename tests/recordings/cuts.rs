//! Each stream, cut in every way: how the bytes arrive makes no difference.

use crate::manifest::{Kind, Recording, recordings};
use tollgate::provider::{Dialect, StreamDecoder};
use tollgate::types::Event;

/// All events of a stream that comes in `pieces`.
fn read<'a>(dialect: Dialect, pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<Event> {
    let mut decoder = dialect.decoder();
    let mut events: Vec<Event> = pieces
        .into_iter()
        .flat_map(|piece| decoder.push(piece))
        .collect();
    events.extend(decoder.end());
    events
}

fn streams() -> Vec<(Dialect, Recording)> {
    let of_stream = |recording: Recording| match recording.kind {
        Kind::Stream(dialect) => Some((dialect, recording)),
        _ => None,
    };
    let streams: Vec<_> = recordings().into_iter().filter_map(of_stream).collect();
    assert!(!streams.is_empty(), "no stream to read");
    streams
}

/// Runs `test` for each stream, on all processors: reading every split takes a while without optimisation.
fn for_each_stream(test: impl Fn(Dialect, &Recording) + Sync) {
    let streams = streams();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let taken = || next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                while let Some((dialect, recording)) = streams.get(taken()) {
                    test(*dialect, recording);
                }
            });
        }
    });
}

/// A decoder that has read the events before, one that has read this event too, and what it gave out.
struct Step<'a> {
    before: StreamDecoder,
    event: &'a [u8],
    after: StreamDecoder,
    given: Vec<Event>,
}

/// The stream event by event, so that every split of the whole is tried inside the one event that it cuts,
/// from the state that the events before left behind.
fn steps(dialect: Dialect, bytes: &[u8]) -> Vec<Step<'_>> {
    let blank: &[&[u8]] = match dialect {
        Dialect::Ollama => &[b"\n"],
        _ => &[b"\n\n", b"\r\r", b"\r\n\r\n"],
    };
    let is_end = |end: &usize| blank.iter().any(|blank| bytes[..*end].ends_with(blank));
    let mut ends: Vec<usize> = (1..bytes.len()).filter(is_end).collect();
    ends.push(bytes.len());
    let mut decoder = dialect.decoder();
    let mut start = 0;
    let steps = ends.into_iter().map(|end| {
        let before = decoder.clone();
        let event = &bytes[start..end];
        start = end;
        let given = decoder.push(event);
        Step {
            before,
            event,
            after: decoder.clone(),
            given,
        }
    });
    steps.collect()
}

/// The same numbers on every run (xorshift).
fn random(seed: &mut u64) -> usize {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    usize::try_from(*seed >> 33).expect("31 bits")
}

#[test]
fn a_split_at_any_byte_makes_no_difference() {
    for_each_stream(|dialect, recording| {
        for step in steps(dialect, &recording.bytes) {
            for cut in 0..=step.event.len() {
                let (head, tail) = step.event.split_at(cut);
                let mut decoder = step.before.clone();
                let mut given = decoder.push(head);
                given.extend(decoder.push(tail));
                assert_eq!(given, step.given, "{} at {cut}", recording.file);
                assert_eq!(decoder, step.after, "{} at {cut}", recording.file);
            }
        }
    });
}

#[test]
fn bytes_that_come_one_by_one_make_no_difference() {
    for_each_stream(|dialect, recording| {
        let whole = read(dialect, [recording.bytes.as_slice()]);
        assert_eq!(
            read(dialect, recording.bytes.chunks(1)),
            whole,
            "{}",
            recording.file
        );
    });
}

#[test]
fn a_thousand_random_cuts_make_no_difference() {
    for_each_stream(|dialect, recording| {
        let bytes = recording.bytes.as_slice();
        let whole = read(dialect, [bytes]);
        let mut seed = 0x5eed_0f70_1190_a7e5;
        for round in 0..100 {
            let mut cuts: Vec<usize> = (0..10)
                .map(|_| random(&mut seed) % (bytes.len() + 1))
                .chain([0, bytes.len()])
                .collect();
            cuts.sort_unstable();
            let pieces = cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]);
            assert_eq!(
                read(dialect, pieces),
                whole,
                "{}, round {round}",
                recording.file
            );
        }
    });
}

#[test]
fn a_stream_that_breaks_off_at_any_byte_ends_once_and_is_never_whole_before_its_reason_to_end() {
    for_each_stream(|dialect, recording| {
        let mut reason_given = false;
        for step in steps(dialect, &recording.bytes) {
            for cut in 0..step.event.len() {
                let mut decoder = step.before.clone();
                let had_ended = decoder.has_ended();
                let mut events = decoder.push(&step.event[..cut]);
                events.extend(decoder.end());
                let is_end = |event: &Event| matches!(event, Event::Finished(_) | Event::Failed(_));
                let ends = events.iter().filter(|event| is_end(event)).count();
                assert_eq!(ends, usize::from(!had_ended), "{}", recording.file);
                let finished = matches!(events.last(), Some(Event::Finished(_)));
                let may_finish = reason_given || has_reason(&step.event[..cut]);
                assert!(!finished || may_finish, "{} at {cut}", recording.file);
            }
            reason_given |= has_reason(step.event);
        }
    });
}

/// Whether the bytes say why the answer ends, in any dialect's words.
fn has_reason(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    [
        "\"finish_reason\":\"",
        "[DONE]",
        "\"stop_reason\":\"",
        "\"finishReason\":",
        "\"blockReason\":",
        "\"done\":true",
    ]
    .iter()
    .any(|words| text.contains(words))
}

#[test]
fn events_that_are_lost_repeated_or_swapped_never_end_an_answer_twice() {
    for_each_stream(|dialect, recording| {
        let steps = steps(dialect, &recording.bytes);
        let events: Vec<&[u8]> = steps.iter().map(|step| step.event).collect();
        for place in 0..events.len() {
            let (before, after) = (&events[..place], &events[place + 1..]);
            let here = events[place];
            let lost = [before, after].concat();
            let repeated = [before, &[here, here], after].concat();
            let swapped = match after.split_first() {
                Some((next, rest)) => [before, &[*next, here], rest].concat(),
                None => events.clone(),
            };
            for events in [lost, repeated, swapped] {
                let read = read(dialect, events);
                let is_end =
                    |event: &&Event| matches!(event, Event::Finished(_) | Event::Failed(_));
                let file = &recording.file;
                assert_eq!(read.iter().filter(is_end).count(), 1, "{file} at {place}");
                assert!(
                    read.last().as_ref().is_some_and(is_end),
                    "{file} at {place}"
                );
            }
        }
    });
}
