//! Whatever a program sends, it gets an answer or OpenAI's error object, and never an error of ours.

use crate::test_app::TestApp;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use reqwest::Method;
use serde_json::{Value, json};

const TRIES: usize = 300;

/// Fields that mean something somewhere.
const FIELDS: [&str; 30] = [
    "model",
    "messages",
    "temperature",
    "top_p",
    "max_tokens",
    "max_completion_tokens",
    "stream",
    "stream_options",
    "stop",
    "seed",
    "tools",
    "tool_choice",
    "parallel_tool_calls",
    "response_format",
    "presence_penalty",
    "frequency_penalty",
    "logit_bias",
    "logprobs",
    "n",
    "user",
    "metadata",
    "store",
    "reasoning_effort",
    "verbosity",
    "modalities",
    "audio",
    "role",
    "content",
    "tool_calls",
    "function",
];

fn word() -> impl Strategy<Value = String> {
    let known = prop::sample::select(&[
        "echo",
        "claude-haiku-4-5",
        "user",
        "assistant",
        "tool",
        "system",
        "text",
        "function",
        "auto",
        "json_schema",
        "",
        "a",
    ]);
    prop_oneof![known.prop_map(str::to_owned), ".{0,8}"]
}

fn field() -> impl Strategy<Value = String> {
    let known = prop::sample::select(&FIELDS);
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => "\\PC{0,8}"]
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (-2_i64..3).prop_map(Value::from),
        word().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(field(), inner, 0..5)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// A request that is right but for what was put into it.
fn request() -> impl Strategy<Value = Value> {
    let some = prop::collection::btree_map(field(), anything(), 0..4);
    let nearly = some.prop_map(|fields| {
        let messages = json!([{ "role": "user", "content": "Hello" }]);
        let mut request = json!({ "model": "echo", "messages": messages });
        request.as_object_mut().unwrap().extend(fields);
        request
    });
    prop_oneof![4 => nearly, 1 => anything()]
}

#[tokio::test]
async fn nonsense_is_refused_in_openais_words_or_answered() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let (visitor, key) = (app.visitor(), app.key(&ada).await);
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut answered = 0;
    for _ in 0..TRIES {
        let body = request()
            .new_tree(&mut runner)
            .unwrap()
            .current()
            .to_string();
        let post = visitor.request(Method::POST, "/v1/chat/completions");
        let post = post
            .bearer_auth(&key)
            .header("content-type", "application/json");
        let reply = visitor.reply(post.body(body.clone())).await;
        if reply.status == 200 {
            answered += 1;
            continue;
        }
        assert!((400..500).contains(&reply.status), "{body}: {reply:?}");
        let error = &reply.json()["error"];
        for key in ["message", "type", "code"] {
            assert!(error[key].is_string(), "{body}: {reply:?}");
        }
        assert!(error.get("param").is_some(), "{body}: {reply:?}");
    }
    assert!((1..TRIES).contains(&answered), "{answered}");
}
