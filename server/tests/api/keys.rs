//! Keys of programs: who holds one comes in, until it is revoked or its account suspended.

use crate::browser::{Browser, PATIENCE, Reply, eventually};
use crate::program::{Program, command, run};
use crate::test_app::{Client, PASSWORD, TestApp, Wishes, question};
use reqwest::Method;
use serde_json::json;
use tempfile::tempdir;
use tollgate::clock::Clock;
use tollgate::keys::KeyWishes;
use tollgate::types::{Day, LlmName, Status, Timestamp};

async fn models(app: &TestApp, authorization: Option<&str>) -> Reply {
    let visitor = app.visitor();
    let request = visitor.request(Method::GET, "/v1/models");
    let request = match authorization {
        Some(value) => request.header("authorization", value),
        None => request,
    };
    visitor.reply(request).await
}

#[tokio::test]
async fn a_key_opens_the_door_and_nothing_else_does() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let key = app.key(&ada).await;
    for scheme in ["Bearer", "bearer"] {
        let reply = models(&app, Some(&format!("{scheme} {key}"))).await;
        assert_eq!(reply.status, 200, "{reply:?}");
    }
    let other = format!("Bearer tg_{}", "A".repeat(43));
    let basic = format!("Basic {key}");
    for wrong in [
        None,
        Some("Bearer"),
        Some("Bearer tg_1"),
        Some(&other),
        Some(&basic),
        Some(&key),
    ] {
        let reply = models(&app, wrong).await;
        let error = &reply.json()["error"];
        assert_eq!(reply.status, 401, "{wrong:?}");
        assert_eq!(error["code"], "invalid_api_key");
        assert_eq!(error["type"], "invalid_request_error");
    }
    // Nor does being signed in, and no session is made.
    let reply = ada.browser.get("/v1/models").await;
    assert_eq!((reply.status, reply.header("set-cookie")), (401, ""));
}

#[tokio::test]
async fn a_key_does_not_sign_in() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let key = app.key(&ada).await;
    let visitor = app.visitor();
    let request = visitor
        .request(Method::POST, "/api/fn/current_account")
        .bearer_auth(key);
    assert_eq!(visitor.reply(request).await.status, 401);
}

#[tokio::test]
async fn a_key_stops_soon_after_it_is_revoked() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let authorization = format!("Bearer {}", app.key(&ada).await);
    assert_eq!(models(&app, Some(&authorization)).await.status, 200);
    let email = ada.account.email.as_str();
    app.tollgate.keys.revoke(email, "test").await.unwrap();
    eventually(|| async { models(&app, Some(&authorization)).await.status == 401 }).await;
}

#[tokio::test]
async fn a_key_waits_while_its_account_is_suspended() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let authorization = format!("Bearer {}", app.key(&ada).await);
    assert_eq!(models(&app, Some(&authorization)).await.status, 200);
    let store = &app.tollgate.store;
    for (status, expected) in [(Status::Suspended, 403), (Status::Active, 200)] {
        assert!(
            store
                .set_status(ada.account.id, status, None, Timestamp(0))
                .await
                .unwrap()
        );
        eventually(|| async { models(&app, Some(&authorization)).await.status == expected }).await;
    }
}

#[tokio::test]
async fn guesses_wait_while_a_key_at_the_same_address_goes_on() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let authorization = format!("Bearer {}", app.key(&ada).await);
    let refused = async {
        loop {
            let reply = models(&app, Some("Bearer tg_guess")).await;
            if reply.status != 401 {
                return reply;
            }
        }
    };
    let refused = tokio::time::timeout(crate::browser::PATIENCE, refused).await;
    let refused = refused.unwrap();
    assert_eq!(refused.status, 429);
    assert_eq!(refused.json()["error"]["code"], "rate_limited");
    assert_eq!(refused.json()["error"]["type"], "rate_limit_error");
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=9).contains(&wait), "{wait}");
    assert_eq!(models(&app, Some(&authorization)).await.status, 200);
}

#[tokio::test]
async fn a_key_of_the_command_line_is_printed_once_and_works_at_once() {
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    let tell = |arguments: &[&str], input: &str| {
        let output = run(command(folder.path()).args(arguments), input);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{said}");
        (String::from_utf8(output.stdout).unwrap(), said)
    };
    let ada = ["--email", "ada@example.org"];
    tell(
        &[&["admin", "create"][..], &ada].concat(),
        &format!("{PASSWORD}\n"),
    );
    let of_key = |what| [&["key", what][..], &ada, &["--name", "laptop"]].concat();
    let (printed, said) = tell(&of_key("create"), "");
    let key = printed.strip_suffix('\n').unwrap();
    assert_eq!((key.len(), key.get(..3)), (46, Some("tg_")));
    assert!(!said.contains(key));

    let browser = program.browser();
    let ask = || async {
        let request = browser.request(Method::GET, "/v1/models").bearer_auth(key);
        browser.reply(request).await.status
    };
    assert_eq!(ask().await, 200);
    tell(&of_key("revoke"), "");
    eventually(|| async { ask().await == 401 }).await;

    let again = run(command(folder.path()).args(of_key("revoke")), "");
    let said = String::from_utf8(again.stderr).unwrap();
    assert_eq!(again.status.code(), Some(1));
    assert!(said.contains("has no key of this name"), "{said}");
}

/// Where a form led back to, as the browser sees it.
async fn after(browser: &Browser, reply: &Reply) -> Reply {
    assert_eq!(reply.status, 302, "{reply:?}");
    let page = reply.header("location").to_owned();
    let path = page.split_once("://").map_or(page.as_str(), |(_, rest)| {
        rest.find('/').map_or("/", |start| &rest[start..])
    });
    browser.page(path).await
}

/// The value of an attribute on a page.
fn attribute<'a>(page: &'a str, before: &str) -> &'a str {
    let (_, rest) = page.split_once(before).expect(before);
    rest.split('"').next().unwrap()
}

#[tokio::test]
async fn a_key_is_made_on_the_page_shown_once_used_and_revoked_there() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let sent = [("name", "night ly"), ("at_once", "2"), ("llm:echo", "on")];
    let made = ada.browser.submit("make_key", &sent, "/keys").await;
    let another = app.visitor();
    another.sign_in("ada@example.org", PASSWORD).await;
    assert!(!another.page("/keys").await.body.contains("data-copy=\""));

    let page = after(&ada.browser, &made).await;
    let key = attribute(&page.body, "data-copy=\"").to_owned();
    assert_eq!((key.len(), &key[..3]), (46, "tg_"));
    assert!(!made.header("location").contains(&key));
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(page.body.contains("night ly") && page.body.contains("2 at once"));
    let again = ada.browser.page("/keys").await;
    assert!(!again.body.contains(&key), "it is shown once");

    let authorization = format!("Bearer {key}");
    let reply = models(&app, Some(&authorization)).await;
    let listed: Vec<_> = reply.json()["data"].as_array().unwrap().clone();
    assert_eq!((listed.len(), &listed[0]["id"]), (1, &"echo".into()));

    let id = attribute(&again.body, "name=\"key\" value=\"").to_owned();
    let revoked = ada
        .browser
        .submit("revoke_key", &[("key", &id)], "/keys")
        .await;
    let page = after(&ada.browser, &revoked).await;
    assert!(page.body.contains("Key revoked.") && !page.body.contains("night ly"));
    eventually(|| async { models(&app, Some(&authorization)).await.status == 401 }).await;
}

#[tokio::test]
async fn a_key_asks_the_models_that_it_names_and_no_other() {
    let client = Client::start().await;
    let keys = &client.app.tollgate.keys;
    let accounts = &client.app.tollgate.accounts;
    let caller = accounts.caller(client.ada.account.id, client.ada.account.epoch);
    let caller = caller.await.unwrap();
    let held = keys.held(&caller).await.unwrap().remove(0);
    let wishes = KeyWishes {
        llms: vec![LlmName("echo".into()), LlmName("gone".into())],
        ..KeyWishes::default()
    };
    let changed = keys.change(&caller, held.id, held.version, wishes);
    changed.await.unwrap();
    let other = question("slow-20", json!({}));
    eventually(|| async { client.chat(&other).await.status == 403 }).await;
    let refused = client.chat(&other).await;
    let error = &refused.json()["error"];
    assert_eq!(error["code"], "model_not_found");
    assert_eq!(error["param"], "model");
    assert_eq!(error["type"], "permission_error");
    assert_eq!(client.get("/v1/models/slow-20").await.status, 404);
    assert_eq!(client.get("/v1/models/echo").await.status, 200);
    assert_eq!(client.chat(&question("echo", json!({}))).await.status, 200);
    assert_eq!(client.chat(&question("gone", json!({}))).await.status, 404);
    let charges = client.charges().await;
    assert!(charges.iter().all(|charge| charge.llm.0 == "echo"));
}

#[tokio::test]
async fn a_stream_ends_when_its_key_expires() {
    let (clock, start) = (
        Clock::fixed(Timestamp(1_800_000_000_000_000)),
        1_800_000_000,
    );
    let app = TestApp::with(Wishes {
        clock: clock.clone(),
        ..Wishes::default()
    });
    let client = Client::of(app.await).await;
    let keys = &client.app.tollgate.keys;
    let accounts = &client.app.tollgate.accounts;
    let caller = accounts.caller(client.ada.account.id, client.ada.account.epoch);
    let caller = caller.await.unwrap();
    let held = keys.held(&caller).await.unwrap().remove(0);
    let wishes = KeyWishes {
        until: Some(Day::of(clock.now())),
        ..KeyWishes::default()
    };
    let changed = keys.change(&caller, held.id, held.version, wishes);
    changed.await.unwrap();
    clock.advance_seconds(2);
    let body = question("endless", json!({ "stream": true }));
    let mut stream = client.begin(&body).await;
    clock.advance_seconds(86_400 - start % 86_400);
    let rest = async { while let Ok(Some(_)) = stream.chunk().await {} };
    tokio::time::timeout(PATIENCE, rest).await.expect("it ends");
    assert_eq!(client.get("/v1/models").await.status, 401);
}

#[tokio::test]
async fn a_refused_form_says_what_is_wrong_and_keeps_what_was_typed() {
    let app = TestApp::start().await;
    let (ada, grace) = (app.person("ada").await, app.person("grace").await);
    let sent = [("name", "nightly"), ("daily_budget", "ten")];
    let refused = ada.browser.submit("make_key", &sent, "/keys").await;
    let page = after(&ada.browser, &refused).await;
    assert!(
        page.body.contains("Write dollars like 10 or 0.25"),
        "{page:?}"
    );
    assert!(page.body.contains("value=\"nightly\"") && page.body.contains("value=\"ten\""));
    assert!(!page.body.contains("data-copy=\""));

    let sent = [("name", "nightly"), ("daily_budget", "0.5")];
    ada.browser.submit("make_key", &sent, "/keys").await;
    let page = ada.browser.page("/keys").await;
    let id = attribute(&page.body, "name=\"key\" value=\"").to_owned();
    let own = format!("/keys/{id}");
    assert!(ada.browser.page(&own).await.body.contains("value=\"0.50\""));
    assert_eq!(grace.browser.page(&own).await.status, 404);
    let change = [("key", id.as_str()), ("version", "1"), ("at_once", "3")];
    assert_eq!(grace.browser.call("change_key", &change).await.status, 404);
    assert_eq!(
        grace
            .browser
            .call("revoke_key", &[("key", &id)])
            .await
            .status,
        404
    );
    let saved = ada.browser.submit("change_key", &change, &own).await;
    assert!(after(&ada.browser, &saved).await.body.contains("Saved."));
    let stale = ada.browser.submit("change_key", &change, &own).await;
    let page = after(&ada.browser, &stale).await;
    assert!(
        page.body.contains("Somebody changed this meanwhile."),
        "{page:?}"
    );
}
