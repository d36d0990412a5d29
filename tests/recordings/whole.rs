//! Each recording, read in one piece.

use crate::manifest::{Kind, Recording, recordings};
use crate::reading::{Reading, check_failure};
use std::collections::BTreeMap;

#[test]
fn each_stream_reads_as_its_reference_says() {
    for recording in recordings() {
        let Kind::Stream(dialect) = recording.kind else {
            continue;
        };
        let mut decoder = dialect.decoder();
        let mut events = decoder.push(&recording.bytes);
        if recording.expect("terminator_seen") == true {
            assert!(decoder.has_ended(), "{}: no terminator", recording.file);
        }
        events.extend(decoder.end());
        Reading::of(&recording.file, events).check(dialect, &recording);
    }
}

#[test]
fn each_plain_reply_reads_as_its_reference_says() {
    for recording in recordings() {
        if let Kind::Reply(dialect) = recording.kind {
            let events = dialect.decode_reply(&recording.bytes);
            Reading::of(&recording.file, events).check(dialect, &recording);
        }
    }
}

#[test]
fn each_error_reads_as_its_reference_says() {
    for recording in recordings() {
        let Kind::Refusal(dialect) = recording.kind else {
            continue;
        };
        let headers = recording.entry["headers"].as_object().expect("headers");
        let headers = headers
            .iter()
            .filter_map(|(name, value)| Some((name.parse().ok()?, value.as_str()?.parse().ok()?)))
            .collect();
        let refusal = dialect.decode_error(recording.status(), &headers, &recording.bytes);
        assert_eq!(refusal.failure.status, Some(recording.status()));
        let expected = recording.expect("error");
        check_failure(&recording.file, &refusal.failure, expected);
        let body = String::from_utf8_lossy(&recording.bytes);
        let asks_to_wait = headers.contains_key("retry-after") || body.contains("retryDelay");
        assert_eq!(refusal.retry_after.is_some(), asks_to_wait);
    }
}

/// Those of another API; all others are read by a test.
const NOT_SPOKEN: [&str; 3] = [
    "openai/responses-stream-error-quota.chunks.jsonl",
    "openai/responses-stream-incomplete.sse",
    "openai/responses-stream-tool.sse",
];

#[test]
fn no_recording_is_passed_over() {
    let all = recordings();
    let is_read = |recording: &&Recording| match recording.kind {
        Kind::Stream(_) | Kind::Reply(_) | Kind::Refusal(_) => true,
        Kind::Embeddings(_) | Kind::Moderations => true,
        Kind::Responses => false,
    };
    let by_provider = |recordings: &mut dyn Iterator<Item = &Recording>| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for recording in recordings {
            *counts.entry(recording.provider().to_owned()).or_default() += 1;
        }
        counts
    };
    let read = by_provider(&mut all.iter().filter(is_read));
    let mut expected = by_provider(&mut all.iter());
    for recording in all.iter().filter(|recording| !is_read(recording)) {
        assert!(
            NOT_SPOKEN.contains(&recording.file.as_str()),
            "{}",
            recording.file
        );
        *expected.get_mut(recording.provider()).expect("a provider") -= 1;
    }
    assert_eq!(read, expected);
    for provider in ["anthropic", "google", "ollama", "openai"] {
        assert!(read.contains_key(provider), "nothing of {provider}");
    }
}
