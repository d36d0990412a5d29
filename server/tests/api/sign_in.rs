//! Passwords: who does not know one learns nothing, and a new one ends what the old one opened.

use crate::browser::Reply;
use crate::test_app::{PASSWORD, TestApp};
use std::time::{Duration, Instant};

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_look_alike() {
    let app = TestApp::start().await;
    app.person("ada").await;
    let visitor = app.visitor();
    let wrong = visitor.sign_in("ada@example.org", "not the password").await;
    let unknown = visitor.sign_in("eve@example.org", "not the password").await;
    let no_address = visitor.sign_in("eve", "not the password").await;
    assert_eq!((wrong.status, wrong.code()), (401, "wrong_password".into()));
    assert_eq!(wrong.looks(), unknown.looks());
    assert_eq!(wrong.looks(), no_address.looks());
    assert_eq!(visitor.cookie(), None);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_take_the_same_time() {
    let app = TestApp::start().await;
    app.person("ada").await;
    let visitor = app.visitor();
    // The fastest of a few, which a busy machine cannot make faster.
    let [mut cheap, mut wrong, mut unknown] = [Duration::MAX; 3];
    for _ in 0..10 {
        cheap = cheap.min(time(visitor.call("open_link", &[("secret", "none")])).await);
        wrong = wrong.min(time(visitor.sign_in("ada@example.org", "a guess")).await);
        unknown = unknown.min(time(visitor.sign_in("eve@example.org", "a guess")).await);
    }
    // A hash is most of it; without one a reply would come like any other.
    let times = format!("wrong {wrong:?}, unknown {unknown:?}, without a hash {cheap:?}");
    assert!(wrong.min(unknown) > cheap * 3, "{times}");
    assert!(wrong.max(unknown) < wrong.min(unknown) * 3, "{times}");
}

async fn time(reply: impl Future<Output = Reply>) -> Duration {
    let start = Instant::now();
    assert!(reply.await.status >= 400);
    start.elapsed()
}

#[tokio::test]
async fn a_new_password_ends_all_other_sessions() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let elsewhere = app.visitor();
    elsewhere.sign_in("ada@example.org", PASSWORD).await;
    let stolen = ada.browser.copy();
    assert!(elsewhere.is_signed_in().await && stolen.is_signed_in().await);

    let new = "a wholly different one";
    let wrong = ada
        .browser
        .call(
            "change_password",
            &[("current", "wrong"), ("password", new)],
        )
        .await;
    assert_eq!(
        (wrong.status, wrong.json()["field"].as_str()),
        (400, Some("current"))
    );
    assert!(elsewhere.is_signed_in().await);

    let changed = ada
        .browser
        .call(
            "change_password",
            &[("current", PASSWORD), ("password", new)],
        )
        .await;
    assert_eq!(changed.status, 200, "{changed:?}");
    assert!(ada.browser.is_signed_in().await);
    assert!(!elsewhere.is_signed_in().await);
    assert!(!stolen.is_signed_in().await, "the old id opens nothing");
    assert_eq!(
        elsewhere.sign_in("ada@example.org", PASSWORD).await.status,
        401
    );
    assert_eq!(elsewhere.sign_in("ada@example.org", new).await.status, 200);
}

#[tokio::test]
async fn a_sign_in_leads_on_only_within_this_site() {
    let app = TestApp::start().await;
    app.person("ada").await;
    for (next, leads) in [
        ("/settings?tab=look", "/settings?tab=look"),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
    ] {
        let fields = [
            ("email", "ada@example.org"),
            ("password", PASSWORD),
            ("next", next),
        ];
        let reply = app.visitor().submit("sign_in", &fields, "/sign-in").await;
        assert_eq!((reply.status, reply.header("location")), (302, leads));
    }
}
