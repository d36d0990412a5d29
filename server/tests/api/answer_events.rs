//! Reading an answer: from the start, from where one was, and without delay.

use crate::browser::Events;
use crate::test_app::TestApp;
use reqwest::Method;
use tollgate::types::{AnswerId, AnswerState};

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

#[tokio::test]
async fn an_answer_that_has_ended_reads_as_its_text_its_end_and_its_receipt() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let prompt = ada.browser.ask("echo", "Hello").await;
    ada.browser.whole(prompt.answer).await;
    let path = format!("/api/answers/{}/events", prompt.answer);
    insta::assert_snapshot!(ada.browser.get(&path).await.body, @r#"
    id: 16-0
    data: {"type":"delta","text":"You asked: Hello","tokens":3,"cost":7000}

    id: 16-0
    data: {"type":"ended","state":"complete","error":null,"receipt":{"llm":"echo","provider":"Scripted","usage":{"tokens":{"input":1,"cached_input":0,"cache_write":0,"output":3,"reasoning":0},"source":"provider"},"parts":[1000,0,0,6000],"cost":7000,"judged":0,"saved":0,"outcome":"complete","failed_attempts":[]}}

    id: 16-0
    data: {"type":"closed"}
    "#);
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
