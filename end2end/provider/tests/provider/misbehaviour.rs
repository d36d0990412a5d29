//! Everything that a provider should not do, seen from the client.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tollgate_scripted_provider::{Call, Delivery, Outcome, Script, ScriptedProvider, Step};

use crate::support::{Bench, question};

/// Reads until the body ends or breaks: what came, and whether it ended well.
async fn drain(mut response: reqwest::Response) -> (Vec<u8>, Result<(), reqwest::Error>) {
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return (body, Ok(())),
            Err(error) => return (body, Err(error)),
        }
    }
}

async fn send(bench: &Bench, model: &str) -> (Vec<u8>, Result<(), reqwest::Error>) {
    drain(bench.chat(model).send().await.unwrap()).await
}

fn is_reset(error: &(dyn std::error::Error + 'static)) -> bool {
    let io = error.downcast_ref::<std::io::Error>();
    io.is_some_and(|error| error.kind() == std::io::ErrorKind::ConnectionReset)
        || error.source().is_some_and(is_reset)
}

#[tokio::test]
async fn a_reset_comes_after_exactly_so_many_bytes_and_is_an_error() {
    let bench = Bench::new().await;
    let (whole, end) = send(&bench, "echo").await;
    assert!(end.is_ok());
    for after in [0, 1, 200, whole.len()] {
        let (body, end) = send(&bench, &format!("reset-after-{after}")).await;
        assert_eq!(body.len(), after);
        assert!(is_reset(&end.unwrap_err()), "after {after}");
    }
    let calls = bench.provider.received();
    assert!(calls[1..].iter().all(|call| call.outcome == Outcome::Reset));
    assert_eq!(calls[3].bytes_sent, 200);
}

#[tokio::test]
async fn a_reset_as_the_first_step_leaves_no_response() {
    let bench = Bench::new().await;
    let error = bench.chat("refuse").send().await.unwrap_err();
    assert!(is_reset(&error), "{error:?}");
    assert_eq!(bench.provider.received()[0].status, None);
}

#[tokio::test]
async fn hanging_up_breaks_the_body_without_a_reset() {
    let bench = Bench::new().await;
    let (body, end) = send(&bench, "hang-up").await;
    let error = end.unwrap_err();
    assert!(!body.is_empty() && !is_reset(&error));
    assert_eq!(bench.provider.received()[0].outcome, Outcome::HungUp);
}

#[tokio::test]
async fn a_client_that_goes_away_is_noticed() {
    let bench = Bench::new().await;
    for model in ["endless", "stall"] {
        let mut response = bench.chat(model).send().await.unwrap();
        assert!(response.chunk().await.unwrap().is_some());
        drop(response);
        let has_ended = |calls: &[Call]| calls.iter().all(|call| call.ended_ms.is_some());
        let calls = bench.provider.wait_until(has_ended).await.unwrap();
        let call = calls.last().unwrap();
        assert_eq!(call.outcome, Outcome::ClientGone, "{model}");
        assert!(call.events_sent >= 1);
    }
}

#[tokio::test]
async fn a_client_that_gives_up_before_the_head_is_noticed() {
    let bench = Bench::new().await;
    let impatient = bench.chat("silent").timeout(Duration::from_millis(50));
    assert!(impatient.send().await.unwrap_err().is_timeout());
    let gone = |calls: &[Call]| calls[0].outcome == Outcome::ClientGone;
    let calls = bench.provider.wait_until(gone).await.unwrap();
    assert_eq!((calls[0].status, calls[0].events_sent), (None, 0));
}

#[tokio::test]
async fn an_answer_that_was_read_to_its_end_is_finished() {
    let bench = Bench::new().await;
    send(&bench, "echo").await.1.unwrap();
    bench
        .post("/v1/chat/completions", &question("echo", false))
        .send()
        .await
        .unwrap();
    assert!(
        bench
            .provider
            .received()
            .iter()
            .all(|call| call.outcome == Outcome::Finished)
    );
}

#[tokio::test]
async fn an_unfinished_stream_ends_properly_after_two_words_in_every_dialect() {
    let bench = Bench::new().await;
    let paths = [
        "/v1/chat/completions",
        "/v1/messages",
        "/v1beta/models/unfinished:streamGenerateContent?alt=sse",
    ];
    for path in paths {
        let mut body = question("unfinished", true);
        body["contents"] = json!([{"parts": [{"text": "Why is that?"}]}]);
        let (body, end) = drain(bench.post(path, &body).send().await.unwrap()).await;
        let body = String::from_utf8(body).unwrap();
        assert!(
            end.is_ok() && body.contains(" asked:") && !body.contains("Why"),
            "{path}: {body}"
        );
    }
}

#[tokio::test]
async fn a_malformed_event_stands_between_good_ones() {
    let bench = Bench::new().await;
    let (body, end) = send(&bench, "malformed").await;
    assert!(end.is_ok());
    let body = String::from_utf8(body).unwrap();
    let data = body.lines().filter_map(|line| line.strip_prefix("data: "));
    let bad = data.filter(|data| serde_json::from_str::<Value>(data).is_err() && *data != "[DONE]");
    assert_eq!(bad.count(), 1);
    assert!(body.ends_with("data: [DONE]\n\n"));
}

#[tokio::test]
async fn errors_have_the_shape_of_their_dialect() {
    let bench = Bench::new().await;
    let cases = [
        (
            "/v1/chat/completions",
            429,
            "/error/code",
            "rate_limit_exceeded",
        ),
        ("/v1/messages", 529, "/error/type", "overloaded_error"),
        (
            "/v1beta/models/x:generateContent",
            503,
            "/error/status",
            "UNAVAILABLE",
        ),
    ];
    for (path, status, pointer, expected) in cases {
        bench.provider.script(Script::status(status));
        let response = bench
            .post(path, &question("some-model", false))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), status);
        let body: Value = response.json().await.unwrap();
        assert_eq!(body.pointer(pointer).unwrap(), expected);
    }
    let (body, end) = send(&bench, "error-event").await;
    assert!(end.is_ok() && String::from_utf8(body).unwrap().contains("server_error"));
}

#[tokio::test]
async fn a_script_sets_any_status_headers_and_body() {
    let bench = Bench::new().await;
    let script = r#"{"steps":[{"delay_ms":30},{"status":418},{"headers":{"Retry-After":"7","content-type":"text/plain"}},
        {"send":"tea "},{"send_bytes":[255,0]},{"repeat":{"times":3,"steps":[{"send":"!"}]}},"end",{"send":"never"}]}"#;
    let began = Instant::now();
    let response = bench
        .chat("echo")
        .header("x-script", script.replace('\n', " "))
        .send()
        .await
        .unwrap();
    assert!(began.elapsed() >= Duration::from_millis(30));
    assert_eq!(response.status(), 418);
    assert_eq!(response.headers()["retry-after"], "7");
    assert_eq!(response.headers()["content-type"], "text/plain");
    assert_eq!(response.bytes().await.unwrap().as_ref(), b"tea \xff\0!!!");
}

#[tokio::test]
async fn a_head_can_come_long_before_the_body() {
    let bench = Bench::new().await;
    bench.provider.script(Script::of([Step::Head, Step::Stall]));
    let response = bench.chat("echo").send().await.unwrap();
    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn a_drip_is_the_same_answer() {
    let bench = Bench::new().await;
    let mut delivery = Delivery {
        piece_bytes: Some(1),
        ..Delivery::default()
    };
    let (whole, _) = send(&bench, "some-model").await;
    bench
        .provider
        .script(Script::answer(Default::default()).delivered(delivery.clone()));
    let (dripped, _) = send(&bench, "some-model").await;
    assert_eq!(whole.len(), dripped.len());
    delivery.piece_bytes = Some(7);
    bench
        .provider
        .script(Script::answer(Default::default()).delivered(delivery));
    assert_eq!(send(&bench, "some-model").await.0.len(), whole.len());
}

#[tokio::test]
async fn an_event_does_not_wait_for_the_next() {
    let bench = Bench::new().await;
    let mut response = bench.chat("stall").send().await.unwrap();
    let mut body = Vec::new();
    // Three events come although nothing follows them; with buffering this would hang.
    while body.windows(2).filter(|pair| pair == b"\n\n").count() < 3 {
        body.extend_from_slice(&response.chunk().await.unwrap().unwrap());
    }
}

#[tokio::test]
async fn a_stopped_provider_breaks_off_and_frees_its_port() {
    let bench = Bench::new().await;
    let address = bench.provider.address();
    let response = bench.chat("stall").send().await.unwrap();
    bench.provider.shutdown().await;
    assert!(drain(response).await.1.is_err());
    let again = ScriptedProvider::builder()
        .listen(address)
        .start()
        .await
        .unwrap();
    assert_eq!(again.address(), address);
}
