//! Words come one by one and are small: none may wait for the one before it to be acknowledged.

use crate::browser::Browser;
use crate::test_app::TestApp;
use socket2::SockRef;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tollgate::types::AnswerId;
use tollgate_scripted_provider::{Queued, Script};

/// Words in pairs: a millisecond between the two, a while before the next pair.
fn in_pairs(pairs: usize) -> Script {
    let word = r#"{"send_event": {"choices": [{"delta": {"content": "word "}}]}}"#;
    let script = format!(
        r#"{{"steps": ["head", {{"repeat": {{"times": {pairs}, "steps": [
            {{"delay_ms": 50}}, {word}, {{"delay_ms": 1}}, {word}
        ]}}}}, "stall"]}}"#
    );
    serde_json::from_str(&script).unwrap()
}

/// When the events of an answer arrive at a reader who takes its time to acknowledge them, as a network does
/// and this machine would not.
async fn arrivals(
    app: &TestApp,
    browser: &Browser,
    answer: AnswerId,
    events: usize,
) -> Vec<Instant> {
    let address = app.url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "GET /api/answers/{answer}/events HTTP/1.1\r\nhost: {address}\r\ncookie: {}\r\n\r\n",
        browser.cookie().unwrap()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let (mut arrivals, mut seen, mut piece) = (Vec::new(), 0, [0; 4096]);
    while seen < events {
        let length = stream.read(&mut piece).await.unwrap();
        assert!(length > 0, "it ended after {seen} events");
        SockRef::from(&stream).set_tcp_quickack(false).unwrap();
        seen += String::from_utf8_lossy(&piece[..length])
            .matches("word ")
            .count();
        arrivals.push(Instant::now());
    }
    arrivals
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_second_event_follows_the_first_at_once() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let script = Queued::from(in_pairs(20)).for_model("scripted");
    app.provider.script(script.for_body("In pairs.").times(2));
    let prompt = ada.browser.ask("scripted", "In pairs.").await;
    let arrivals = arrivals(&app, &ada.browser, prompt.answer, 40).await;
    let mut gaps: Vec<_> = arrivals.windows(2).map(|two| two[1] - two[0]).collect();
    // Every second gap is the one between pairs. With Nagle's algorithm a second word waits for the first to
    // be acknowledged, 40 ms, and the next pair comes 10 ms after; a busy machine delays a few.
    gaps.sort();
    assert!(gaps[gaps.len() / 4] < Duration::from_millis(5), "{gaps:?}");
}
