//! What admins see of the providers, and what they can do about them.

use crate::browser::{Browser, Reply, eventually};
use crate::test_app::{CHAT, Client, question};
use serde_json::json;
use std::collections::BTreeMap;
use tollgate_scripted_provider::{Queued, Script, Step};

const PAGE: &str = "/admin/providers";

/// Sends a form of the page as a browser without a script does, and reads the page to which it leads back.
async fn submit(browser: &Browser, function: &str, fields: &[(&str, &str)]) -> Reply {
    let sent = browser.submit(function, fields, PAGE).await;
    assert_eq!(sent.status, 302, "{sent:?}");
    assert!(sent.header("location").ends_with(PAGE), "{sent:?}");
    browser.page(PAGE).await
}

fn models(names: &[&str]) -> Queued {
    let kind = BTreeMap::from([("content-type".to_owned(), "application/json".to_owned())]);
    let list: Vec<_> = names.iter().map(|name| json!({ "id": name })).collect();
    let script = Script::of([
        Step::Status(200),
        Step::Headers(kind),
        Step::Send(json!({ "data": list }).to_string()),
    ]);
    Queued::from(script)
}

#[tokio::test]
async fn a_test_tells_whether_a_provider_has_what_is_configured() {
    let client = Client::start().await;
    let admin = client.app.admin().await.browser;
    let page = admin.page(PAGE).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Scripted") && !page.body.contains("not there"));
    client.app.provider.script(models(&["echo", "spare-model"]));
    let page = submit(&admin, "probe_provider", &[("provider", "scripted")]).await;
    assert!(
        page.body.contains("models that are configured."),
        "{}",
        page.body
    );
    assert!(page.body.contains("not there") && page.body.contains("spare-model"));
    // It costs nothing, and no model reads anything.
    assert_eq!(client.charges().await, []);
    let unknown = submit(&admin, "probe_provider", &[("provider", "none")]).await;
    assert!(unknown.body.contains("role=\"alert\""), "{}", unknown.body);
}

#[tokio::test]
async fn a_provider_that_keeps_failing_is_seen_and_can_be_asked_again() {
    let client = Client::start().await;
    let admin = client.app.admin().await.browser;
    let is_open = || async {
        client.post(CHAT, &question("status-500", json!({}))).await;
        admin.page(PAGE).await.body.contains("breaker open")
    };
    eventually(is_open).await;
    let page = admin.page(PAGE).await;
    assert!(
        page.body.contains("set aside, it keeps failing"),
        "{}",
        page.body
    );
    assert!(page.body.contains("probe in"), "{}", page.body);
    let target = [
        ("llm", "status-500"),
        ("provider", "scripted"),
        ("model", "status-500"),
    ];
    let page = submit(&admin, "reset_target", &target).await;
    assert!(!page.body.contains("breaker open"), "{}", page.body);
    assert!(
        page.body.contains("status-500 is asked again."),
        "{}",
        page.body
    );
    assert!(
        !admin
            .page(PAGE)
            .await
            .body
            .contains("status-500 is asked again."),
        "said once"
    );
}
