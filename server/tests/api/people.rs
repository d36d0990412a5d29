//! What an admin does with people: invite them, suspend them, let them in again.

use crate::browser::eventually;
use crate::test_app::{PASSWORD, TestApp};
use std::time::{Duration, Instant};

#[tokio::test]
async fn an_invitation_makes_one_person() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let fields = [("role", "person"), ("email", "grace@example.org")];
    let invited = admin.browser.call("invite_person", &fields).await;
    let secret = invited.json().as_str().unwrap().to_owned();
    let link = app
        .visitor()
        .call("open_link", &[("secret", &secret)])
        .await;
    assert_eq!(link.json()["invitation"]["email"], "grace@example.org");

    let join = |email: &'static str| {
        let (visitor, secret) = (app.visitor(), secret.clone());
        async move {
            let fields = [
                ("secret", secret.as_str()),
                ("email", email),
                ("name", "Grace"),
                ("password", PASSWORD),
            ];
            visitor.call("redeem_link", &fields).await
        }
    };
    let other = join("eve@example.org").await;
    assert_eq!(
        (other.status, &other.json()["field"]),
        (400, &"email".into())
    );
    assert_eq!(join("grace@example.org").await.status, 200);
    let again = join("eve@example.org").await;
    assert_eq!((again.status, again.code()), (410, "link_spent".into()));
    let people = admin.browser.call("list_people", &[]).await.json();
    assert_eq!(people.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_suspension_ends_sessions_and_open_streams_within_two_seconds() {
    let app = TestApp::start().await;
    let (admin, ada) = (app.admin().await, app.person("ada").await);
    let prompt = ada.browser.ask("endless", "Go on.").await;
    let mut events = ada.browser.read(prompt.answer, "").await;
    events.text().await;

    let id = ada.account.id.to_string();
    let suspend = [("account", id.as_str()), ("status", "suspended")];
    let reply = admin.browser.call("set_account_status", &suspend).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let start = Instant::now();
    assert!(!ada.browser.is_signed_in().await);
    // The answer may be told to have ended, or the stream ends first.
    events.rest().await;
    assert!(
        start.elapsed() < Duration::from_secs(2),
        "{:?}",
        start.elapsed()
    );
    eventually(|| async { app.charges(&ada.account).await.len() == 1 }).await;
    let refused = app.visitor().sign_in("ada@example.org", PASSWORD).await;
    assert_eq!((refused.status, refused.code()), (403, "suspended".into()));

    let open = [("account", id.as_str()), ("status", "active")];
    admin.browser.call("set_account_status", &open).await;
    assert!(!ada.browser.is_signed_in().await, "old sessions stay ended");
    let reply = ada.browser.sign_in("ada@example.org", PASSWORD).await;
    assert_eq!(reply.status, 200, "{reply:?}");
}

#[tokio::test]
async fn a_sign_out_ends_the_streams_of_its_session_too() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let prompt = ada.browser.ask("endless", "Go on.").await;
    let mut events = ada.browser.copy().read(prompt.answer, "").await;
    events.text().await;
    ada.browser.call("sign_out", &[]).await;
    let start = Instant::now();
    assert!(!events.rest().await.closed);
    assert!(
        start.elapsed() < Duration::from_secs(2),
        "{:?}",
        start.elapsed()
    );
}
