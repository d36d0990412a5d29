//! What browsers are told to forbid themselves, whatever they asked for.

use crate::browser::Reply;
use crate::test_app::{TestApp, Wishes};
use reqwest::Method;

/// One reply of each kind.
async fn all_kinds(app: &TestApp) -> Vec<(&'static str, Reply)> {
    let ada = app.person("ada").await;
    let visitor = app.visitor();
    let cross_site = visitor
        .request(Method::POST, "/api/fn/sign_out")
        .header("sec-fetch-site", "cross-site");
    vec![
        ("a page", visitor.page("/sign-in").await),
        ("a page with a session", ada.browser.page("/settings").await),
        ("a redirect", visitor.page("/").await),
        ("a page that is not there", visitor.page("/nowhere").await),
        ("a file", visitor.get("/assets/main.1a2b.css").await),
        (
            "a file that is not there",
            visitor.get("/assets/none.css").await,
        ),
        ("the icon", visitor.get("/favicon.svg").await),
        (
            "an answer of a function",
            ada.browser.call("current_account", &[]).await,
        ),
        ("a refusal", visitor.call("current_account", &[]).await),
        (
            "a stream's refusal",
            visitor.get("/api/answers/x/events").await,
        ),
        ("a refusal of a layer", visitor.reply(cross_site).await),
        ("health", visitor.get("/healthz").await),
    ]
}

fn is_page(name: &str) -> bool {
    name.starts_with("a page") || name == "a redirect"
}

#[tokio::test]
async fn every_reply_carries_the_headers_of_safety() {
    let app = TestApp::start().await;
    for (name, reply) in all_kinds(&app).await {
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{name}");
        assert_eq!(reply.header("referrer-policy"), "same-origin", "{name}");
        assert_eq!(
            reply.header("cross-origin-opener-policy"),
            "same-origin",
            "{name}"
        );
        assert!(
            reply.header("permissions-policy").contains("camera=()"),
            "{name}"
        );
        assert_eq!(
            reply.header("strict-transport-security"),
            "",
            "{name}: plain HTTP"
        );
        assert!(!reply.header("x-request-id").is_empty(), "{name}");
        let policy = reply.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none';"),
            "{name}: {policy}"
        );
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{name}: {policy}"
        );
        assert!(policy.contains("base-uri 'none'"), "{name}: {policy}");
        assert!(!policy.contains("unsafe-inline"), "{name}: {policy}");
        assert!(!policy.contains("'unsafe-eval'"), "{name}: {policy}");
        assert_eq!(
            policy.contains("script-src"),
            is_page(name),
            "{name}: {policy}"
        );
        let kept = name == "a file" || name == "the icon";
        assert_eq!(reply.header("cache-control") != "no-store", kept, "{name}");
    }
}

#[tokio::test]
async fn behind_https_browsers_are_told_to_stay_there() {
    let app = TestApp::with(Wishes {
        settings: "public_url = \"https://chat.example.org\"\n",
        ..Wishes::default()
    })
    .await;
    let reply = app.visitor().page("/sign-in").await;
    let strict = reply.header("strict-transport-security");
    assert!(strict.starts_with("max-age=31536000"), "{strict}");
}

#[tokio::test]
async fn the_only_scripts_of_a_page_are_those_that_carry_its_nonce() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let mut nonces = Vec::new();
    for path in ["/", "/settings", "/nowhere"] {
        let page = ada.browser.page(path).await;
        let policy = page.header("content-security-policy");
        let nonce = policy.split("'nonce-").nth(1).unwrap();
        let nonce = nonce.split('\'').next().unwrap().to_owned();
        assert!(nonce.len() >= 22, "{nonce}: less than 128 bits");
        let scripts = page.body.matches("<script").count();
        let with_nonce = page.body.matches(&format!("nonce=\"{nonce}\"")).count();
        assert!(scripts > 0);
        assert_eq!(scripts, with_nonce, "{path}");
        for inline in ["style=\"", "onclick=", "javascript:"] {
            assert!(!page.body.contains(inline), "{path} has {inline}");
        }
        nonces.push(nonce);
    }
    nonces.dedup();
    assert_eq!(nonces.len(), 3, "each page has a new one");
}

#[tokio::test]
async fn a_page_says_all_of_this() {
    let app = TestApp::start().await;
    let page = app.visitor().page("/sign-in").await;
    let mut headers = page.headers.clone();
    headers.remove("transfer-encoding");
    let lines = headers.iter().map(|(name, value)| {
        let value = match name.as_str() {
            "date" | "x-request-id" => "…".into(),
            _ => value.to_str().unwrap().replace("; ", ";\n    "),
        };
        format!("{name}: {value}")
    });
    let mut lines: Vec<_> = lines.collect();
    lines.sort();
    let text = lines.join("\n");
    let nonce = text.split("'nonce-").nth(1).unwrap();
    let nonce = nonce.split('\'').next().unwrap().to_owned();
    insta::assert_snapshot!(text.replace(&nonce, "…"), @r"
    cache-control: no-store
    content-security-policy: default-src 'none';
        script-src 'self' 'nonce-…' 'wasm-unsafe-eval';
        style-src 'self';
        img-src 'self' data:;
        font-src 'self';
        connect-src 'self';
        manifest-src 'self';
        base-uri 'none';
        form-action 'self';
        frame-ancestors 'none'
    content-type: text/html;
        charset=utf-8
    cross-origin-opener-policy: same-origin
    cross-origin-resource-policy: same-origin
    date: …
    permissions-policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()
    referrer-policy: same-origin
    vary: accept-encoding
    x-content-type-options: nosniff
    x-request-id: …
    ");
}
