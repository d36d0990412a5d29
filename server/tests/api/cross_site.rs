//! Another site's page cannot make a browser change anything here.

use crate::browser::{Browser, Reply};
use crate::test_app::{TestApp, Wishes};
use reqwest::Method;

async fn sign_out(browser: &Browser, headers: &[(&str, &str)]) -> Reply {
    let request = browser.request(Method::POST, "/api/fn/sign_out");
    let request = headers.iter().fold(request, |request, (name, value)| {
        request.header(*name, *value)
    });
    browser.reply(request).await
}

#[tokio::test]
async fn what_another_site_sends_is_refused() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    for headers in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://evil.example"),
            ("accept", "text/html"),
        ],
    ] {
        let reply = sign_out(&ada.browser, headers).await;
        assert_eq!(reply.status, 403, "{headers:?}");
        assert!(reply.body.contains("sent from another site"), "{reply:?}");
        let is_page = headers.contains(&("accept", "text/html"));
        assert_eq!(reply.header("content-type").contains("html"), is_page);
        if !is_page {
            assert_eq!(reply.code(), "cross_site");
        }
    }
    assert!(
        ada.browser.is_signed_in().await,
        "none of them signed her out"
    );
}

#[tokio::test]
async fn what_this_site_sends_is_done() {
    let app = TestApp::with(Wishes {
        settings: "public_url = \"https://chat.example.org/\"\n",
        ..Wishes::default()
    })
    .await;
    let own = app.url.clone();
    for headers in [
        &[("sec-fetch-site", "same-origin")][..],
        &[("sec-fetch-site", "none")],
        &[("origin", own.as_str())],
        // As a proxy passes it on that has put its own name into `Host`.
        &[("origin", "https://chat.example.org")],
        &[],
    ] {
        let reply = sign_out(&app.visitor(), headers).await;
        assert_eq!(reply.status, 200, "{headers:?}: {reply:?}");
    }
}

#[tokio::test]
async fn links_from_other_sites_may_be_followed() {
    let app = TestApp::start().await;
    let browser = app.visitor();
    let request = browser
        .request(Method::GET, "/sign-in")
        .header("accept", "text/html")
        .header("sec-fetch-site", "cross-site");
    assert_eq!(browser.reply(request).await.status, 200);
}
