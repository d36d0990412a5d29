//! Honest answers in each dialect.

use serde_json::{Value, json};
use tollgate_scripted_provider::{Answer, Delivery, Order, ReportedUsage, Script, Usage};

use crate::support::{Bench, events, question};

const ANSWER: &str = "You asked: Why is that?";

async fn streamed(bench: &Bench, path: &str, body: &Value) -> String {
    let response = bench.post(path, body).send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    response.text().await.unwrap()
}

#[tokio::test]
async fn openai_answers_plainly_with_honest_usage() {
    let bench = Bench::new().await;
    for path in [
        "/v1/chat/completions",
        "/chat/completions",
        "/openai/v1/chat/completions",
    ] {
        let body = bench.answer(path, &question("some-model", false)).await;
        assert_eq!(body["choices"][0]["message"]["content"], ANSWER);
        assert_eq!(body["choices"][0]["finish_reason"], "stop");
        assert_eq!(
            body["usage"],
            json!({"prompt_tokens": 5, "completion_tokens": 5, "total_tokens": 10})
        );
    }
}

#[tokio::test]
async fn openai_streams_words_then_usage_then_done() {
    let bench = Bench::new().await;
    let body = streamed(
        &bench,
        "/v1/chat/completions",
        &question("some-model", true),
    )
    .await;
    assert!(body.ends_with("data: [DONE]\n\n"));
    let events = events(&body);
    let text: String = events
        .iter()
        .filter_map(|event| event["choices"][0]["delta"]["content"].as_str())
        .collect();
    assert_eq!(text, ANSWER);
    assert_eq!(events.last().unwrap()["usage"]["completion_tokens"], 5);
}

#[tokio::test]
async fn openai_streams_no_usage_unless_asked() {
    let bench = Bench::new().await;
    let mut body = question("some-model", true);
    body["stream_options"] = json!({});
    assert!(
        !streamed(&bench, "/v1/chat/completions", &body)
            .await
            .contains("usage")
    );
}

#[tokio::test]
async fn a_limit_cuts_the_answer() {
    let bench = Bench::new().await;
    let mut body = question("some-model", false);
    body["max_tokens"] = json!(2);
    let body = bench.answer("/v1/chat/completions", &body).await;
    assert_eq!(body["choices"][0]["message"]["content"], "You asked:");
    assert_eq!(body["choices"][0]["finish_reason"], "length");
    assert_eq!(body["usage"]["completion_tokens"], 2);
}

#[tokio::test]
async fn usage_can_be_absent_or_wrong() {
    let bench = Bench::new().await;
    let body = bench
        .answer("/v1/chat/completions", &question("no-usage", false))
        .await;
    assert_eq!(body["usage"], Value::Null);

    let usage = ReportedUsage::Exactly(Usage {
        input: 1,
        output: 70,
    });
    bench.provider.script(Script::answer(Answer {
        usage,
        ..Answer::default()
    }));
    let body = bench
        .answer("/v1/messages", &question("some-model", false))
        .await;
    assert_eq!(
        body["usage"],
        json!({"input_tokens": 1, "output_tokens": 70})
    );
}

#[tokio::test]
async fn anthropic_answers_plainly_and_in_events() {
    let bench = Bench::new().await;
    let body = bench
        .answer("/v1/messages", &question("some-model", false))
        .await;
    assert_eq!(body["content"][0]["text"], ANSWER);
    assert_eq!(
        body["usage"],
        json!({"input_tokens": 5, "output_tokens": 5})
    );

    let body = streamed(&bench, "/v1/messages", &question("some-model", true)).await;
    assert!(body.ends_with("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"));
    let events = events(&body);
    let text: String = events
        .iter()
        .filter_map(|event| event["delta"]["text"].as_str())
        .collect();
    assert_eq!(text, ANSWER);
    let last = events
        .iter()
        .find(|event| event["type"] == "message_delta")
        .unwrap();
    assert_eq!(last["usage"]["output_tokens"], 5);
}

fn google_question() -> Value {
    json!({"systemInstruction": {"parts": [{"text": "Be kind."}]},
        "contents": [{"role": "user", "parts": [{"text": "Why is that?"}]}]})
}

#[tokio::test]
async fn google_answers_plainly_and_in_events() {
    let bench = Bench::new().await;
    let body = bench
        .answer(
            "/v1beta/models/some-model:generateContent",
            &google_question(),
        )
        .await;
    assert_eq!(body["candidates"][0]["content"]["parts"][0]["text"], ANSWER);
    assert_eq!(body["usageMetadata"]["totalTokenCount"], 10);

    let path = "/v1beta/models/some-model:streamGenerateContent?alt=sse";
    let events = events(&streamed(&bench, path, &google_question()).await);
    let part = |event: &Value| {
        event["candidates"][0]["content"]["parts"][0]["text"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(events.iter().map(part).collect::<String>(), ANSWER);
    let counts: Vec<_> = events
        .iter()
        .map(|event| event["usageMetadata"]["candidatesTokenCount"].clone())
        .collect();
    assert_eq!(counts, [1, 2, 3, 4, 5, 5]);
}

#[tokio::test]
async fn google_streams_one_json_array_without_alt_sse() {
    let bench = Bench::new().await;
    let body = bench
        .answer(
            "/v1beta/models/some-model:streamGenerateContent",
            &google_question(),
        )
        .await;
    assert_eq!(body.as_array().unwrap().len(), 6);
}

#[tokio::test]
async fn embeddings_are_the_same_in_both_dialects_and_encodings() {
    let bench = Bench::new().await;
    let openai = json!({"model": "e", "input": ["red house", "blue"], "dimensions": 8});
    let openai = bench.answer("/v1/embeddings", &openai).await;
    let part =
        |text: &str| json!({"content": {"parts": [{"text": text}]}, "outputDimensionality": 8});
    let google = json!({"requests": [part("red house"), part("blue")]});
    let google = bench
        .answer("/v1beta/models/e:batchEmbedContents", &google)
        .await;
    assert_eq!(
        openai["data"][0]["embedding"],
        google["embeddings"][0]["values"]
    );
    assert_eq!(openai["usage"]["total_tokens"], 3);

    let encoded =
        json!({"model": "e", "input": "red house", "dimensions": 8, "encoding_format": "base64"});
    let encoded = bench.answer("/v1/embeddings", &encoded).await;
    assert_eq!(encoded["data"][0]["embedding"].as_str().unwrap().len(), 44);
}

#[tokio::test]
async fn moderation_flags_what_the_text_names() {
    let bench = Bench::new().await;
    let body = json!({"model": "omni-moderation-latest", "input": ["kind words", "now flag:violence please"]});
    let body = bench.answer("/v1/moderations", &body).await;
    assert_eq!(body["results"][0]["flagged"], false);
    assert_eq!(body["results"][1]["flagged"], true);
    assert_eq!(body["results"][1]["categories"]["violence"], true);
    assert_eq!(body["results"][1]["categories"]["hate"], false);
}

#[tokio::test]
async fn models_are_listed() {
    let bench = Bench::new().await;
    for path in ["/v1/models", "/models"] {
        let body: Value = bench.get(path).send().await.unwrap().json().await.unwrap();
        assert_eq!(body["data"][0]["id"], "echo");
    }
    let body: Value = bench
        .get("/v1beta/models")
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(body["models"][0]["name"], "models/echo");
}

#[tokio::test]
async fn a_mistaken_request_is_refused_as_an_honest_provider_would() {
    let bench = Bench::new().await;
    let without_limit = json!({"model": "m", "messages": [{"role": "user", "content": "Hi"}]});
    let cases = [
        (
            "/v1/chat/completions",
            json!({"model": "m", "messages": []}),
            "messages",
        ),
        (
            "/v1/chat/completions",
            json!({"messages": [{"role": "user", "content": "Hi"}]}),
            "model",
        ),
        ("/v1/chat/completions", json!("no object"), "JSON"),
        ("/v1/messages", without_limit, "max_tokens"),
        ("/v1beta/models/m:generateContent", json!({}), "messages"),
    ];
    for (path, body, what) in cases {
        let response = bench.post(path, &body).send().await.unwrap();
        assert_eq!(response.status(), 400);
        let body: Value = response.json().await.unwrap();
        assert!(
            body["error"]["message"].as_str().unwrap().contains(what),
            "{body}"
        );
    }
}

#[tokio::test]
async fn ollama_answers_plainly_and_in_lines() {
    let bench = Bench::new().await;
    let body = bench
        .answer("/api/chat", &question("some-model", false))
        .await;
    assert_eq!(body["message"]["content"], ANSWER);
    assert_eq!(
        (&body["done"], &body["prompt_eval_count"]),
        (&json!(true), &json!(5))
    );

    let request = bench.post("/api/chat", &question("some-model", true));
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/x-ndjson");
    let body = response.text().await.unwrap();
    let lines = body
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect::<Vec<Value>>();
    let text: String = lines
        .iter()
        .filter_map(|line| line["message"]["content"].as_str())
        .collect();
    assert_eq!(text, ANSWER);
    let last = lines.last().unwrap();
    assert_eq!(
        (&last["done_reason"], &last["eval_count"]),
        (&json!("stop"), &json!(5))
    );
}

#[tokio::test]
async fn events_can_come_twice_or_in_another_order() {
    let bench = Bench::new().await;
    for (order, text) in [
        (
            Order::Twice,
            "You You asked: asked: Why Why is is that? that?",
        ),
        (Order::Swapped, "asked: You is Why that?"),
    ] {
        let delivery = Delivery {
            order,
            ..Delivery::default()
        };
        bench
            .provider
            .script(Script::say(ANSWER).delivered(delivery));
        let body = streamed(
            &bench,
            "/v1beta/models/some-model:streamGenerateContent?alt=sse",
            &json!({"contents": [{"parts": [{"text": "Why is that?"}]}]}),
        )
        .await;
        let said: String = events(&body)
            .iter()
            .filter_map(|event| event["candidates"][0]["content"]["parts"][0]["text"].as_str())
            .collect();
        assert_eq!(said.replace(' ', ""), text.replace(' ', ""), "{order:?}");
    }
}
