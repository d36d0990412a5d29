//! What tests can ask and order: the record of calls and the queue of scripts.

use serde_json::{Value, json};
use tollgate_scripted_provider::{Api, Call, Queued, Script};

use crate::support::{Bench, question};

async fn text(bench: &Bench, path: &str, model: &str) -> String {
    let body = bench.answer(path, &question(model, false)).await;
    body["choices"][0]["message"]["content"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_call_is_recorded_with_all_that_came() {
    let bench = Bench::new().await;
    let body = question("some-model", false);
    bench
        .post("/one/v1/chat/completions?x=1", &body)
        .bearer_auth("key")
        .send()
        .await
        .unwrap();
    assert_eq!(bench.provider.calls(), 1);
    let call = &bench.provider.received()[0];
    assert_eq!(
        (
            call.method.as_str(),
            call.path.as_str(),
            call.query.as_str()
        ),
        ("POST", "/one/v1/chat/completions", "x=1")
    );
    assert_eq!(call.headers["authorization"], "Bearer key");
    assert_eq!(
        (call.api, call.model.as_str(), call.status),
        (Api::Chat, "some-model", Some(200))
    );
    assert_eq!(call.body, body);
}

#[tokio::test]
async fn queued_scripts_are_played_in_order_then_the_default() {
    let bench = Bench::new().await;
    bench
        .provider
        .script(Queued::from(Script::say("first")).times(2));
    bench.provider.script(Script::say("second"));
    let mut answers = Vec::new();
    for _ in 0..4 {
        answers.push(text(&bench, "/v1/chat/completions", "some-model").await);
    }
    assert_eq!(
        answers,
        ["first", "first", "second", "You asked: Why is that?"]
    );
}

#[tokio::test]
async fn a_queued_script_waits_for_the_call_that_it_is_for() {
    let bench = Bench::new().await;
    bench
        .provider
        .script(Queued::from(Script::say("two")).for_path("/two/"));
    bench.provider.script(
        Queued::from(Script::say("big"))
            .for_model("big-model")
            .always(),
    );
    bench.provider.script(
        Queued::from(Script::say("kind"))
            .for_body("Be kind")
            .for_api(Api::Messages),
    );
    assert_eq!(
        text(&bench, "/one/chat/completions", "big-model").await,
        "big"
    );
    assert_eq!(
        text(&bench, "/two/chat/completions", "small-model").await,
        "two"
    );
    assert_eq!(
        text(&bench, "/two/chat/completions", "big-model").await,
        "big"
    );
    assert!(
        text(&bench, "/one/chat/completions", "small-model")
            .await
            .starts_with("You asked")
    );
}

#[tokio::test]
async fn the_header_wins_over_the_queue_and_the_queue_over_the_model() {
    let bench = Bench::new().await;
    bench.provider.script(Script::say("queued"));
    let request = bench.post("/v1/chat/completions", &question("status-500", false));
    let response = request
        .header("x-script", "say:header")
        .send()
        .await
        .unwrap();
    assert!(response.text().await.unwrap().contains("header"));
    assert_eq!(
        text(&bench, "/v1/chat/completions", "status-500").await,
        "queued"
    );
    let response = bench.chat("status-500").send().await.unwrap();
    assert_eq!(response.status(), 500);
}

#[tokio::test]
async fn the_control_api_does_the_same_from_outside() {
    let bench = Bench::new().await;
    for order in [
        json!({"script": "status-503", "times": 1}),
        json!({"script": {"steps": [{"answer": {"text": "hi"}}]}}),
    ] {
        assert_eq!(
            bench
                .post("/control/script", &order)
                .send()
                .await
                .unwrap()
                .status(),
            204
        );
    }
    assert_eq!(bench.chat("some-model").send().await.unwrap().status(), 503);
    assert_eq!(
        text(&bench, "/v1/chat/completions", "some-model").await,
        "hi"
    );

    let calls: Value = bench
        .get("/control/calls")
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(calls[0]["status"], 503);
    assert_eq!(calls[1]["outcome"], "finished");
    assert_eq!(
        bench
            .delete("/control/calls")
            .send()
            .await
            .unwrap()
            .status(),
        204
    );
    assert_eq!(bench.provider.calls(), 0);
}

#[tokio::test]
async fn a_mistaken_order_is_refused_with_its_reason() {
    let bench = Bench::new().await;
    for order in [
        json!({"script": "no-such"}),
        json!({"scrpt": "echo"}),
        json!({"script": {"stepps": []}}),
    ] {
        let response = bench.post("/control/script", &order).send().await.unwrap();
        assert_eq!(response.status(), 400);
        assert!(response.text().await.unwrap().contains("no"));
    }
}

#[tokio::test]
async fn calls_at_once_are_counted() {
    let bench = Bench::new().await;
    let (first, second) = tokio::join!(bench.chat("stall").send(), bench.chat("stall").send());
    assert_eq!(bench.provider.most_at_once(), 2);
    drop((first, second));
    let all_ended = |calls: &[Call]| calls.iter().all(|call| call.ended_ms.is_some());
    bench.provider.wait_until(all_ended).await.unwrap();
    bench.provider.clear();
    assert_eq!(bench.provider.most_at_once(), 0);
}
