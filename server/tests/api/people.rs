//! What an admin does with people: invite them, suspend them, let them in again.

use crate::browser::{eventually, secret_in};
use crate::test_app::{PASSWORD, TestApp};
use std::time::{Duration, Instant};
use tollgate::types::{AccountId, Limit, TopUpId};

const PAGE: &str = "/admin/people";

#[tokio::test]
async fn an_invitation_makes_one_person() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let fields = [("role", "person"), ("email", "grace@example.org")];
    let invited = admin.browser.submit("invite_person", &fields, PAGE).await;
    assert_eq!(invited.status, 302, "{invited:?}");
    let page = admin.browser.page(PAGE).await.body;
    let secret = secret_in(&page).unwrap().to_owned();
    let again = admin.browser.page(PAGE).await.body;
    assert_eq!(secret_in(&again), None, "shown once");
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
    let people = admin.browser.page(PAGE).await.body;
    assert!(people.contains("grace@example.org") && !people.contains("eve@example.org"));
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
async fn a_person_is_made_an_admin_and_a_person_again() {
    let app = TestApp::start().await;
    let (admin, ada) = (app.admin().await, app.person("ada").await);
    let of_ada = format!("{PAGE}/{}", ada.account.id);
    assert_eq!(ada.browser.page(PAGE).await.status, 403);
    let id = ada.account.id.to_string();
    for (role, status) in [("admin", 200), ("person", 403)] {
        let set = [("account", id.as_str()), ("role", role)];
        let done = admin.browser.submit("set_role", &set, &of_ada).await;
        assert_eq!(done.status, 302, "{done:?}");
        assert_eq!(ada.browser.page(PAGE).await.status, status, "{role}");
    }
    let own = admin.account.id.to_string();
    let resign = [("account", own.as_str()), ("role", "person")];
    let refused = admin.browser.call("set_role", &resign).await;
    assert_eq!(
        (refused.status, &refused.json()["field"]),
        (400, &"role".into())
    );
    let page = admin.browser.page(&of_ada).await.body;
    let changes = format!("/admin/audit?of={id}");
    assert!(page.contains(&changes), "{page}");
    let log = admin.browser.page(&changes).await.body;
    assert!(log.contains("Only changes of "), "{log}");
    assert!(log.contains("person → admin") && log.contains("admin → person"));
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

#[tokio::test]
async fn an_admin_sets_what_somebody_may_use_and_gives_them_more() {
    let app = TestApp::start().await;
    let (admin, ada) = (app.admin().await, app.person("ada").await);
    let (id, page) = (
        ada.account.id.to_string(),
        format!("{PAGE}/{}", ada.account.id),
    );
    let of_ada = |fields: &[(&'static str, &str)]| {
        let mut all = vec![("account".to_owned(), id.clone())];
        all.extend(
            fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        all
    };
    let send = async |function: &'static str, fields: Vec<(String, String)>| {
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let sent = admin.browser.submit(function, &fields, &page).await;
        assert_eq!(sent.status, 302, "{sent:?}");
        admin.browser.page(&page).await.body
    };
    // What is wrong stands at its field, and what was typed stays.
    let wrong = of_ada(&[("at_once", "3"), ("daily_budget", "ten")]);
    let body = send("set_own_limits", wrong).await;
    assert!(body.contains("Write dollars like 10 or 0.25"), "{body}");
    assert!(
        body.contains("value=\"ten\"") && body.contains("value=\"3\""),
        "{body}"
    );
    let body = send("set_own_limits", of_ada(&[("daily_budget", "2.50")])).await;
    assert!(body.contains("Limits saved."), "{body}");
    let standing = async || {
        let (store, now) = (&app.tollgate.store, app.tollgate.clock.now());
        let standing = store.standing(ada.account.id, now).await.unwrap();
        let daily = standing
            .into_iter()
            .find(|one| one.limit == Limit::DailyBudget);
        daily.unwrap().most
    };
    assert_eq!(standing().await, 2_500_000_000);
    let top_up = of_ada(&[("id", &TopUpId::new().to_string()), ("amount", "0.5")]);
    send("top_up", top_up.clone()).await;
    let body = send("top_up", top_up).await;
    assert_eq!(standing().await, 3_000_000_000, "sent twice it is one");
    assert!(body.contains("$0.50 on"), "{body}");
    let foreign = admin
        .browser
        .page(&format!("{PAGE}/{}", AccountId::new()))
        .await;
    assert_eq!(foreign.status, 404, "{foreign:?}");
}

#[tokio::test]
async fn people_are_found_by_what_is_looked_for() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    app.person("ada").await;
    app.person("grace").await;
    let found = async |query: &str| admin.browser.page(&format!("{PAGE}?{query}")).await.body;
    let body = found("words=GRA").await;
    assert!(body.contains("grace@") && !body.contains("ada@"), "{body}");
    assert!(found("words=%25").await.contains("Nobody fits."));
    assert!(found("status=suspended").await.contains("Nobody fits."));
}
