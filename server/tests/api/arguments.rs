//! What a request may hold: known arguments, of a bounded size, under a name that a log can bear.

use crate::test_app::{TestApp, prompt};
use futures::stream;
use reqwest::{Body, Method};
use serde_json::json;

#[tokio::test]
async fn arguments_that_cannot_be_read_are_a_mistake_of_the_caller() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let browser = &ada.browser;
    for (what, reply, named) in [
        (
            "no field",
            browser.call("sign_in", &[("email", "a@b")]).await,
            "`password`",
        ),
        (
            "no id",
            browser.call("open_chat", &[("chat", "none")]).await,
            "",
        ),
        (
            "an unknown role",
            browser.call("invite_person", &[("role", "king")]).await,
            "",
        ),
        ("no JSON", browser.call("send_prompt", &[]).await, ""),
        (
            "a wrong type",
            browser.send("send_prompt", &json!({ "prompt": 7 })).await,
            "",
        ),
        (
            "a missing part",
            browser.send("list_chats", &json!([])).await,
            "",
        ),
    ] {
        assert_eq!(
            (reply.status, reply.code()),
            (400, "invalid_request".into()),
            "{what}"
        );
        let message = reply.json()["message"].as_str().unwrap().to_owned();
        assert!(
            message.starts_with("This request cannot be read"),
            "{what}: {message}"
        );
        assert!(message.contains(named), "{what}: {message}");
    }
}

#[tokio::test]
async fn a_part_that_is_not_known_is_refused_by_name_at_any_depth() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let mut deep = json!({ "prompt": prompt("echo", "Hello") });
    deep["prompt"]["settings"]["base_url"] = json!("http://evil.example");
    let reply = ada.browser.send("send_prompt", &deep).await;
    assert_eq!(reply.status, 400);
    assert!(
        reply.body.contains("unknown field `prompt.settings"),
        "{reply:?}"
    );
    let reply = ada.browser.call("current_account", &[("as", "root")]).await;
    assert_eq!(reply.status, 400);
    assert!(reply.body.contains("unknown field `as`"), "{reply:?}");
}

#[tokio::test]
async fn a_form_that_cannot_be_read_leads_back_to_its_page() {
    let app = TestApp::start().await;
    let fields = [("email", "a@b"), ("password", "never in an address")];
    let fields = [&fields[..], &[("extra", "1")]].concat();
    let reply = app.visitor().submit("sign_in", &fields, "/sign-in").await;
    assert_eq!(reply.status, 302);
    let location = reply.header("location");
    assert!(location.contains("/sign-in?"), "{location}");
    assert!(!location.contains("never"), "{location}");
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused_also_when_it_comes_in_chunks() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let post = |path: &str| ada.browser.request(Method::POST, path);
    let said = post("/api/fn/send_prompt").body(vec![b' '; 2 << 20]);
    let said = ada.browser.reply(said).await;
    assert_eq!((said.status, said.code()), (413, "too_long".into()));

    for path in ["/api/fn/send_prompt", "/api/fn/sign_in"] {
        let chunks = stream::iter((0..32).map(|_| Ok::<_, std::io::Error>(vec![b'a'; 1 << 16])));
        let chunked = post(path).body(Body::wrap_stream(chunks));
        let chunked = ada.browser.reply(chunked).await;
        assert_eq!(
            (chunked.status, chunked.code()),
            (413, "too_long".into()),
            "{path}"
        );
    }

    let mut longest = prompt("echo", &"a".repeat(200_000));
    assert_eq!(ada.browser.send_prompt(&longest).await.status, 200);
    longest = prompt("echo", &"a".repeat(200_001));
    let refused = ada.browser.send_prompt(&longest).await;
    assert_eq!(
        (refused.status, refused.json()["field"].as_str()),
        (400, Some("text"))
    );
}

#[tokio::test]
async fn a_request_keeps_its_name_only_if_that_is_short_and_plain() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let long = "a".repeat(65);
    for (sent, kept) in [
        ("from-the-proxy_1.2", true),
        (&long[1..], true),
        (&long, false),
        ("", false),
        ("a b", false),
        ("<script>", false),
        ("a=b;c", false),
    ] {
        let request = visitor.request(Method::GET, "/healthz");
        let reply = visitor.reply(request.header("x-request-id", sent)).await;
        let id = reply.header("x-request-id");
        assert_eq!(id == sent, kept, "{sent}");
        assert!(!id.is_empty());
    }
    let first = visitor
        .get("/healthz")
        .await
        .header("x-request-id")
        .to_owned();
    assert_ne!(first, visitor.get("/healthz").await.header("x-request-id"));
}
