//! A client, and requests in each dialect.

use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use tollgate_scripted_provider::ScriptedProvider;

pub(crate) struct Bench {
    pub(crate) provider: ScriptedProvider,
    client: Client,
}

impl Bench {
    pub(crate) async fn new() -> Self {
        Self::with(ScriptedProvider::start().await.unwrap())
    }

    pub(crate) fn with(provider: ScriptedProvider) -> Self {
        Self {
            provider,
            client: client(),
        }
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.client
            .get(format!("{}{path}", self.provider.base_url()))
    }

    pub(crate) fn delete(&self, path: &str) -> RequestBuilder {
        self.client
            .delete(format!("{}{path}", self.provider.base_url()))
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.client
            .post(format!("{}{path}", self.provider.base_url()))
            .json(body)
    }

    /// A streamed chat in OpenAI's format.
    pub(crate) fn chat(&self, model: &str) -> RequestBuilder {
        self.post("/v1/chat/completions", &question(model, true))
    }

    pub(crate) async fn answer(&self, path: &str, body: &Value) -> Value {
        let response = self.post(path, body).send().await.unwrap();
        assert_eq!(response.status(), 200);
        response.json().await.unwrap()
    }
}

pub(crate) fn client() -> Client {
    // The client wants a choice of cryptography even where it speaks plain HTTP; another test may have
    // made it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::new()
}

pub(crate) fn question(model: &str, stream: bool) -> Value {
    json!({"model": model, "stream": stream, "max_tokens": 100,
        "stream_options": {"include_usage": true},
        "messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Why is that?"}]})
}

/// The data of each event.
pub(crate) fn events(body: &str) -> Vec<Value> {
    let data = body.lines().filter_map(|line| line.strip_prefix("data: "));
    data.filter(|data| *data != "[DONE]")
        .map(|data| serde_json::from_str(data).unwrap())
        .collect()
}
