use crate::provider::dialect::Dialect;
use crate::provider::failure;
use crate::provider::stream::StreamDecoder;
use crate::types::{Event, Failure, Finish, Tokens};
use serde_json::{Value, json};

fn decoder() -> StreamDecoder {
    Dialect::OpenAi.decoder()
}

fn decode_reply(body: &[u8]) -> Vec<Event> {
    Dialect::OpenAi.decode_reply(body)
}

fn chunk(delta: Value, finish: Option<&str>) -> String {
    let choice = json!({ "index": 0, "delta": delta, "finish_reason": finish });
    event(&json!({ "id": "c1", "model": "m", "choices": [choice] }))
}

fn event(data: &Value) -> String {
    format!("data: {data}\n\n")
}

fn read(text: &str) -> Vec<Event> {
    let mut decoder = decoder();
    let mut events = decoder.push(text.as_bytes());
    events.extend(decoder.end());
    events
}

fn started() -> Event {
    Event::Started {
        model: Some("m".into()),
        id: Some("c1".into()),
    }
}

fn delta(text: &str) -> Event {
    Event::Delta(text.into())
}

fn code(events: &[Event]) -> Option<&str> {
    match events.last() {
        Some(Event::Failed(failure)) => failure.code.as_deref(),
        other => panic!("not a failure: {other:?}"),
    }
}

const DONE_EVENT: &str = "data: [DONE]\n\n";

#[test]
fn usage_comes_before_the_end_though_it_is_sent_after_it() {
    let usage = json!({ "choices": [], "usage": { "prompt_tokens": 3, "completion_tokens": 1 } });
    let text = [
        chunk(json!({ "content": "Hi" }), None),
        chunk(json!({}), Some("stop")),
        event(&usage),
        DONE_EVENT.into(),
    ];
    let tokens = Tokens {
        input: 3,
        output: 1,
        ..Tokens::default()
    };
    let expected = [
        started(),
        delta("Hi"),
        Event::Usage(tokens),
        Event::Finished(Finish::Stop),
    ];
    assert_eq!(read(&text.concat()), expected);
}

#[test]
fn usage_that_grows_is_replaced_and_the_same_is_not_said_twice() {
    let usage = |output: u64| {
        let usage = json!({ "prompt_tokens": 3, "completion_tokens": output });
        event(&json!({ "choices": [], "usage": usage }))
    };
    let text = [
        chunk(json!({ "content": "Hi" }), Some("stop")),
        usage(1),
        usage(1),
        usage(2),
        usage(0),
        DONE_EVENT.into(),
    ];
    let events = read(&text.concat());
    let outputs: Vec<u64> = events
        .iter()
        .filter_map(|event| match event {
            Event::Usage(tokens) => Some(tokens.output),
            _ => None,
        })
        .collect();
    assert_eq!(outputs, [1, 2]);
}

#[test]
fn nothing_follows_the_end() {
    let mut decoder = decoder();
    let hello = chunk(json!({ "content": "Hi" }), Some("stop"));
    let text = format!("{hello}{DONE_EVENT}{hello}{DONE_EVENT}");
    let events = decoder.push(text.as_bytes());
    assert_eq!(events.last(), Some(&Event::Finished(Finish::Stop)));
    assert_eq!(events.len(), 3);
    assert!(decoder.has_ended());
    assert_eq!(decoder.push(hello.as_bytes()), []);
    assert_eq!(decoder.end(), []);
}

#[test]
fn a_stream_that_never_said_why_it_ends_has_broken_off() {
    let text = chunk(json!({ "content": "Hi" }), None);
    assert_eq!(code(&read(&text)), Some(failure::BROKE_OFF));
    assert_eq!(code(&read("")), Some(failure::BROKE_OFF));
    assert_eq!(code(&read("data: {\"choi")), Some(failure::BROKE_OFF));
}

#[test]
fn silence_after_the_reason_to_end_is_an_end() {
    let mut decoder = decoder();
    decoder.push(chunk(json!({ "content": "Hi" }), Some("length")).as_bytes());
    let stalled = failure::of(failure::STALLED, "silence");
    let events = decoder.interrupt(stalled);
    assert_eq!(events, [Event::Finished(Finish::Length)]);
}

#[test]
fn done_without_a_reason_is_an_end_if_something_was_said() {
    let said = chunk(json!({ "content": "Hi" }), None) + DONE_EVENT;
    assert_eq!(read(&said).last(), Some(&Event::Finished(Finish::Stop)));
    let silent = chunk(json!({ "role": "assistant", "content": "" }), None) + DONE_EVENT;
    assert_eq!(code(&read(&silent)), Some(failure::UNREADABLE));
    assert_eq!(code(&read(DONE_EVENT)), Some(failure::UNREADABLE));
}

#[test]
fn what_cannot_be_read_fails_and_unknown_events_do_not() {
    let torn = "data: {\"choices\":\n\ndata: []}\n\n";
    assert_eq!(code(&read(torn)), Some(failure::UNREADABLE));
    let ping = "event: ping\ndata: now\n\n".to_owned() + &chunk(json!({}), Some("stop"));
    assert_eq!(read(&ping), [started(), Event::Finished(Finish::Stop)]);
}

#[test]
fn an_event_that_is_too_long_fails_the_answer() {
    let mut decoder = decoder();
    let long = vec![b'x'; crate::wire::sse::MAX_EVENT_BYTES + 1];
    assert_eq!(code(&decoder.push(&long)), Some(failure::UNREADABLE));
}

#[test]
fn an_error_that_is_no_object_is_still_the_message() {
    let events = read("event: error\ndata: out of memory\n\n");
    let failure = Failure {
        message: "out of memory".into(),
        ..Failure::default()
    };
    assert_eq!(events, [Event::Failed(failure)]);
}

#[test]
fn an_answer_that_ends_in_error_has_failed() {
    let events = read(&(chunk(json!({ "content": "Hi" }), Some("error")) + DONE_EVENT));
    assert!(matches!(events.last(), Some(Event::Failed(_))));
}

#[test]
fn calls_without_numbers_are_told_apart_by_their_ids() {
    let call = |id: Option<&str>, arguments: &str| {
        let function = json!({ "name": "f", "arguments": arguments });
        chunk(
            json!({ "tool_calls": [{ "id": id, "function": function }] }),
            None,
        )
    };
    let text = [call(Some("a"), "1"), call(None, "2"), call(Some("b"), "3")].concat();
    let calls: Vec<(u32, String)> = read(&text)
        .into_iter()
        .filter_map(|event| match event {
            Event::ToolCall(call) => Some((call.index, call.arguments)),
            _ => None,
        })
        .collect();
    assert_eq!(calls, [(0, "1".into()), (0, "2".into()), (1, "3".into())]);
}

#[test]
fn other_choices_are_not_mixed_into_the_answer() {
    let chunk = json!({ "choices": [
        { "index": 1, "delta": { "content": "no" }, "finish_reason": "length" },
        { "index": 0, "delta": { "content": "yes" }, "finish_reason": "stop" },
    ] });
    let events = read(&event(&chunk));
    assert_eq!(events[1..], [delta("yes"), Event::Finished(Finish::Stop)]);
}

#[test]
fn a_plain_reply_that_is_an_error_or_empty_fails() {
    let error = br#"{"error":{"message":"no","code":"insufficient_quota"}}"#;
    assert_eq!(code(&decode_reply(error)), Some("insufficient_quota"));
    for body in ["", "<html>", "{}", r#"{"choices":[]}"#, "null"] {
        let events = decode_reply(body.as_bytes());
        assert_eq!(code(&events), Some(failure::UNREADABLE), "{body}");
    }
}

#[test]
fn arguments_may_be_json_themselves() {
    let message = json!({ "tool_calls": [{ "id": "a", "function": {
        "name": "f", "arguments": { "city": "Brno" },
    } }] });
    let reply = json!({ "choices": [{ "message": message, "finish_reason": "tool_calls" }] });
    let events = decode_reply(reply.to_string().as_bytes());
    let Event::ToolCall(call) = &events[1] else {
        panic!("{events:?}");
    };
    assert_eq!(call.arguments, r#"{"city":"Brno"}"#);
}
