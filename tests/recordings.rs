//! What providers really sent, read as a reference reading says, however the bytes are cut.
//!
//! The samples of this repository are always read; recordings too, where `TOLLGATE_RECORDINGS` names their
//! folder. A `manifest.jsonl` says what each file is and how it reads.

#![expect(
    clippy::expect_used,
    reason = "a manifest that is not as it should be is a failed test"
)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use tollgate::provider::openai::{StreamDecoder, decode_error, decode_reply};
use tollgate::types::{Event, Failure, Finish, Tokens, ToolCall};

/// Those whose chat completions are OpenAI's, and of Ollama its routes that are compatible.
const SPEAKERS: [&str; 8] = [
    "openai/",
    "azure/",
    "groq/",
    "deepseek/",
    "mistral/",
    "openrouter/",
    "ollama/compat-",
    "ollama/error-",
];

struct Recording {
    file: String,
    entry: Value,
    bytes: Vec<u8>,
}

impl Recording {
    fn status(&self) -> u64 {
        self.entry["status"].as_u64().expect("a status")
    }

    fn expect(&self, key: &str) -> &Value {
        &self.entry["expect"][key]
    }

    fn is_stream(&self) -> bool {
        self.entry["format"] == "sse"
    }

    fn is_chat(&self) -> bool {
        let spoken = SPEAKERS.iter().any(|start| self.file.starts_with(start));
        let format = self.is_stream() || self.entry["format"] == "json";
        spoken && format && (self.entry["api"] == "chat" || self.status() >= 400)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the recordings are a setting of the tests, not of the program"
)]
fn folders() -> Vec<PathBuf> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("end2end/samples");
    let recordings = std::env::var("TOLLGATE_RECORDINGS").ok().map(PathBuf::from);
    std::iter::once(samples).chain(recordings).collect()
}

fn recordings() -> Vec<Recording> {
    let folders = folders();
    let all = folders.iter().flat_map(|folder| {
        let manifest = std::fs::read_to_string(folder.join("manifest.jsonl"))
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let lines: Vec<Value> = manifest
            .lines()
            .map(|line| serde_json::from_str(line).expect("a line of a manifest"))
            .collect();
        lines.into_iter().map(|entry| {
            let file = entry["file"].as_str().expect("a file").to_owned();
            let bytes = std::fs::read(folder.join(&file)).expect("a file of the manifest");
            Recording { file, entry, bytes }
        })
    });
    all.filter(Recording::is_chat).collect()
}

/// All events of a stream that comes in `pieces`.
fn read<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<Event> {
    let mut decoder = StreamDecoder::default();
    let mut events: Vec<Event> = pieces
        .into_iter()
        .flat_map(|piece| decoder.push(piece))
        .collect();
    events.extend(decoder.end());
    events
}

#[derive(Default)]
struct Reading {
    text: String,
    reasoning: String,
    refusal: String,
    calls: Vec<ToolCall>,
    usage: Option<Tokens>,
    finish: Option<Finish>,
    failure: Option<Failure>,
}

fn collect(file: &str, events: Vec<Event>) -> Reading {
    let mut reading = Reading::default();
    for event in events {
        let ended = reading.finish.is_some() || reading.failure.is_some();
        assert!(!ended, "{file}: {event:?} after the end");
        match event {
            Event::Started { .. } => assert_eq!(reading.text, "", "{file}: started late"),
            Event::Delta(text) => reading.text.push_str(&text),
            Event::Reasoning(text) => reading.reasoning.push_str(&text),
            Event::Refusal(text) => reading.refusal.push_str(&text),
            Event::ToolCall(piece) => join(&mut reading.calls, piece),
            Event::Usage(tokens) => reading.usage = Some(tokens),
            Event::Finished(finish) => reading.finish = Some(finish),
            Event::Failed(failure) => reading.failure = Some(failure),
        }
    }
    let ended = reading.finish.is_some() || reading.failure.is_some();
    assert!(ended, "{file}: no end");
    reading
}

fn join(calls: &mut Vec<ToolCall>, piece: ToolCall) {
    match calls.iter_mut().find(|call| call.index == piece.index) {
        Some(call) => call.arguments.push_str(&piece.arguments),
        None => calls.push(piece),
    }
}

fn check(recording: &Recording, reading: &Reading) {
    let file = &recording.file;
    check_text(recording, &reading.text);
    let refusal = recording.expect("refusal").as_str().unwrap_or_default();
    assert_eq!(reading.refusal, refusal, "{file}");
    let thought = recording.expect("reasoning_chars").as_u64().unwrap_or(0);
    assert_eq!(reading.reasoning.chars().count() as u64, thought, "{file}");
    check_calls(recording, &reading.calls);
    check_usage(recording, reading.usage);
    match (&reading.failure, recording.expect("error")) {
        (None, Value::Null) => {
            let finish = finish_word(reading.finish.as_ref());
            assert_eq!(
                Some(finish),
                recording.expect("finish").as_str(),
                "{file}: finish"
            );
        }
        (None, error) => panic!("{file}: not seen: {error}"),
        (Some(failure), error) => check_failure(file, failure, error),
    }
}

fn check_text(recording: &Recording, text: &str) {
    use sha2::{Digest, Sha256};
    let file = &recording.file;
    if let Some(expected) = recording.expect("text_sha256").as_str() {
        let hash: String = Sha256::digest(text)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(hash, expected, "{file}: {text}");
    } else if let Some(expected) = recording.expect("text").as_str() {
        assert_eq!(text, expected, "{file}");
    }
}

fn check_calls(recording: &Recording, calls: &[ToolCall]) {
    let file = &recording.file;
    let expected = recording.expect("tool_calls").as_array();
    let expected = expected.map_or(&[][..], Vec::as_slice);
    assert_eq!(calls.len(), expected.len(), "{file}: {calls:?}");
    for (call, expected) in calls.iter().zip(expected) {
        assert_eq!(call.id.as_deref(), expected["id"].as_str(), "{file}");
        assert_eq!(call.name.as_deref(), expected["name"].as_str(), "{file}");
        assert_eq!(Some(call.arguments.as_str()), expected["args"].as_str());
    }
}

/// The reference has the provider's own counts; ours do not overlap, and are never larger than the whole.
fn check_usage(recording: &Recording, usage: Option<Tokens>) {
    let file = &recording.file;
    let expected = recording.expect("usage");
    let Some(tokens) = usage else {
        return assert_eq!(expected, &Value::Null, "{file}: usage");
    };
    let count = |key: &str| expected[key].as_u64().unwrap_or(0);
    let prompt = tokens.input + tokens.cached_input + tokens.cache_write;
    assert_eq!(prompt, count("input"), "{file}: input");
    assert_eq!(tokens.cached_input, count("cached_input"), "{file}: cached");
    assert_eq!(tokens.output, count("output"), "{file}: output");
    let thought = count("reasoning").min(count("output"));
    assert_eq!(tokens.reasoning, thought, "{file}: reasoning");
}

fn check_failure(file: &str, failure: &Failure, expected: &Value) {
    assert_ne!(expected, &Value::Null, "{file}: {failure:?}");
    let message = ["message", "detail"]
        .iter()
        .find_map(|key| expected[*key].as_str())
        .expect("a message");
    // The reference keeps the beginning of long messages.
    assert!(failure.message.starts_with(message), "{file}: {failure:?}");
    assert_eq!(failure.kind.as_deref(), expected["type"].as_str(), "{file}");
    match &expected["code"] {
        Value::Number(code) => {
            let status = failure.status.map(u64::from);
            assert_eq!(status, code.as_u64(), "{file}: code");
        }
        code => assert_eq!(failure.code.as_deref(), code.as_str(), "{file}: code"),
    }
}

fn finish_word(finish: Option<&Finish>) -> &str {
    match finish {
        Some(Finish::Stop) => "stop",
        Some(Finish::Length) => "length",
        Some(Finish::ToolCalls) => "tool_calls",
        Some(Finish::ContentFilter) => "content_filter",
        Some(Finish::Other(word)) => word,
        None => "",
    }
}

fn streams() -> Vec<Recording> {
    let streams: Vec<_> = recordings()
        .into_iter()
        .filter(|recording| recording.is_stream() && recording.status() < 400)
        .collect();
    assert!(!streams.is_empty(), "no stream to read");
    streams
}

/// Runs `test` for each stream, on all processors: reading every split takes a while without optimisation.
fn for_each_stream(test: impl Fn(&Recording) + Sync) {
    let streams = streams();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let taken = || next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                while let Some(recording) = streams.get(taken()) {
                    test(recording);
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
fn steps(bytes: &[u8]) -> Vec<Step<'_>> {
    let blank = [b"\n\n".as_slice(), b"\r\r", b"\r\n\r\n"];
    let is_end = |end: &usize| blank.iter().any(|blank| bytes[..*end].ends_with(blank));
    let mut ends: Vec<usize> = (1..bytes.len()).filter(is_end).collect();
    ends.push(bytes.len());
    let mut decoder = StreamDecoder::default();
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
fn each_stream_reads_as_its_reference_says() {
    for recording in streams() {
        let mut decoder = StreamDecoder::default();
        let mut events = decoder.push(&recording.bytes);
        if recording.expect("terminator_seen") == true {
            assert!(decoder.has_ended(), "{}: [DONE] not seen", recording.file);
        }
        events.extend(decoder.end());
        check(&recording, &collect(&recording.file, events));
    }
}

#[test]
fn each_plain_reply_reads_as_its_reference_says() {
    for recording in recordings() {
        if !recording.is_stream() && recording.status() < 400 {
            let events = decode_reply(&recording.bytes);
            check(&recording, &collect(&recording.file, events));
        }
    }
}

#[test]
fn each_error_reads_as_its_reference_says() {
    for recording in recordings() {
        if recording.status() < 400 {
            continue;
        }
        let status = u16::try_from(recording.status()).expect("a status");
        let headers = recording.entry["headers"].as_object().expect("headers");
        let headers = headers
            .iter()
            .filter_map(|(name, value)| Some((name.parse().ok()?, value.as_str()?.parse().ok()?)))
            .collect();
        let refusal = decode_error(status, &headers, &recording.bytes);
        assert_eq!(refusal.failure.status, Some(status));
        check_failure(&recording.file, &refusal.failure, recording.expect("error"));
        let asks_to_wait = headers.contains_key("retry-after");
        assert_eq!(refusal.retry_after.is_some(), asks_to_wait);
    }
}

#[test]
fn a_split_at_any_byte_makes_no_difference() {
    for_each_stream(|recording| {
        for step in steps(&recording.bytes) {
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
    for_each_stream(|recording| {
        let whole = read([recording.bytes.as_slice()]);
        assert_eq!(read(recording.bytes.chunks(1)), whole, "{}", recording.file);
    });
}

#[test]
fn a_thousand_random_cuts_make_no_difference() {
    for_each_stream(|recording| {
        let bytes = recording.bytes.as_slice();
        let whole = read([bytes]);
        let mut seed = 0x5eed_0f70_1190_a7e5;
        for round in 0..100 {
            let mut cuts: Vec<usize> = (0..10)
                .map(|_| random(&mut seed) % (bytes.len() + 1))
                .chain([0, bytes.len()])
                .collect();
            cuts.sort_unstable();
            let pieces = cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]);
            assert_eq!(read(pieces), whole, "{}, round {round}", recording.file);
        }
    });
}

#[test]
fn a_stream_that_breaks_off_at_any_byte_ends_once_and_is_never_whole_before_its_reason_to_end() {
    for_each_stream(|recording| {
        let mut reason_given = false;
        for step in steps(&recording.bytes) {
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

fn has_reason(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    text.contains("\"finish_reason\":\"") || text.contains("[DONE]")
}
