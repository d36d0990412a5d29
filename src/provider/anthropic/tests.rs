//! Streams that no recording has: reordered, repeated, unknown and torn.

use crate::provider::dialect::Dialect;
use crate::provider::failure;
use crate::types::{Event, Finish, Seal, Tokens, ToolCall};
use serde_json::{Value, json};

fn stream(events: &[Value]) -> String {
    let frame = |event: &Value| {
        let name = event["type"].as_str().expect("a type");
        format!("event: {name}\ndata: {event}\n\n")
    };
    events.iter().map(frame).collect()
}

fn read_text(text: &str) -> Vec<Event> {
    let mut decoder = Dialect::Anthropic.decoder();
    let mut events = decoder.push(text.as_bytes());
    events.extend(decoder.end());
    events
}

fn read(events: &[Value]) -> Vec<Event> {
    read_text(&stream(events))
}

fn start() -> Value {
    let usage = json!({ "input_tokens": 5, "output_tokens": 1 });
    json!({ "type": "message_start", "message": { "id": "m1", "model": "m", "usage": usage } })
}

fn delta(delta: Value) -> Value {
    json!({ "type": "content_block_delta", "index": 0, "delta": delta })
}

fn text(text: &str) -> Value {
    delta(json!({ "type": "text_delta", "text": text }))
}

fn block(block: Value) -> Value {
    json!({ "type": "content_block_start", "index": 0, "content_block": block })
}

fn finish(reason: &str) -> Value {
    json!({ "type": "message_delta", "delta": { "stop_reason": reason }, "usage": { "output_tokens": 4 } })
}

fn kind(name: &str) -> Value {
    json!({ "type": name })
}

fn code(events: &[Event]) -> Option<&str> {
    match events.last() {
        Some(Event::Failed(failure)) => failure.code.as_deref(),
        other => panic!("not a failure: {other:?}"),
    }
}

#[test]
fn the_output_counted_at_the_start_is_not_believed() {
    let events = read(&[
        start(),
        text("Hi"),
        finish("end_turn"),
        kind("message_stop"),
    ]);
    let prompt = Tokens {
        input: 5,
        ..Tokens::default()
    };
    let expected = [
        Event::Started {
            model: Some("m".into()),
            id: Some("m1".into()),
        },
        Event::Usage(prompt),
        Event::Delta("Hi".into()),
        Event::Usage(Tokens {
            output: 4,
            ..prompt
        }),
        Event::Finished(Finish::Stop),
    ];
    assert_eq!(events, expected);
}

#[test]
fn what_is_repeated_unknown_or_too_late_changes_nothing() {
    let plain = read(&[
        start(),
        text("Hi"),
        finish("end_turn"),
        kind("message_stop"),
    ]);
    let odd = read(&[
        start(),
        start(),
        kind("ping"),
        block(json!({ "type": "compaction", "content": "secret" })),
        text("Hi"),
        delta(json!({ "type": "citations_delta", "citation": {} })),
        json!({ "type": "something_new", "text": "no" }),
        finish("end_turn"),
        kind("message_stop"),
        kind("message_stop"),
        text("late"),
    ]);
    assert_eq!(odd, plain);
    let named = "event: ping\ndata: now\n\n".to_owned();
    let torn = named
        + &stream(&[
            start(),
            text("Hi"),
            finish("end_turn"),
            kind("message_stop"),
        ]);
    assert_eq!(read_text(&torn), plain);
}

#[test]
fn what_cannot_be_read_fails() {
    let torn = stream(&[start()]) + "event: content_block_delta\ndata: {\"type\":\n\n";
    assert_eq!(code(&read_text(&torn)), Some(failure::UNREADABLE));
    assert_eq!(
        code(&read(&[kind("message_stop")])),
        Some(failure::UNREADABLE)
    );
    assert_eq!(
        code(&Dialect::Anthropic.decode_reply(b"{}")),
        Some(failure::UNREADABLE)
    );
}

#[test]
fn a_reason_to_end_is_enough_where_the_last_event_is_missing() {
    let events = read(&[start(), text("Hi"), finish("max_tokens")]);
    assert_eq!(events.last(), Some(&Event::Finished(Finish::Length)));
}

#[test]
fn seals_are_kept_and_never_read_aloud() {
    let events = read(&[
        start(),
        block(json!({ "type": "thinking", "thinking": "", "signature": "" })),
        delta(json!({ "type": "signature_delta", "signature": "S" })),
        block(json!({ "type": "redacted_thinking", "data": "R" })),
    ]);
    let seals: Vec<_> = events
        .iter()
        .filter(|event| matches!(event, Event::Seal(_)))
        .collect();
    let expected = [
        &Event::Seal(Seal::Signature("S".into())),
        &Event::Seal(Seal::Redacted("R".into())),
    ];
    assert_eq!(seals, expected);
}

#[test]
fn arguments_come_once_whether_at_the_start_or_in_pieces() {
    let call = |input: Value, pieces: &[&str]| {
        let tool = json!({ "type": "tool_use", "id": "t", "name": "f", "input": input });
        let piece =
            |piece: &&str| delta(json!({ "type": "input_json_delta", "partial_json": piece }));
        let mut events = vec![start(), block(tool)];
        events.extend(pieces.iter().map(piece));
        events.push(kind("content_block_stop"));
        let pieces = read(&events).into_iter().filter_map(|event| match event {
            Event::ToolCall(ToolCall { arguments, .. }) => Some(arguments),
            _ => None,
        });
        pieces.collect::<String>()
    };
    assert_eq!(call(json!({}), &[""]), "{}");
    assert_eq!(call(json!({ "a": 1 }), &[]), r#"{"a":1}"#);
    assert_eq!(call(json!({}), &["", "{\"a\"", ":1}"]), r#"{"a":1}"#);
}
