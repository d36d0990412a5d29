//! Chunks that no recording has.

use crate::provider::dialect::Dialect;
use crate::provider::failure;
use crate::types::{Event, Finish, Seal};
use serde_json::{Value, json};

fn read(chunks: &[Value]) -> Vec<Event> {
    let mut decoder = Dialect::Google.decoder();
    let text: String = chunks
        .iter()
        .map(|chunk| format!("data: {chunk}\r\n\r\n"))
        .collect();
    let mut events = decoder.push(text.as_bytes());
    events.extend(decoder.end());
    events
}

fn chunk(parts: Value, finish: Option<&str>) -> Value {
    json!({ "candidates": [{ "content": { "parts": parts }, "finishReason": finish, "index": 0 }] })
}

fn last(events: &[Event]) -> &Event {
    events.last().expect("an end")
}

fn code(events: &[Event]) -> Option<&str> {
    match last(events) {
        Event::Failed(failure) => failure.code.as_deref(),
        other => panic!("not a failure: {other:?}"),
    }
}

#[test]
fn every_filter_is_a_filter_and_every_mistake_of_the_model_a_failure() {
    for reason in [
        "SAFETY",
        "RECITATION",
        "BLOCKLIST",
        "PROHIBITED_CONTENT",
        "SPII",
    ] {
        let events = read(&[chunk(json!([]), Some(reason))]);
        assert_eq!(
            last(&events),
            &Event::Finished(Finish::ContentFilter),
            "{reason}"
        );
    }
    for reason in ["MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL"] {
        assert_eq!(code(&read(&[chunk(json!([]), Some(reason))])), Some(reason));
    }
    let unknown = read(&[chunk(json!([{ "text": "Hi" }]), Some("NEW"))]);
    assert_eq!(
        last(&unknown),
        &Event::Finished(Finish::Other("NEW".into()))
    );
}

#[test]
fn a_question_that_was_not_let_through_has_an_end() {
    let blocked = json!({ "promptFeedback": { "blockReason": "OTHER" } });
    let events = read(std::slice::from_ref(&blocked));
    assert_eq!(last(&events), &Event::Finished(Finish::ContentFilter));
    assert_eq!(
        events,
        Dialect::Google.decode_reply(blocked.to_string().as_bytes())
    );
}

#[test]
fn usage_and_signatures_may_follow_the_reason_to_end() {
    let usage = json!({ "promptTokenCount": 3, "candidatesTokenCount": 1 });
    let events = read(&[
        chunk(json!([{ "text": "Hi" }]), Some("STOP")),
        json!({ "usageMetadata": usage }),
        chunk(json!([{ "text": "", "thoughtSignature": "S" }]), None),
    ]);
    let [_, Event::Delta(_), Event::Usage(tokens), seal, end] = events.as_slice() else {
        panic!("{events:?}");
    };
    assert_eq!((tokens.input, tokens.output), (3, 1));
    assert_eq!(seal, &Event::Seal(Seal::Signature("S".into())));
    assert_eq!(end, &Event::Finished(Finish::Stop));
}

#[test]
fn other_candidates_are_not_mixed_into_the_answer() {
    let content = |text: &str| json!({ "parts": [{ "text": text }] });
    let candidates = json!([
        { "index": 1, "content": content("no"), "finishReason": "MAX_TOKENS" },
        { "index": 0, "content": content("yes"), "finishReason": "STOP" },
    ]);
    let events = read(&[json!({ "candidates": candidates })]);
    assert_eq!(
        events[1..],
        [Event::Delta("yes".into()), Event::Finished(Finish::Stop)]
    );
}

#[test]
fn nothing_at_all_is_no_answer() {
    for body in ["", "[]", "{}", "null", "<html>"] {
        let events = Dialect::Google.decode_reply(body.as_bytes());
        assert_eq!(code(&events), Some(failure::UNREADABLE), "{body}");
    }
}
