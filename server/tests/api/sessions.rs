//! Sessions live as long as they are used, and what has ended stays ended.

use crate::test_app::{Person, TestApp, Wishes};
use reqwest::Method;
use tollgate::clock::Clock;
use tollgate::types::Timestamp;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

async fn app_with_a_clock() -> (TestApp, Clock) {
    let clock = Clock::fixed(Timestamp(1_800_000_000 * Timestamp::SECOND));
    let app = TestApp::with(Wishes {
        clock: clock.clone(),
        ..Wishes::default()
    })
    .await;
    (app, clock)
}

async fn ends_at(app: &TestApp, person: &Person) -> i64 {
    let now = app.tollgate.clock.now();
    let sessions = app.tollgate.store.sessions_of(person.account.id, now);
    let sessions = sessions.await.unwrap();
    assert_eq!(sessions.len(), 1);
    sessions[0].expires_at.as_seconds() - now.as_seconds()
}

#[tokio::test]
async fn a_session_that_is_used_lives_on_and_one_that_is_not_ends() {
    let (app, clock) = app_with_a_clock().await;
    let ada = app.person("ada").await;
    for _ in 0..4 {
        clock.advance_seconds(13 * DAY);
        assert!(ada.browser.is_signed_in().await);
    }
    clock.advance_seconds(14 * DAY);
    assert!(!ada.browser.is_signed_in().await);
    assert_eq!(
        ada.browser.cookie(),
        None,
        "a cookie that opens nothing is taken back"
    );
}

#[tokio::test]
async fn a_session_is_written_once_an_hour() {
    let (app, clock) = app_with_a_clock().await;
    let ada = app.person("ada").await;
    assert!(ada.browser.is_signed_in().await);
    let first = ends_at(&app, &ada).await;
    clock.advance_seconds(HOUR - 10);
    let reply = ada.browser.call("current_account", &[]).await;
    assert_eq!(reply.header("set-cookie"), "");
    assert_eq!(ends_at(&app, &ada).await, first - (HOUR - 10));
    clock.advance_seconds(10);
    let reply = ada.browser.call("current_account", &[]).await;
    assert!(
        reply.header("set-cookie").contains("Max-Age=1209600"),
        "{reply:?}"
    );
    assert_eq!(ends_at(&app, &ada).await, 14 * DAY);
}

#[tokio::test]
async fn a_request_under_way_does_not_bring_back_a_session_that_was_signed_out() {
    let (app, clock) = app_with_a_clock().await;
    let ada = app.person("ada").await;
    let copy = ada.browser.copy();
    // Both use the session in an hour in which it was not written yet; whichever is last writes nothing.
    for _ in 0..20 {
        clock.advance_seconds(HOUR);
        let again = app.visitor();
        again
            .sign_in("ada@example.org", crate::test_app::PASSWORD)
            .await;
        clock.advance_seconds(HOUR);
        let other = again.copy();
        let (_, used) = tokio::join!(again.call("sign_out", &[]), other.call("list_llms", &[]));
        assert!([200, 401].contains(&used.status));
        assert!(!other.is_signed_in().await);
    }
    assert!(copy.is_signed_in().await);
}

#[tokio::test]
async fn over_plain_http_the_cookie_is_hidden_from_scripts_and_other_sites() {
    let app = TestApp::start().await;
    app.person("ada").await;
    let reply = app
        .visitor()
        .sign_in("ada@example.org", crate::test_app::PASSWORD)
        .await;
    let cookie = reply.header("set-cookie");
    assert!(cookie.starts_with("tollgate="), "{cookie}");
    for part in [
        "; HttpOnly",
        "; SameSite=Lax",
        "; Path=/",
        "; Max-Age=1209600",
    ] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(
        !cookie.contains("Secure") && !cookie.contains("Domain"),
        "{cookie}"
    );
}

#[tokio::test]
async fn behind_https_the_cookie_is_bound_to_its_host_and_can_be_taken_back() {
    let app = TestApp::with(Wishes {
        settings: "public_url = \"https://chat.example.org\"\n",
        ..Wishes::default()
    })
    .await;
    app.person("ada").await;
    let browser = app.visitor();
    let reply = browser
        .sign_in("ada@example.org", crate::test_app::PASSWORD)
        .await;
    let cookie = reply.header("set-cookie").to_owned();
    assert!(cookie.starts_with("__Host-tollgate="), "{cookie}");
    assert!(
        cookie.contains("; Secure") && cookie.contains("; Path=/"),
        "{cookie}"
    );
    let reply = browser.call("sign_out", &[]).await;
    let removal = reply.header("set-cookie");
    assert!(removal.starts_with("__Host-tollgate=;"), "{removal}");
    for part in ["; Secure", "; Path=/", "; Max-Age=0"] {
        assert!(removal.contains(part), "{removal}");
    }
    assert!(!browser.is_signed_in().await);
}

#[tokio::test]
async fn a_visitor_gets_no_session() {
    let app = TestApp::start().await;
    let page = app.visitor().page("/sign-in").await;
    assert_eq!(page.header("set-cookie"), "");
    let visitor = app.visitor();
    let request = visitor
        .request(Method::GET, "/sign-in")
        .header("cookie", "tollgate=made-up");
    assert_eq!(visitor.reply(request).await.status, 200);
}
