//! The browser's files: small on the wire, kept for ever.

use crate::browser::Reply;
use crate::test_app::TestApp;
use reqwest::Method;

const CSS: &str = "/assets/main.1a2b.css";

async fn ask(app: &TestApp, path: &str, headers: &[(&str, &str)]) -> Reply {
    let visitor = app.visitor();
    let request = visitor.request(Method::GET, path);
    let request = headers.iter().fold(request, |request, (name, value)| {
        request.header(*name, *value)
    });
    visitor.reply(request).await
}

#[tokio::test]
async fn a_file_comes_in_the_smallest_form_that_the_browser_takes() {
    let app = TestApp::start().await;
    for (accept, encoding, body) in [
        ("gzip, deflate, br", "br", "css in brotli"),
        ("gzip;q=1.0, br;q=0", "gzip", "css in gzip"),
        ("identity", "", "body { color: black }"),
        ("", "", "body { color: black }"),
    ] {
        let reply = ask(&app, CSS, &[("accept-encoding", accept)]).await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("content-encoding"), encoding, "{accept}");
        assert_eq!(reply.body, body, "{accept}");
        assert_eq!(reply.header("content-type"), "text/css; charset=utf-8");
        assert_eq!(reply.header("vary"), "accept-encoding");
    }
    // There are no compressed forms of this one.
    let reply = ask(
        &app,
        "/assets/tollgate.3c4d.js",
        &[("accept-encoding", "br")],
    )
    .await;
    assert_eq!(reply.header("content-encoding"), "");
    assert_eq!(
        reply.header("content-type"),
        "text/javascript; charset=utf-8"
    );
    let wasm = ask(&app, "/assets/tollgate_bg.5e6f.wasm", &[]).await;
    assert_eq!(wasm.header("content-type"), "application/wasm");
}

#[tokio::test]
async fn a_file_is_kept_for_ever_and_never_sent_twice() {
    let app = TestApp::start().await;
    let mut tags = Vec::new();
    for accept in ["br", "gzip", "identity"] {
        let first = ask(&app, CSS, &[("accept-encoding", accept)]).await;
        assert_eq!(
            first.header("cache-control"),
            "public, max-age=31536000, immutable"
        );
        let tag = first.header("etag").to_owned();
        let headers = [("accept-encoding", accept), ("if-none-match", tag.as_str())];
        let again = ask(&app, CSS, &headers).await;
        assert_eq!((again.status, again.body.as_str()), (304, ""), "{accept}");
        assert_eq!(again.header("etag"), tag);
        tags.push(tag);
    }
    let other = [
        ("accept-encoding", "gzip"),
        ("if-none-match", tags[0].as_str()),
    ];
    assert_eq!(
        ask(&app, CSS, &other).await.status,
        200,
        "each form has its own tag"
    );
}

#[tokio::test]
async fn only_files_of_the_bundle_are_given_and_only_by_their_hashed_names() {
    let app = TestApp::start().await;
    for name in [
        "manifest.json",
        "main.css",
        "main.1a2b.css.br",
        "..%2Fmanifest.json",
        "..%2f..%2fCargo.toml",
    ] {
        assert_eq!(
            ask(&app, &format!("/assets/{name}"), &[]).await.status,
            404,
            "{name}"
        );
    }
}

#[tokio::test]
async fn what_crawlers_and_tabs_ask_for_is_there() {
    let app = TestApp::start().await;
    let icon = ask(&app, "/favicon.svg", &[]).await;
    assert_eq!(
        (icon.status, icon.header("content-type")),
        (200, "image/svg+xml")
    );
    let robots = ask(&app, "/robots.txt", &[]).await;
    assert_eq!(robots.header("content-type"), "text/plain; charset=utf-8");
    let tag = robots.header("etag").to_owned();
    assert_eq!(
        ask(&app, "/robots.txt", &[("if-none-match", &tag)])
            .await
            .status,
        304
    );
}
