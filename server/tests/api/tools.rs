//! Tools through every dialect: a program says what the model may call, is told what it calls, says what came
//! of it, and gets an answer.

use crate::browser::Reply;
use crate::test_app::{CHAT, Client};
use serde_json::{Value, json};
use tollgate_scripted_provider::{Api, Queued, Script};

/// A model of each dialect, what its provider says when it calls, and the calls in that.
const CASES: [(&str, &str, usize); 4] = [
    ("tools", "openai/stream-tools.sse", 2),
    ("claude-haiku-4-5", "anthropic/stream-tools.sse", 2),
    ("gemini-3-flash", "google/stream-tools.sse", 2),
    ("llama3", "ollama/native-stream-tool.ndjson", 1),
];

async fn ask(client: &Client, body: &Value) -> Reply {
    // What is kept would not be asked again.
    let request = client
        .request(CHAT, body)
        .header("cache-control", "no-store");
    client.app.visitor().reply(request).await
}

fn plays(client: &Client, model: &str, script: Script) {
    let script = Queued::from(script).for_model(model);
    client.app.provider.script(script);
}

/// The request that its provider got last.
fn sent(client: &Client) -> Value {
    client.app.provider.received().pop().unwrap().body
}

fn request(model: &str, messages: &[Value], stream: bool) -> Value {
    let schema = json!({ "type": "object", "properties": { "river": { "type": "string" } } });
    let function = json!({ "name": "read_gauge", "description": "d", "parameters": schema });
    let tools = [json!({ "type": "function", "function": function })];
    json!({ "model": model, "messages": messages, "tools": tools, "stream": stream })
}

/// The calls of an answer, put together by the rules of a client: `index` is the place in a list.
fn calls_of(reply: &Reply, stream: bool) -> (Vec<Value>, String) {
    if !stream {
        let choice = reply.json()["choices"][0].clone();
        let calls = choice["message"]["tool_calls"].as_array().unwrap().clone();
        return (calls, choice["finish_reason"].as_str().unwrap().to_owned());
    }
    let mut calls: Vec<Value> = Vec::new();
    let mut finish = String::new();
    for data in reply
        .body
        .split("\n\n")
        .filter_map(|event| event.strip_prefix("data: {"))
    {
        let chunk: Value = serde_json::from_str(&format!("{{{data}")).unwrap();
        let choice = &chunk["choices"][0];
        for piece in choice["delta"]["tool_calls"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let index = usize::try_from(piece["index"].as_u64().unwrap()).unwrap();
            match calls.get_mut(index) {
                None => {
                    assert_eq!(index, calls.len(), "no gaps");
                    let mut call = piece.clone();
                    call.as_object_mut().unwrap().remove("index");
                    calls.push(call);
                }
                Some(call) => {
                    let more = piece["function"]["arguments"].as_str().unwrap();
                    let so_far = call["function"]["arguments"].as_str().unwrap();
                    call["function"]["arguments"] = format!("{so_far}{more}").into();
                }
            }
        }
        if let Some(reason) = choice["finish_reason"].as_str() {
            finish = reason.to_owned();
        }
    }
    (calls, finish)
}

#[tokio::test]
async fn a_model_of_every_dialect_calls_and_is_answered() {
    let client = Client::start().await;
    for (model, fixture, count) in CASES {
        for stream in [false, true] {
            plays(&client, model, Script::fixture(fixture));
            let question = json!({ "role": "user", "content": "How high is the river?" });
            let reply = ask(
                &client,
                &request(model, std::slice::from_ref(&question), stream),
            )
            .await;
            assert_eq!(reply.status, 200, "{model}: {reply:?}");
            assert!(sent(&client).to_string().contains("read_gauge"), "{model}");
            let (calls, finish) = calls_of(&reply, stream);
            assert_eq!(
                (finish.as_str(), calls.len()),
                ("tool_calls", count),
                "{model} {calls:?}"
            );
            let mut messages = vec![question];
            messages.push(json!({ "role": "assistant", "content": null, "tool_calls": calls }));
            for call in &calls {
                assert_eq!(call["type"], "function");
                let arguments = call["function"]["arguments"].as_str().unwrap();
                assert!(
                    serde_json::from_str::<Value>(arguments)
                        .unwrap()
                        .is_object(),
                    "{model}"
                );
                let id = call["id"].as_str().unwrap();
                assert!(!id.is_empty() && id.len() <= 40, "{id}");
                messages.push(json!({ "role": "tool", "tool_call_id": id, "content": "214 cm" }));
            }
            if model != "llama3" {
                plays(&client, model, Script::say("It is at 214 cm."));
                let reply = ask(&client, &request(model, &messages, false)).await;
                assert_eq!(reply.status, 200, "{model}: {reply:?}");
                let message = &reply.json()["choices"][0]["message"];
                assert_eq!(message["content"], "It is at 214 cm.");
                assert_eq!(message.get("tool_calls"), None);
            } else {
                plays(
                    &client,
                    model,
                    Script::fixture("ollama/native-stream.ndjson"),
                );
                let reply = ask(&client, &request(model, &messages, false)).await;
                assert_eq!(reply.json()["choices"][0]["message"]["content"], "Ahoj 🌍!");
            }
            assert!(sent(&client).to_string().contains("214 cm"), "{model}");
        }
    }
    let asked = client.app.provider.received();
    let to = |api: Api| asked.iter().filter(|call| call.api == api).count();
    assert_eq!(
        (to(Api::Chat), to(Api::Messages), to(Api::Generate)),
        (4, 4, 4)
    );
}

#[tokio::test]
async fn what_a_dialect_has_no_words_for_is_refused_with_its_name() {
    let client = Client::start().await;
    for (model, field, value) in [
        ("claude-haiku-4-5", "seed", json!(1)),
        ("claude-haiku-4-5", "some_new_field", json!(1)),
        ("gemini-3-flash", "reasoning_effort", json!("low")),
        ("llama3", "logit_bias", json!({ "1": 1 })),
    ] {
        let messages = [json!({ "role": "user", "content": "?" })];
        let mut body = json!({ "model": model, "messages": messages });
        body[field] = value.clone();
        let reply = ask(&client, &body).await;
        let error = reply.json()["error"].clone();
        assert_eq!(reply.status, 400, "{reply:?}");
        assert_eq!(
            (&error["code"], &error["param"]),
            (&json!("invalid_request"), &json!(field))
        );
        assert!(
            error["message"].as_str().unwrap().contains(model),
            "{error}"
        );
        body["model"] = "echo".into();
        assert_eq!(ask(&client, &body).await.status, 200);
        assert_eq!(sent(&client)[field], value, "passed on as it is");
    }
    let only_known = |call: &tollgate_scripted_provider::Call| call.api == Api::Chat;
    assert!(client.app.provider.received().iter().all(only_known));
}
