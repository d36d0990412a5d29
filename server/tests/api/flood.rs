//! Who tries passwords in bulk waits; who is signed in goes on.

use crate::browser::Reply;
use crate::test_app::{TestApp, Wishes};
use futures::stream::{self, StreamExt};
use reqwest::Method;

const ALLOWED: usize = 100;

/// Uses up the allowance of this machine's address; says how many calls were let in.
async fn flood(app: &TestApp) -> usize {
    let visitor = app.visitor();
    let calls = stream::iter(0..ALLOWED + 10)
        .map(|_| visitor.call("open_link", &[("secret", "guess")]))
        .buffer_unordered(8);
    let statuses: Vec<_> = calls.map(|reply| reply.status).collect().await;
    statuses.iter().filter(|status| **status == 410).count()
}

/// The refusal of a call that is made until it is refused: every nine seconds one is let in.
async fn refusal<F: Future<Output = Reply>>(call: impl Fn() -> F) -> Reply {
    for _ in 0..10 {
        let reply = call().await;
        if reply.status == 429 {
            return reply;
        }
    }
    panic!("it was never refused");
}

#[tokio::test]
async fn guesses_are_refused_while_a_person_at_the_same_address_goes_on() {
    let app = TestApp::with(Wishes {
        settings: "trusted_proxies = [\"127.0.0.1\"]\n",
        ..Wishes::default()
    })
    .await;
    let ada = app.person("ada").await;
    let let_in = flood(&app).await;
    // The sign-ins of the test itself count too.
    assert!((ALLOWED - 5..ALLOWED + 5).contains(&let_in), "{let_in}");
    let visitor = app.visitor();
    let refused = refusal(|| visitor.sign_in("ada@example.org", "a guess")).await;
    assert_eq!(refused.code(), "rate_limited");
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=9).contains(&wait), "{wait}");
    assert_eq!(refused.json()["retry_after"], wait);

    // Forms are refused as pages, and the guesses of those who have an account like any other.
    let fields = [("email", "ada@example.org"), ("password", "a guess")];
    let form = refusal(|| visitor.submit("sign_in", &fields, "/sign-in")).await;
    assert!(form.header("content-type").starts_with("text/html"));
    assert!(!form.header("retry-after").is_empty());
    refusal(|| ada.browser.sign_in("root@example.org", "a guess")).await;
    let guess = [("current", "a guess"), ("password", "another good one")];
    refusal(|| ada.browser.call("change_password", &guess)).await;

    // But not those that are signed in, and nobody at another address.
    assert!(ada.browser.is_signed_in().await);
    let prompt = ada.browser.ask("echo", "Am I let in?").await;
    assert!(ada.browser.whole(prompt.answer).await.closed);
    let elsewhere = visitor
        .request(Method::POST, "/api/fn/open_link")
        .header("x-forwarded-for", "192.0.2.8")
        .form(&[("secret", "x")]);
    assert_eq!(visitor.reply(elsewhere).await.status, 410);
    assert_eq!(visitor.page("/sign-in").await.status, 200);
}

#[tokio::test]
async fn a_stranger_gets_no_new_allowance_by_naming_another_address() {
    let app = TestApp::start().await;
    app.person("ada").await;
    let visitor = app.visitor();
    let mut refused = 0;
    for n in 0..ALLOWED + 20 {
        let request = visitor
            .request(Method::POST, "/api/fn/open_link")
            .header("x-forwarded-for", format!("192.0.2.{n}"))
            .form(&[("secret", "x")]);
        refused += usize::from(visitor.reply(request).await.status == 429);
    }
    assert!(refused > 10, "{refused} were refused");
}

#[tokio::test]
async fn the_admin_says_how_much_may_be_tried() {
    let settings = "[base_limit]\nrequests = 20\nminutes = 1440\n";
    let app = TestApp::with(Wishes {
        settings,
        ..Wishes::default()
    })
    .await;
    let let_in = flood(&app).await;
    // The sign-ins of the test itself count too.
    assert!((15..=20).contains(&let_in), "{let_in}");
}
