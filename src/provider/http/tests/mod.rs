//! Against the scripted provider, over plain HTTP on this machine.

mod dialects;
mod models;
mod texts;

use super::*;
use crate::provider::{Message, Options};
use crate::types::{Event, Finish, Tokens};
use futures::StreamExt;
use std::collections::BTreeMap;
use tollgate_scripted_provider::{Outcome, Queued, Repeat, Script, ScriptedProvider, Step};

const KEY: &str = "sk-never-to-be-seen";

async fn scripted() -> ScriptedProvider {
    ScriptedProvider::start().await.expect("a free port")
}

fn provider_at(base_url: &str, timeouts: Timeouts) -> HttpProvider {
    speaking(Dialect::OpenAi, base_url, timeouts)
}

fn speaking(dialect: Dialect, base_url: &str, timeouts: Timeouts) -> HttpProvider {
    let config = ProviderConfig {
        name: "scripted".into(),
        title: "Scripted".into(),
        dialect,
        base_url: base_url.into(),
        key: Some(SecretString::from(KEY)),
        timeouts,
    };
    HttpProvider::new(&config).expect("a client")
}

fn provider(scripted: &ScriptedProvider) -> HttpProvider {
    provider_at(&format!("{}/v1/", scripted.base_url()), Timeouts::default())
}

/// Silence is borne for a moment only.
fn impatient(scripted: &ScriptedProvider) -> HttpProvider {
    let timeouts = Timeouts {
        connect: Duration::from_secs(1),
        headers: Duration::from_millis(100),
        idle: Duration::from_millis(100),
        ..Timeouts::default()
    };
    provider_at(&format!("{}/v1", scripted.base_url()), timeouts)
}

/// The scripted provider takes the name of a model for the name of a scenario.
fn request(scenario: &str) -> ChatRequest {
    ChatRequest {
        model: scenario.into(),
        messages: vec![Message::person("who is there?")],
        max_tokens: 1_000,
        options: Options::default(),
    }
}

async fn answer(provider: &HttpProvider, scenario: &str) -> Vec<Event> {
    let stream = provider.send(request(scenario)).await.expect("an answer");
    stream.collect().await
}

async fn reason(provider: &HttpProvider, scenario: &str) -> ProviderReason {
    match provider.send(request(scenario)).await {
        Err(error) => error.reason,
        Ok(stream) => panic!("answered: {:?}", stream.collect::<Vec<_>>().await),
    }
}

fn text(events: &[Event]) -> String {
    let texts = events.iter().filter_map(|event| match event {
        Event::Delta(text) => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

fn failure_of(events: &[Event]) -> &Failure {
    match events.last() {
        Some(Event::Failed(failure)) => failure,
        other => panic!("not a failure: {other:?}"),
    }
}

#[tokio::test]
async fn an_answer_streams_in_with_its_usage_and_its_key_was_sent() {
    let scripted = scripted().await;
    let events = answer(&provider(&scripted), "echo").await;
    assert_eq!(text(&events), "You asked: who is there?");
    let [.., Event::Usage(tokens), Event::Finished(Finish::Stop)] = events.as_slice() else {
        panic!("{events:?}");
    };
    assert_eq!((tokens.input, tokens.output), (3, 5));
    let call = &scripted.received()[0];
    assert_eq!(call.path, "/v1/chat/completions");
    assert_eq!(call.headers["authorization"], format!("Bearer {KEY}"));
}

#[tokio::test]
async fn usage_that_never_comes_is_not_invented() {
    let scripted = scripted().await;
    for scenario in ["no-usage", "zero-usage"] {
        let events = answer(&provider(&scripted), scenario).await;
        let said = events
            .iter()
            .any(|event| matches!(event, Event::Usage(Tokens { .. })));
        assert!(!said, "{scenario}: {events:?}");
        assert_eq!(events.last(), Some(&Event::Finished(Finish::Stop)));
    }
}

#[tokio::test]
async fn a_plain_reply_to_a_request_for_a_stream_is_read_too() {
    let scripted = scripted().await;
    let events = answer(&provider(&scripted), "fixture:openai/reply-parts.json").await;
    assert_eq!(text(&events), "It is 144.");
    assert_eq!(events.last(), Some(&Event::Finished(Finish::Stop)));
}

#[tokio::test]
async fn answers_that_break_off_keep_their_text_and_say_so() {
    let scripted = scripted().await;
    for scenario in ["unfinished", "hang-up", "reset"] {
        let provider = provider(&scripted);
        let events = answer(&provider, scenario).await;
        let failure = failure_of(&events);
        let reason = provider.explain(failure).reason;
        assert!(
            matches!(reason, ProviderReason::BrokeOff),
            "{scenario}: {failure:?}"
        );
        assert!(reason.is_retryable());
    }
}

#[tokio::test]
async fn silence_in_the_middle_of_an_answer_ends_it() {
    let scripted = scripted().await;
    let provider = impatient(&scripted);
    let events = answer(&provider, "stall").await;
    let reason = provider.explain(failure_of(&events)).reason;
    let idle = Duration::from_millis(100);
    assert!(matches!(reason, ProviderReason::Stalled(after) if after == idle));
    let gone = |calls: &[tollgate_scripted_provider::Call]| calls[0].outcome == Outcome::ClientGone;
    scripted
        .wait_until(gone)
        .await
        .expect("the end of the call");
}

#[tokio::test]
async fn a_provider_that_never_begins_is_given_up() {
    let scripted = scripted().await;
    let reason = reason(&impatient(&scripted), "silent").await;
    assert!(matches!(reason, ProviderReason::Timeout(_)), "{reason}");
}

#[tokio::test]
async fn a_provider_that_is_not_there_cannot_be_reached() {
    let scripted = scripted().await;
    let provider = provider(&scripted);
    let refused = reason(&provider, "refuse").await;
    assert!(
        matches!(refused, ProviderReason::Unreachable(_)),
        "{refused}"
    );
    scripted.shutdown().await;
    let absent = reason(&provider, "echo").await;
    let ProviderReason::Unreachable(message) = &absent else {
        panic!("{absent}");
    };
    assert!(!message.contains("http://"), "{message}");
}

#[tokio::test]
async fn dropping_an_answer_ends_the_call() {
    let scripted = scripted().await;
    let mut stream = provider(&scripted)
        .send(request("endless"))
        .await
        .expect("an answer");
    assert!(stream.next().await.is_some());
    drop(stream);
    let gone = |calls: &[tollgate_scripted_provider::Call]| calls[0].outcome == Outcome::ClientGone;
    scripted
        .wait_until(gone)
        .await
        .expect("the end of the call");
}

#[tokio::test]
async fn a_refusal_keeps_its_status_and_its_wish_to_wait() {
    let scripted = scripted().await;
    let refused = reason(
        &provider(&scripted),
        "fixture:openai/error-429-rate-limit.json",
    )
    .await;
    assert!(refused.is_retryable());
    let ProviderReason::Refused {
        status,
        failure,
        retry_after,
    } = refused
    else {
        panic!("{refused}");
    };
    assert_eq!((status, retry_after), (429, Some(Duration::from_secs(2))));
    assert_eq!(failure.code.as_deref(), Some("rate_limit_exceeded"));
}

#[tokio::test]
async fn an_empty_purse_is_not_tried_again() {
    let scripted = scripted().await;
    assert!(!reason(&provider(&scripted), "quota").await.is_retryable());
}

#[tokio::test]
async fn a_web_page_and_a_redirect_are_no_answers() {
    let scripted = scripted().await;
    let provider = provider(&scripted);
    let page = reason(&provider, "html").await;
    assert!(matches!(page, ProviderReason::Unreadable(_)), "{page}");
    let elsewhere = BTreeMap::from([("location".to_owned(), scripted.base_url())]);
    scripted.script(Script::of([Step::Status(307), Step::Headers(elsewhere)]));
    let redirect = reason(&provider, "echo").await;
    assert!(matches!(
        redirect,
        ProviderReason::Refused { status: 307, .. }
    ));
    assert_eq!(scripted.calls(), 2, "nothing was followed");
}

#[tokio::test]
async fn a_prompt_that_is_too_long_has_one_code_everywhere() {
    let scripted = scripted().await;
    let body =
        r#"{"error":{"message":"prompt too long; exceeded max context length by 4 tokens"}}"#;
    scripted.script(Script::of([Step::Status(400), Step::Send(body.into())]));
    let ProviderReason::Refused { failure, .. } = reason(&provider(&scripted), "echo").await else {
        panic!("not refused");
    };
    assert_eq!(failure.code.as_deref(), Some("context_length_exceeded"));
}

#[tokio::test]
async fn a_key_that_a_provider_quotes_goes_no_further() {
    let scripted = scripted().await;
    let provider = provider(&scripted);
    let body = format!(r#"{{"error":{{"message":"wrong key {KEY}"}}}}"#);
    scripted.script(Script::of([Step::Status(401), Step::Send(body.clone())]));
    let refused = reason(&provider, "echo").await;
    assert_eq!(refused.to_string(), "status 401: wrong key [key]");
    scripted.script(Script::of([Step::Send(format!("data: {body}\n\n"))]));
    let events = answer(&provider, "echo").await;
    assert_eq!(failure_of(&events).message, "wrong key [key]");
    assert!(!format!("{provider:?}").contains(KEY));

    let elsewhere = format!(r#"{{"error":{{"message":"no","type":"{KEY}","code":"{KEY}"}}}}"#);
    scripted.script(Script::of([Step::Send(format!("data: {elsewhere}\n\n"))]));
    let events = answer(&provider, "echo").await;
    assert!(!format!("{events:?}").contains(KEY), "{events:?}");
    // Only the beginning of a page is kept, which might be half a key.
    let page = "x".repeat(296) + KEY;
    scripted.script(Script::of([Step::Status(503), Step::Send(page)]));
    let refused = reason(&provider, "echo").await.to_string();
    assert!(!refused.contains(&KEY[..4]), "{refused}");
}

#[tokio::test]
async fn whole_answers_leave_their_connection_to_the_next_call() {
    let scripted = scripted().await;
    let provider = provider(&scripted);
    for _ in 0..3 {
        let events = answer(&provider, "echo").await;
        assert_eq!(events.last(), Some(&Event::Finished(Finish::Stop)));
    }
    let whole = |calls: &[tollgate_scripted_provider::Call]| {
        calls.len() == 3 && calls.iter().all(|call| call.outcome == Outcome::Finished)
    };
    scripted.wait_until(whole).await.expect("whole responses");
}

#[tokio::test]
async fn what_never_ends_is_cut_at_a_limit() {
    let scripted = scripted().await;
    let provider = provider(&scripted);
    let forever = || {
        Step::Repeat(Repeat {
            times: None,
            steps: vec![Step::Send("x".repeat(10_000))],
        })
    };
    scripted.script(Script::of([Step::Status(500), forever()]));
    let refused = reason(&provider, "echo").await;
    assert!(matches!(
        refused,
        ProviderReason::Refused { status: 500, .. }
    ));
    scripted.script(Script::of([forever()]));
    let events = answer(&provider, "echo").await;
    let reason = provider.explain(failure_of(&events)).reason;
    assert!(matches!(reason, ProviderReason::Unreadable(_)), "{reason}");
}
