//! The list of a provider's models: how it is asked for, and what may come back instead.

use super::*;
use serde_json::{Value, json};

fn says(status: u16, body: &Value) -> Script {
    let kind = BTreeMap::from([("content-type".to_owned(), "application/json".to_owned())]);
    Script::of([
        Step::Status(status),
        Step::Headers(kind),
        Step::Send(body.to_string()),
    ])
}

#[tokio::test]
async fn each_dialect_asks_at_its_own_address_with_its_key_and_no_body() {
    let scripted = scripted().await;
    let list = json!({ "data": [{ "id": "m" }], "models": [{ "name": "m" }] });
    for (dialect, path, query, key) in [
        (Dialect::OpenAi, "/models", "", "authorization"),
        (Dialect::Anthropic, "/v1/models", "limit=1000", "x-api-key"),
        (
            Dialect::Google,
            "/v1beta/models",
            "pageSize=1000",
            "x-goog-api-key",
        ),
        (Dialect::Ollama, "/api/tags", "", "authorization"),
    ] {
        scripted.script(says(200, &list));
        let provider = speaking(dialect, &scripted.base_url(), Timeouts::default());
        assert_eq!(provider.list_models().await.expect("a list"), ["m"]);
        let call = scripted.received().pop().expect("a call");
        let asked = (
            call.method.as_str(),
            call.path.as_str(),
            call.query.as_str(),
        );
        assert_eq!(asked, ("GET", path, query));
        assert!(call.headers[key].contains(KEY), "{dialect:?}");
        assert_eq!(call.body, Value::Null);
    }
}

#[tokio::test]
async fn a_list_in_parts_is_read_to_its_end() {
    let scripted = scripted().await;
    let part = |id: &str, more: bool| {
        let list = json!({ "data": [{ "id": id }], "has_more": more, "last_id": id });
        says(200, &list)
    };
    scripted.script(part("a", true));
    scripted.script(part("b", false));
    let provider = speaking(
        Dialect::Anthropic,
        &scripted.base_url(),
        Timeouts::default(),
    );
    assert_eq!(provider.list_models().await.expect("a list"), ["a", "b"]);
    let queries: Vec<_> = scripted
        .received()
        .into_iter()
        .map(|call| call.query)
        .collect();
    assert_eq!(queries, ["limit=1000", "limit=1000&after_id=a"]);
}

#[tokio::test]
async fn a_list_without_an_end_is_given_up() {
    let scripted = scripted().await;
    let list = json!({ "data": [], "has_more": true, "last_id": "a" });
    scripted.script(Queued::from(says(200, &list)).always());
    let provider = speaking(
        Dialect::Anthropic,
        &scripted.base_url(),
        Timeouts::default(),
    );
    assert!(provider.list_models().await.expect("a list").is_empty());
    assert_eq!(scripted.received().len(), MAX_PAGES);
}

#[tokio::test]
async fn who_has_no_list_or_leads_elsewhere_is_an_error() {
    let scripted = scripted().await;
    let provider = impatient(&scripted);
    scripted.script(says(
        404,
        &json!({ "error": { "message": "no such path" } }),
    ));
    let elsewhere = BTreeMap::from([("location".to_owned(), scripted.base_url())]);
    scripted.script(Script::of([Step::Status(307), Step::Headers(elsewhere)]));
    scripted.script(says(200, &json!({ "object": "list" })));
    let mut reasons = Vec::new();
    for _ in 0..3 {
        let error = provider.list_models().await.expect_err("no list");
        reasons.push(error.reason);
    }
    assert!(matches!(
        reasons[0],
        ProviderReason::Refused { status: 404, .. }
    ));
    assert!(matches!(
        reasons[1],
        ProviderReason::Refused { status: 307, .. }
    ));
    assert!(matches!(reasons[2], ProviderReason::Unreadable(_)));
    assert_eq!(scripted.received().len(), 3);
}
