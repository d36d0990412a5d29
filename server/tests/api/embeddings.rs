//! `POST /v1/embeddings` as programs know it from OpenAI.

use crate::browser::{Reply, eventually};
use crate::test_app::Client;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::{Value, json};
use tollgate::store::Charge;
use tollgate::types::{NanoDollars, Outcome, Purpose};
use tollgate_scripted_provider::{Queued, Script};

async fn embed(client: &Client, changes: Value) -> Reply {
    let mut body = json!({ "model": "embedding", "input": "one two" });
    let fields = changes.as_object().unwrap().clone();
    body.as_object_mut().unwrap().extend(fields);
    client.post("/v1/embeddings", &body).await
}

fn numbers(vector: &Value) -> Vec<f32> {
    let numbers = vector.as_array().unwrap().iter();
    numbers
        .map(|number| number.as_f64().unwrap() as f32)
        .collect()
}

#[tokio::test]
async fn one_text_is_a_list_of_one_vector_and_is_charged() {
    let client = Client::start().await;
    let reply = embed(&client, json!({ "dimensions": 4 })).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.header("x-tollgate-provider"), "Scripted");
    assert_eq!(reply.header("x-tollgate-cache"), "miss");
    assert_eq!(reply.header("x-tollgate-attempts"), "1");
    let answer = reply.json();
    assert_eq!(answer["object"], "list");
    assert_eq!(answer["model"], "embedding");
    assert_eq!(
        answer["usage"],
        json!({ "prompt_tokens": 2, "total_tokens": 2 })
    );
    let data = answer["data"].as_array().unwrap();
    assert_eq!((data.len(), &data[0]["object"]), (1, &json!("embedding")));
    assert_eq!(
        (&data[0]["index"], numbers(&data[0]["embedding"]).len()),
        (&json!(0), 4)
    );
    let charges = client.charges().await;
    assert_eq!(charges.len(), 1);
    assert_eq!(
        (charges[0].cost, charges[0].outcome),
        (NanoDollars(2_000), Outcome::Complete)
    );
    assert_eq!(
        (charges[0].purpose, charges[0].llm.0.as_str()),
        (Purpose::Api, "embedding")
    );
    assert_eq!(client.app.tollgate.store.open_calls().await.unwrap(), []);
}

#[tokio::test]
async fn many_texts_come_back_in_their_order_and_base64_is_the_same() {
    let client = Client::start().await;
    let texts = ["one", "two two", "one two"];
    let many = embed(&client, json!({ "input": texts })).await.json();
    let encoded = embed(
        &client,
        json!({ "input": texts, "encoding_format": "base64" }),
    )
    .await;
    let encoded = encoded.json();
    for (n, text) in texts.iter().enumerate() {
        let vector = numbers(&many["data"][n]["embedding"]);
        let alone = embed(&client, json!({ "input": text })).await.json();
        assert_eq!(vector, numbers(&alone["data"][0]["embedding"]));
        let bytes = STANDARD.decode(encoded["data"][n]["embedding"].as_str().unwrap());
        let bytes = bytes.unwrap();
        let floats = bytes.as_chunks::<4>().0.iter();
        assert_eq!(
            floats
                .map(|four| f32::from_le_bytes(*four))
                .collect::<Vec<_>>(),
            vector
        );
        assert_eq!(many["data"][n]["index"], n);
    }
}

#[tokio::test]
async fn what_is_known_is_not_asked_for_again_and_costs_nothing() {
    let client = Client::start().await;
    assert_eq!(embed(&client, json!({})).await.status, 200);
    eventually(|| async { embed(&client, json!({})).await.header("x-tollgate-cache") == "hit" })
        .await;
    let before = (client.app.provider.calls(), client.charges().await);
    let hit = embed(&client, json!({})).await;
    assert_eq!(hit.header("x-tollgate-attempts"), "0");
    assert_eq!(hit.header("x-tollgate-provider"), "");
    assert_eq!(hit.json()["usage"]["prompt_tokens"], 0);
    assert_eq!(client.app.provider.calls(), before.0);
    let cost = |charges: &[Charge]| charges.iter().map(|one| one.cost).sum::<NanoDollars>();
    assert_eq!(cost(&client.charges().await), cost(&before.1));
    let partial = embed(&client, json!({ "input": ["one two", "three"] })).await;
    assert_eq!(partial.header("x-tollgate-cache"), "partial");
    // Another account starts anew.
    let eve = client.app.person("eve").await;
    let key = client.app.key(&eve).await;
    let eve = Client {
        app: client.app,
        ada: eve,
        key,
    };
    assert_eq!(
        embed(&eve, json!({})).await.header("x-tollgate-cache"),
        "miss"
    );
}

#[tokio::test]
async fn texts_may_come_as_tokens() {
    let client = Client::start().await;
    let text = embed(&client, json!({ "input": "hello world" }))
        .await
        .json();
    let tokens = embed(&client, json!({ "input": [[15_339, 1_917]] }))
        .await
        .json();
    assert_eq!(text["data"], tokens["data"]);
}

#[tokio::test]
async fn thousands_of_texts_may_come_at_once_and_no_more() {
    let client = Client::start().await;
    let texts: Vec<_> = (0..2_048)
        .map(|n| format!("{n} {}", "word ".repeat(300)))
        .collect();
    let reply = embed(&client, json!({ "input": texts, "dimensions": 2 })).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json()["data"].as_array().unwrap().len(), 2_048);
    let long = embed(&client, json!({ "input": "a".repeat(9 << 20) })).await;
    assert_eq!(
        (long.status, &long.json()["error"]["code"]),
        (413, &json!("too_long"))
    );
}

#[tokio::test]
async fn what_is_wrong_is_named_and_costs_nothing() {
    let client = Client::start().await;
    for (changes, status, param) in [
        (json!({ "input": "" }), 400, "input"),
        (json!({ "input": ["a", 1] }), 400, "input[1]"),
        (json!({ "encoding_format": "int8" }), 400, "encoding_format"),
        (json!({ "model": "none" }), 404, "model"),
        (json!({ "model": "echo" }), 400, "model"),
        (json!({ "model": "moderation" }), 400, "model"),
        (
            json!({ "base_url": "http://evil.example" }),
            400,
            "base_url",
        ),
    ] {
        let reply = embed(&client, changes.clone()).await;
        assert_eq!(reply.status, status, "{changes}: {reply:?}");
        assert_eq!(reply.json()["error"]["param"], param, "{changes}");
    }
    let message = json!([{ "role": "user", "content": "Hello" }]);
    let visitor = client.app.visitor();
    let chat = visitor.request(Method::POST, "/v1/chat/completions");
    let body = json!({ "model": "embedding", "messages": message });
    let reply = visitor
        .reply(chat.bearer_auth(&client.key).json(&body))
        .await;
    assert_eq!(
        (reply.status, &reply.json()["error"]["param"]),
        (400, &json!("model"))
    );
    assert_eq!(
        (client.app.provider.calls(), client.charges().await),
        (0, vec![])
    );
}

#[tokio::test]
async fn a_text_that_the_provider_refuses_is_named() {
    let client = Client::start().await;
    let refused = Queued::from(Script::status(400)).for_body("BAD").always();
    client.app.provider.script(refused);
    let reply = embed(&client, json!({ "input": ["good", "BAD", "fine"] })).await;
    assert_eq!(reply.status, 400, "{reply:?}");
    assert_eq!(reply.json()["error"]["param"], "input");
    assert!(reply.body.contains("refused text 2"), "{reply:?}");
}

#[tokio::test]
async fn a_provider_that_fails_is_an_error_of_the_server_and_costs_nothing() {
    let client = Client::start().await;
    client
        .app
        .provider
        .script(Queued::from(Script::status(401)).always());
    let reply = embed(&client, json!({})).await;
    assert_eq!(reply.status, 502, "{reply:?}");
    assert_eq!(reply.json()["error"]["code"], "provider_error");
    assert_eq!(client.charges().await, []);
    assert_eq!(client.app.tollgate.store.open_calls().await.unwrap(), []);
}

#[tokio::test]
async fn people_are_not_offered_what_does_not_answer() {
    let client = Client::start().await;
    let offered = client.ada.browser.call("list_llms", &[]).await;
    assert!(offered.body.contains("echo") && !offered.body.contains("embedding"));
    let visitor = client.app.visitor();
    let models = visitor
        .request(Method::GET, "/v1/models")
        .bearer_auth(&client.key);
    assert!(visitor.reply(models).await.body.contains("\"embedding\""));
}
