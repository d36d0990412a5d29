//! `GET /v1/models` as programs know it from OpenAI.

use crate::test_app::Client;
use serde_json::json;

#[tokio::test]
async fn the_models_are_those_that_may_be_asked() {
    let client = Client::start().await;
    let list = client.get("/v1/models").await.json();
    assert_eq!(list["object"], "list");
    let names = list["data"].as_array().unwrap().iter().map(|model| {
        assert_eq!(
            (&model["object"], &model["created"]),
            (&json!("model"), &json!(0))
        );
        model["id"].as_str().unwrap().to_owned()
    });
    let names: Vec<_> = names.collect();
    let offered: Vec<_> = client
        .app
        .tollgate
        .gateway
        .llms()
        .into_iter()
        .map(|llm| llm.name.0)
        .collect();
    assert_eq!(names, offered);
}

#[tokio::test]
async fn a_model_has_an_address_of_its_own_also_with_a_slash_in_its_name() {
    let client = Client::start().await;
    for path in [
        "/v1/models/echo",
        "/v1/models/meta/llama-3",
        "/v1/models/meta%2Fllama-3",
    ] {
        let reply = client.get(path).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        let model = reply.json();
        assert!(
            path.replace("%2F", "/")
                .ends_with(model["id"].as_str().unwrap())
        );
        assert_eq!(
            (&model["object"], &model["created"]),
            (&json!("model"), &json!(0))
        );
    }
    for path in ["/v1/models/none", "/v1/models/meta", "/v1/models/meta/"] {
        let reply = client.get(path).await;
        let error = reply.json()["error"].clone();
        assert_eq!(reply.status, 404, "{path}");
        assert_eq!(
            (&error["code"], &error["param"]),
            (&json!("model_not_found"), &json!("model"))
        );
    }
}
