//! The cache, who may make an account, and the base limit.

use super::{post, submit, text};
use crate::test_app::{CHAT, Client, PASSWORD, TestApp, Wishes, question};
use reqwest::Method;
use serde_json::json;
use tollgate::types::{Email, Role, SignUp, TierId};

#[tokio::test]
async fn kept_answers_are_shared_within_a_tier_and_forgotten_when_an_admin_wants_it() {
    let client = Client::start().await;
    let app = &client.app;
    let admin = app.admin().await;
    let (grace, alan) = (app.person("grace").await, app.person("alan").await);
    let now = app.tollgate.clock.now();
    let moved = app
        .tollgate
        .store
        .set_tier(alan.account.id, TierId::PRO, None, now);
    assert!(moved.await.unwrap());
    let had = async |key: &str| {
        let browser = app.visitor();
        let request = browser.request(Method::POST, CHAT).bearer_auth(key);
        let reply = browser
            .reply(request.json(&question("echo", json!({}))))
            .await;
        reply.header("x-tollgate-cache").to_owned()
    };
    let keys = [
        client.key.clone(),
        app.key(&grace).await,
        app.key(&alan).await,
    ];
    let on = "/admin/policies/cache";
    let scope = |version, scope, minutes| {
        [
            ("version", version),
            ("scope", scope),
            ("minutes", minutes),
            ("mib", "32"),
        ]
    };
    let page = submit(&admin, "set_cache", &scope("0", "tier", "ever"), on).await;
    assert!(page.contains("Write a whole number from 0 to"), "{page}");
    let page = submit(&admin, "set_cache", &scope("0", "tier", "60"), on).await;
    assert!(page.contains("scope: tier"), "{page}");
    assert_eq!(had(&keys[0]).await, "miss");
    assert_eq!(had(&keys[1]).await, "hit");
    assert_eq!(had(&keys[2]).await, "miss");
    let page = text(admin.browser.page(on).await);
    assert!(page.contains("2 answers"), "{page}");
    let page = submit(&admin, "empty_cache", &[], on).await;
    assert!(
        page.contains("The cache is empty.") && page.contains("0 answers"),
        "{page}"
    );
    assert_eq!(had(&keys[1]).await, "miss");
    submit(&admin, "set_cache", &scope("1", "account", "60"), on).await;
    assert_eq!(had(&keys[0]).await, "miss");
    submit(&admin, "set_cache", &scope("2", "account", "0"), on).await;
    assert_eq!(had(&keys[0]).await, "miss");
}

#[tokio::test]
async fn who_may_make_an_account_is_set_at_once() {
    let app = TestApp::start().await;
    let on = "/admin/policies/sign-up";
    let link = app.tollgate.accounts.setup_secret().await.unwrap().unwrap();
    let admin = app.admin().await;
    let mode = async |version, mode| {
        submit(
            &admin,
            "set_sign_up",
            &[("version", version), ("mode", mode)],
            on,
        )
        .await
    };
    let person = |name, email, password| [("name", name), ("email", email), ("password", password)];
    let visitor = app.visitor();
    let closed = post(
        &visitor,
        "/sign-up",
        &person("Eve", "eve@example.org", PASSWORD),
    )
    .await;
    assert!(
        closed.body.contains("Nobody can make an account here now."),
        "{closed:?}"
    );
    let page = text(visitor.page("/sign-up").await);
    assert!(page.contains("Accounts here are by invitation"), "{page}");

    let page = mode("0", "open").await;
    assert!(page.contains("/sign-up\""), "{page}");
    assert!(
        visitor
            .page("/sign-in")
            .await
            .body
            .contains("href=\"/sign-up\"")
    );
    let weak = post(
        &visitor,
        "/sign-up",
        &person("Eve", "eve@example.org", "short"),
    )
    .await;
    assert!(
        weak.body.contains("value=\"eve@example.org\"") && weak.body.contains("value=\"Eve\""),
        "{weak:?}"
    );
    assert!(!weak.body.contains("\"short\""), "{weak:?}");
    assert_eq!(visitor.cookie(), None);
    let made = post(
        &visitor,
        "/sign-up",
        &person("Eve", "eve@example.org", PASSWORD),
    )
    .await;
    assert_eq!((made.status, made.header("location")), (302, "/"));
    assert!(visitor.is_signed_in().await);
    let email = Email::parse("eve@example.org").unwrap();
    let eve = app
        .tollgate
        .store
        .credentials(&email)
        .await
        .unwrap()
        .unwrap()
        .account;
    assert_eq!(eve.tier, TierId::FREE);
    let again = post(
        &app.visitor(),
        "/sign-up",
        &person("Eve", "eve@example.org", PASSWORD),
    )
    .await;
    assert!(
        again.body.contains("This address has an account already."),
        "{again:?}"
    );
    // Who has an account makes no other.
    let another = person("Mallory", "mallory@example.org", PASSWORD);
    let led_on = post(&visitor, "/sign-up", &another).await;
    assert_eq!((led_on.status, led_on.header("location")), (302, "/"));
    let email = Email::parse("mallory@example.org").unwrap();
    let made = app.tollgate.store.credentials(&email).await.unwrap();
    assert!(made.is_none());

    let caller = app
        .tollgate
        .accounts
        .caller(admin.account.id, admin.account.epoch)
        .await
        .unwrap();
    let caller = caller.into_admin().unwrap();
    let role = Role::Person;
    let invite = app.tollgate.accounts.invite(&caller, role, None);
    let invite = invite.await.unwrap();
    mode("1", "closed").await;
    for secret in [&link, &invite] {
        let opened = app.visitor().call("open_link", &[("secret", secret)]).await;
        assert_eq!(
            (opened.status, opened.code()),
            (403, "sign_up_closed".into())
        );
    }
    assert!(
        app.visitor()
            .sign_in("eve@example.org", PASSWORD)
            .await
            .status
            == 200
    );
    mode("2", "invite").await;
    let opened = app
        .visitor()
        .call("open_link", &[("secret", &invite)])
        .await;
    assert_eq!(opened.status, 200, "{opened:?}");
    assert_eq!(app.tollgate.accounts.sign_up_mode(), SignUp::Invite);
}

#[tokio::test]
async fn the_first_admin_comes_in_also_where_nobody_may_make_an_account() {
    let app = TestApp::with(Wishes {
        settings: "signup = \"closed\"\n",
        ..Wishes::default()
    })
    .await;
    let link = app.tollgate.accounts.setup_secret().await.unwrap().unwrap();
    let opened = app.visitor().call("open_link", &[("secret", &link)]).await;
    assert_eq!(opened.status, 200, "{opened:?}");
}

#[tokio::test]
async fn the_base_limit_is_another_at_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let on = "/admin/policies/base-limits";
    let limit = |version, requests| {
        [
            ("version", version),
            ("requests", requests),
            ("minutes", "60"),
        ]
    };
    let page = submit(&admin, "set_base_limit", &limit("0", "0"), on).await;
    assert!(page.contains("Write a whole number from 1 to"), "{page}");
    submit(&admin, "set_base_limit", &limit("0", "3"), on).await;
    let visitor = app.visitor();
    let guess = async || {
        visitor
            .call("open_link", &[("secret", "guess")])
            .await
            .status
    };
    let statuses = [guess().await, guess().await, guess().await, guess().await];
    assert_eq!(statuses, [410, 410, 410, 429]);
    submit(&admin, "set_base_limit", &limit("1", "100"), on).await;
    assert_eq!(guess().await, 410);
}
