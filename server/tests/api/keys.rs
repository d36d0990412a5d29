//! Keys of programs: who holds one comes in, until it is revoked or its account suspended.

use crate::browser::{Reply, eventually};
use crate::program::{Program, command, run};
use crate::test_app::{PASSWORD, TestApp};
use reqwest::Method;
use tempfile::tempdir;
use tollgate::types::{Status, Timestamp};

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
