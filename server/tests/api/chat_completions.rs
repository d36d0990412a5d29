//! `POST /v1/chat/completions` as programs know it from OpenAI.

use crate::browser::PATIENCE;
use crate::test_app::{CHAT, Client, question};
use reqwest::Method;
use serde_json::{Value, json};
use tollgate::types::{Outcome, Purpose, UsageSource};
use tollgate_scripted_provider::{Queued, Script};

/// The data of all events of a stream.
async fn events(client: &Client, body: &Value) -> Vec<String> {
    let reply = tokio::time::timeout(PATIENCE, client.chat(body))
        .await
        .unwrap();
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.header("content-type"), "text/event-stream");
    let data = reply
        .body
        .split("\n\n")
        .filter_map(|e| e.strip_prefix("data: "));
    data.map(str::to_owned).collect()
}

fn json_of(data: &str) -> Value {
    serde_json::from_str(data).unwrap_or_else(|_| panic!("{data}"))
}

fn text_of(chunks: &[Value]) -> String {
    let deltas = chunks.iter().map(|chunk| &chunk["choices"][0]["delta"]);
    deltas
        .filter_map(|delta| delta["content"].as_str())
        .collect()
}

#[tokio::test]
async fn a_plain_answer_says_what_was_used_and_is_charged_once() {
    let client = Client::start().await;
    let body = question("echo", json!({ "temperature": 0.5, "max_tokens": 77 }));
    let reply = client.chat(&body).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.header("x-tollgate-provider"), "Scripted");
    assert_eq!(reply.header("x-tollgate-attempts"), "1");
    assert!(!reply.header("x-request-id").is_empty());
    assert_eq!(reply.header("cache-control"), "no-store");
    let mut answer = reply.json();
    assert!(answer["id"].as_str().unwrap().starts_with("chatcmpl-"));
    assert!(answer["created"].as_i64().unwrap() > 0);
    answer["id"] = "chatcmpl-…".into();
    answer["created"] = 0.into();
    insta::assert_json_snapshot!(answer, @r#"
    {
      "choices": [
        {
          "finish_reason": "stop",
          "index": 0,
          "logprobs": null,
          "message": {
            "content": "You asked: How far is the moon?",
            "refusal": null,
            "role": "assistant"
          }
        }
      ],
      "created": 0,
      "id": "chatcmpl-…",
      "model": "echo",
      "object": "chat.completion",
      "usage": {
        "completion_tokens": 7,
        "completion_tokens_details": {
          "reasoning_tokens": 0
        },
        "prompt_tokens": 5,
        "prompt_tokens_details": {
          "cached_tokens": 0
        },
        "total_tokens": 12
      }
    }
    "#);
    let charge = client.charge().await;
    assert_eq!(charge.purpose, Purpose::Api);
    assert_eq!(charge.outcome, Outcome::Complete);
    assert_eq!(charge.usage.source, UsageSource::Provider);
    let tokens = charge.usage.tokens;
    assert_eq!((tokens.input, tokens.output), (5, 7));
    assert!(charge.cost.0 > 0);
    let sent = client.app.provider.received().remove(0).body;
    assert_eq!(sent["temperature"], 0.5);
    assert!(sent.to_string().contains("77"), "{sent}");
}

#[tokio::test]
async fn a_stream_is_chunks_and_ends_with_what_was_used() {
    let client = Client::start().await;
    let body = question(
        "echo",
        json!({ "stream": true, "stream_options": { "include_usage": true } }),
    );
    let data = events(&client, &body).await;
    let (done, chunks) = data.split_last().unwrap();
    assert_eq!(done, "[DONE]");
    let chunks: Vec<_> = chunks.iter().map(|data| json_of(data)).collect();
    let (usage, chunks) = chunks.split_last().unwrap();
    assert_eq!(text_of(chunks), "You asked: How far is the moon?");
    assert_eq!(chunks[0]["choices"][0]["delta"]["role"], "assistant");
    let last = &chunks.last().unwrap()["choices"][0];
    assert_eq!(last["finish_reason"], "stop");
    assert!(chunks.iter().all(|chunk| chunk["usage"].is_null()));
    assert!(chunks.iter().all(|chunk| chunk["id"] == usage["id"]));
    assert_eq!(usage["choices"], json!([]));
    assert_eq!(usage["usage"]["total_tokens"], 12);
    assert_eq!(
        client.charges().await.len(),
        1,
        "charged before the end is told"
    );
    assert_eq!(client.charge().await.outcome, Outcome::Complete);
}

#[tokio::test]
async fn a_stream_is_neither_compressed_nor_buffered_and_says_usage_only_when_asked() {
    let client = Client::start().await;
    let body = question("echo", json!({ "stream": true }));
    let request = client
        .request(CHAT, &body)
        .header("accept-encoding", "gzip, br");
    let reply = client.app.visitor().reply(request).await;
    assert_eq!(reply.header("content-encoding"), "");
    assert_eq!(reply.header("x-accel-buffering"), "no");
    assert_eq!(reply.header("x-tollgate-provider"), "Scripted");
    assert!(!reply.body.contains("usage"));
    assert!(reply.body.ends_with("data: [DONE]\n\n"), "{reply:?}");
}

#[tokio::test]
async fn a_client_that_goes_away_in_the_middle_is_charged_once_and_stops_the_provider() {
    let client = Client::start().await;
    let body = question("endless", json!({ "stream": true }));
    let response = client.begin(&body).await;
    drop(response);
    let charge = client.charge().await;
    assert_eq!(charge.outcome, Outcome::Abandoned);
    assert!(charge.usage.tokens.output > 0);
    let gone = tollgate_scripted_provider::Outcome::ClientGone;
    let stopped = client
        .app
        .provider
        .wait_until(|calls| calls[0].outcome == gone);
    stopped.await.unwrap();
}

#[tokio::test]
async fn a_client_that_does_not_wait_for_a_plain_answer_is_charged_once() {
    let client = Client::start().await;
    let request = client.request(CHAT, &question("stall", json!({})));
    let waiting = tokio::spawn(request.send());
    let begun = client
        .app
        .provider
        .wait_until(|calls| calls.iter().any(|call| call.events_sent > 1));
    begun.await.unwrap();
    waiting.abort();
    assert_eq!(client.charge().await.outcome, Outcome::Abandoned);
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_an_error_and_charged_with_what_came() {
    for stream in [false, true] {
        let client = Client::start().await;
        let body = question("reset", json!({ "stream": stream }));
        let error = if stream {
            let data = events(&client, &body).await;
            assert!(
                data.len() > 1 && !data.contains(&"[DONE]".to_owned()),
                "{data:?}"
            );
            json_of(data.last().unwrap())
        } else {
            let reply = client.chat(&body).await;
            assert_eq!(reply.status, 502);
            reply.json()
        };
        assert_eq!(error["error"]["code"], "provider_error");
        assert_eq!(error["error"]["type"], "server_error");
        assert_eq!(client.charge().await.outcome, Outcome::Failed);
    }
}

#[tokio::test]
async fn a_secret_in_an_answer_is_redacted_for_programs_too() {
    let client = Client::start().await;
    let secret = format!("tg_{}", "aB3-".repeat(11).split_off(1));
    let script = Script::say(format!("Take {secret} and go."));
    let script = Queued::from(script).for_model("scripted").always();
    client.app.provider.script(script);
    for stream in [false, true] {
        let body = question("scripted", json!({ "stream": stream }));
        let reply = client.chat(&body).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        assert!(!reply.body.contains(&secret), "{reply:?}");
        assert!(reply.body.contains("[REDACTED]"), "{reply:?}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_named_and_costs_nothing() {
    let client = Client::start().await;
    let deep = json!({ "metadata": [{ "a": { "api_base": "http://evil.example" } }] });
    for (changes, status, code, param) in [
        (json!({ "model": "none" }), 404, "model_not_found", "model"),
        (
            json!({ "messages": [] }),
            400,
            "invalid_request",
            "messages",
        ),
        (
            json!({ "temperature": 3 }),
            400,
            "invalid_request",
            "temperature",
        ),
        (json!({ "n": 2 }), 400, "invalid_request", "n"),
        (
            json!({ "base_url": "http://evil.example" }),
            400,
            "invalid_request",
            "base_url",
        ),
        (deep, 400, "invalid_request", "metadata[0].a.api_base"),
    ] {
        let reply = client.chat(&question("echo", changes)).await;
        let error = reply.json()["error"].clone();
        assert_eq!(reply.status, status, "{reply:?}");
        assert_eq!(error["type"], "invalid_request_error");
        assert_eq!(
            (&error["code"], &error["param"]),
            (&json!(code), &json!(param))
        );
        assert!(!error["message"].as_str().unwrap().is_empty());
    }
    let no_json = client.request(CHAT, &json!({})).body("{");
    let reply = client.app.visitor().reply(no_json).await;
    assert_eq!(
        (reply.status, &reply.json()["error"]["param"]),
        (400, &Value::Null)
    );
    let long = "a".repeat(2 << 20);
    let reply = client
        .chat(&question("echo", json!({ "user": long })))
        .await;
    assert_eq!(
        (reply.status, &reply.json()["error"]["code"]),
        (413, &json!("too_long"))
    );
    assert_eq!(client.charges().await, []);
    assert_eq!(client.app.provider.received().len(), 0);
}

#[tokio::test]
async fn a_provider_that_fails_is_an_error_of_the_server_and_costs_nothing() {
    let client = Client::start().await;
    let reply = client
        .chat(&question("status-401", json!({ "stream": true })))
        .await;
    assert_eq!(reply.status, 502, "{reply:?}");
    assert_eq!(reply.json()["error"]["code"], "provider_error");
    assert_eq!(client.charges().await, []);
    assert_eq!(client.app.tollgate.store.open_calls().await.unwrap(), []);
}

#[tokio::test]
async fn a_mistake_in_a_request_is_not_held_against_its_provider() {
    let client = Client::start().await;
    let refuses = Queued::from(Script::status(400)).for_model("scripted");
    client.app.provider.script(refuses.always());
    // As many failures in a row set a target aside.
    for asked in 1..=7 {
        let reply = client.chat(&question("scripted", json!({}))).await;
        let error = reply.json()["error"].clone();
        assert_eq!(reply.status, 400, "{reply:?}");
        assert_eq!(
            (&error["type"], &error["code"]),
            (&json!("invalid_request_error"), &json!("invalid_request"))
        );
        assert_eq!(client.app.provider.calls(), asked, "once each");
    }
    assert_eq!(client.charges().await, []);
}

#[tokio::test]
async fn other_addresses_and_methods_are_refused_in_the_same_shape() {
    let client = Client::start().await;
    let visitor = client.app.visitor();
    for (method, path, status, code) in [
        (Method::GET, "/v1/nothing", 404, "not_found"),
        (Method::POST, "/v1/nothing", 404, "not_found"),
        (Method::GET, CHAT, 405, "method_not_allowed"),
    ] {
        let request = visitor.request(method, path).header("accept", "text/html");
        let reply = visitor.reply(request.bearer_auth(&client.key)).await;
        assert_eq!(reply.status, status, "{path}");
        assert_eq!(reply.json()["error"]["code"], code);
        assert_eq!(reply.header("set-cookie"), "");
    }
}

#[tokio::test]
async fn another_account_pays_nothing_for_it() {
    let client = Client::start().await;
    let eve = client.app.person("eve").await;
    assert_eq!(client.chat(&question("echo", json!({}))).await.status, 200);
    let store = &client.app.tollgate.store;
    assert_eq!(store.charges_of(eve.account.id).await.unwrap(), []);
    assert_eq!(client.charges().await.len(), 1);
}

#[tokio::test]
async fn an_answer_says_how_many_were_asked_for_it() {
    let client = Client::start().await;
    let stumble = Queued::from(Script::status(500)).for_model("scripted");
    client.app.provider.script(stumble);
    let script = Queued::from(Script::say("Here.")).for_model("scripted");
    client.app.provider.script(script);
    let reply = client.chat(&question("scripted", json!({}))).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.header("x-tollgate-attempts"), "2");
}

#[tokio::test]
async fn an_answer_without_end_is_cut_at_its_limit_and_its_provider_stopped() {
    for stream in [false, true] {
        let client = Client::start().await;
        let body = question("endless", json!({ "stream": stream, "max_tokens": 5 }));
        let reply = tokio::time::timeout(PATIENCE, client.chat(&body))
            .await
            .unwrap();
        assert_eq!(reply.status, 200, "{reply:?}");
        assert!(
            reply.body.contains("\"finish_reason\":\"length\""),
            "{reply:?}"
        );
        let charge = client.charge().await;
        assert_eq!(charge.outcome, Outcome::Complete);
        assert!(charge.usage.tokens.output < 50, "{charge:?}");
        let gone = tollgate_scripted_provider::Outcome::ClientGone;
        let stopped = client
            .app
            .provider
            .wait_until(|calls| calls[0].outcome == gone);
        stopped.await.unwrap();
    }
}

#[tokio::test]
async fn a_stream_that_runs_when_the_program_ends_is_settled_before_it_has_ended() {
    let mut client = Client::start().await;
    let body = question("endless", json!({ "stream": true }));
    let response = client.begin(&body).await;
    let serving = client.app.serving();
    serving.end(std::time::Duration::ZERO).await.unwrap();
    let rest = tokio::time::timeout(PATIENCE, response.text())
        .await
        .unwrap();
    assert!(rest.unwrap().contains("about to stop"));
    assert_eq!(client.charge().await.outcome, Outcome::Abandoned);
}
