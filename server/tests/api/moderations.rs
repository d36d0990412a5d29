//! `POST /v1/moderations` as programs know it from OpenAI.

use crate::browser::Reply;
use crate::test_app::Client;
use serde_json::{Value, json};
use tollgate_scripted_provider::{Queued, Script};

async fn judge(client: &Client, body: &Value) -> Reply {
    client.post("/v1/moderations", body).await
}

#[tokio::test]
async fn each_text_has_its_verdict() {
    let client = Client::start().await;
    let body = json!({ "input": ["kind words", "now flag:violence please"] });
    let reply = judge(&client, &body).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.header("x-tollgate-provider"), "Scripted");
    assert_eq!(reply.header("x-tollgate-attempts"), "1");
    let answer = reply.json();
    assert!(answer["id"].as_str().unwrap().starts_with("modr-"));
    assert_eq!(answer["model"], "moderation");
    let results = answer["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    assert_eq!(
        (&results[0]["flagged"], &results[1]["flagged"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(results[1]["categories"]["violence"], true);
    assert_eq!(results[1]["category_scores"]["violence"], 0.99);
    assert_eq!(
        results[1]["category_applied_input_types"]["violence"],
        json!(["text"])
    );
}

#[tokio::test]
async fn parts_of_text_are_one_text() {
    let client = Client::start().await;
    let parts = json!([{ "type": "text", "text": "now" }, { "type": "text", "text": "flag:hate" }]);
    let reply = judge(&client, &json!({ "model": "moderation", "input": parts })).await;
    let results = reply.json()["results"].as_array().unwrap().clone();
    assert_eq!(
        (results.len(), &results[0]["categories"]["hate"]),
        (1, &json!(true))
    );
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let client = Client::start().await;
    let image = json!({ "type": "image_url", "image_url": { "url": "https://x/y.png" } });
    for (body, status, param) in [
        (json!({}), 400, "input"),
        (json!({ "input": [image] }), 400, "input[0].type"),
        (json!({ "input": "a", "model": "none" }), 404, "model"),
        (json!({ "input": "a", "model": "echo" }), 400, "model"),
        (
            json!({ "input": "a", "api_base": "http://x" }),
            400,
            "api_base",
        ),
    ] {
        let reply = judge(&client, &body).await;
        assert_eq!(reply.status, status, "{body}: {reply:?}");
        assert_eq!(reply.json()["error"]["param"], param, "{body}");
    }
    assert_eq!(client.app.provider.calls(), 0);
}

#[tokio::test]
async fn a_provider_that_fails_is_an_error_of_the_server() {
    let client = Client::start().await;
    client
        .app
        .provider
        .script(Queued::from(Script::status(401)).always());
    let reply = judge(&client, &json!({ "input": "a" })).await;
    assert_eq!(reply.status, 502, "{reply:?}");
    assert_eq!(reply.json()["error"]["code"], "provider_error");
}
