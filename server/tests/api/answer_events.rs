//! Reading an answer: from the start, from where one was, and without delay.

use crate::browser::Events;
use crate::test_app::TestApp;
use reqwest::Method;
use std::time::Duration;
use tollgate::types::{AnswerId, AnswerState};
use tollgate_scripted_provider::{Queued, Script};

#[tokio::test]
async fn a_reader_who_comes_back_gets_the_rest_and_nothing_twice() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let prompt = ada.browser.ask("slow-20", "Read me in two parts.").await;
    let mut events = ada.browser.read(prompt.answer, "").await;
    let first = events.text().await;
    drop(events);
    let whole = ada.browser.whole(prompt.answer).await;
    assert_eq!(whole.state, Some(AnswerState::Complete));
    assert!(whole.closed);

    let (bytes, _) = first.id.split_once('-').unwrap();
    let rest = &whole.text[bytes.parse::<usize>().unwrap()..];
    assert!(!rest.is_empty(), "the first part was all");
    let query = format!("?from={}", first.id);
    assert_eq!(
        ada.browser
            .read(prompt.answer, &query)
            .await
            .rest()
            .await
            .text,
        rest
    );
    let path = format!("/api/answers/{}/events?from=0-0", prompt.answer);
    let again = ada
        .browser
        .request(Method::GET, &path)
        .header("last-event-id", &first.id);
    let again = Events::of(again).await.rest().await;
    assert_eq!(
        again.text, rest,
        "where the reader was goes before where it began"
    );
}

#[tokio::test]
async fn a_stream_is_neither_compressed_nor_held_back() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let prompt = ada.browser.ask("echo", "Hello").await;
    let path = format!("/api/answers/{}/events", prompt.answer);
    let request = ada.browser.request(Method::GET, &path);
    let events = Events::of(request.header("accept-encoding", "br, gzip")).await;
    assert_eq!(events.header("content-type"), "text/event-stream");
    assert_eq!(events.header("content-encoding"), "");
    assert_eq!(events.header("x-accel-buffering"), "no");
    assert_eq!(events.header("cache-control"), "no-store");
    assert!(events.rest().await.closed);
}

/// Two words at once, as often as needed to see a pair that nothing else on the machine delayed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_second_event_follows_the_first_at_once() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let mut fastest = Duration::MAX;
    for _ in 0..10 {
        // A pause before each word, so that the two are two events.
        let script: Script = serde_json::from_str(
            r#"{"steps": ["head", {"delay_ms": 30}, {"send": "data: {\"choices\":[{\"delta\":{\"content\":\"one\"}}]}\n\n"},
                {"delay_ms": 1}, {"send": "data: {\"choices\":[{\"delta\":{\"content\":\" two\"}}]}\n\n"}, "stall"]}"#,
        )
        .unwrap();
        app.provider
            .script(Queued::from(script).for_model("scripted").times(2));
        let prompt = ada.browser.ask("scripted", "Two words.").await;
        let mut events = ada.browser.read(prompt.answer, "").await;
        let one = events.text().await;
        if one.id == "3-0" {
            let two = events.text().await;
            fastest = fastest.min(two.at - one.at);
        }
        let answer = prompt.answer.to_string();
        ada.browser
            .call("stop_answer", &[("answer", &answer)])
            .await;
        events.rest().await;
        app.provider.clear();
    }
    // With Nagle's algorithm it is 40.
    assert!(fastest < Duration::from_millis(5), "{fastest:?}");
}

#[tokio::test]
async fn a_reader_says_who_it_is_and_from_where_it_reads() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let prompt = ada.browser.ask("echo", "Hello").await;
    let path = format!("/api/answers/{}/events", prompt.answer);
    let anonymous = app.visitor().get(&path).await;
    assert_eq!(
        (anonymous.status, anonymous.code()),
        (401, "unauthenticated".into())
    );
    for query in ["?from=here", "?from=1-1&more=1", "?form=1-1", "?from=-1-0"] {
        let refused = ada.browser.get(&format!("{path}{query}")).await;
        assert_eq!(
            (refused.status, refused.code()),
            (400, "invalid_request".into()),
            "{query}"
        );
    }
    for id in ["none".to_owned(), AnswerId::new().to_string()] {
        let refused = ada.browser.get(&format!("/api/answers/{id}/events")).await;
        assert_eq!((refused.status, refused.code()), (404, "not_found".into()));
    }
}
