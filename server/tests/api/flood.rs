//! Who tries passwords in bulk waits; who is signed in goes on.

use crate::browser::Reply;
use crate::test_app::{TestApp, Wishes};
use futures::stream::{self, StreamExt};
use reqwest::Method;

const ALLOWED: usize = 100;

/// Uses up the allowance of this machine's address, and is refused.
async fn flood(app: &TestApp) -> Reply {
    let visitor = app.visitor();
    // The sign-ins of the test itself count too, and while these run another one becomes free.
    let tries = stream::iter(0..ALLOWED + 10)
        .map(|_| visitor.sign_in("ada@example.org", "a guess"))
        .buffer_unordered(8);
    let replies: Vec<_> = tries.collect().await;
    let tried = replies.iter().filter(|reply| reply.status == 401).count();
    assert!((ALLOWED - 5..ALLOWED + 5).contains(&tried), "{tried} tries");
    let refused = replies.into_iter().find(|reply| reply.status == 429);
    refused.expect("nothing was refused")
}

#[tokio::test]
async fn guesses_are_refused_while_a_person_at_the_same_address_goes_on() {
    let app = TestApp::with(Wishes {
        settings: "trusted_proxies = [\"127.0.0.1\"]\n",
        ..Wishes::default()
    })
    .await;
    let ada = app.person("ada").await;
    let refused = flood(&app).await;
    assert_eq!(refused.code(), "rate_limited");
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=9).contains(&wait), "{wait}");
    assert_eq!(refused.json()["retry_after"], wait);

    // Anonymous calls of all kinds are refused now, also as forms and by who has an account.
    let visitor = app.visitor();
    let anonymous = visitor.call("open_link", &[("secret", "x")]).await;
    assert_eq!(anonymous.status, 429);
    let fields = [("email", "ada@example.org"), ("password", "a guess")];
    let form = visitor.submit("sign_in", &fields, "/sign-in").await;
    assert_eq!(form.status, 429);
    assert!(form.header("content-type").starts_with("text/html"));
    assert!(!form.header("retry-after").is_empty());
    let inside = ada.browser.sign_in("root@example.org", "a guess").await;
    assert_eq!(inside.status, 429);

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
    let mut last = 0;
    for n in 0..=ALLOWED + 10 {
        let request = visitor
            .request(Method::POST, "/api/fn/open_link")
            .header("x-forwarded-for", format!("192.0.2.{n}"))
            .form(&[("secret", "x")]);
        last = visitor.reply(request).await.status;
    }
    assert_eq!(last, 429);
}
