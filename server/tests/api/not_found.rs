//! What is not there: a page that says so to people, an error to programs.

use crate::test_app::TestApp;
use reqwest::Method;

#[tokio::test]
async fn an_unknown_page_is_drawn_and_is_a_404() {
    let app = TestApp::start().await;
    for path in ["/nowhere", "/admin/nowhere", "/c", "/assets/", "/v2/none"] {
        let page = app.visitor().page(path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(
            page.header("content-type").starts_with("text/html"),
            "{path}"
        );
        assert!(page.body.contains("<!DOCTYPE html>"), "{path}");
        assert!(
            page.body.contains("href=\"/assets/main.1a2b.css\""),
            "{path} is plain"
        );
    }
}

#[tokio::test]
async fn an_unknown_part_of_the_api_is_an_error() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    for (method, path) in [
        (Method::GET, "/api/none"),
        (Method::GET, "/api/fn/none"),
        (Method::POST, "/api/fn/none"),
        (Method::GET, "/api/answers/none/events/more"),
        (Method::DELETE, "/nowhere"),
        (Method::GET, "/assets/none.js"),
    ] {
        let reply = visitor.reply(visitor.request(method.clone(), path)).await;
        assert_eq!(reply.status, 404, "{method} {path}");
        assert_eq!(reply.code(), "not_found", "{method} {path}");
    }
}

#[tokio::test]
async fn a_known_address_that_is_asked_wrongly_says_so() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let reply = visitor.get("/api/fn/sign_in").await;
    assert_eq!(
        (reply.status, reply.code()),
        (405, "method_not_allowed".into())
    );
    assert_eq!(reply.header("allow"), "POST");
}
