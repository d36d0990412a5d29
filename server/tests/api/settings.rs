//! What people set for themselves, take along and leave.

use crate::browser::eventually;
use crate::test_app::{CHAT, Client, PASSWORD, TestApp, Wishes, question};
use serde_json::json;
use std::time::{Duration, Instant};
use tollgate::types::{AnswerState, Outcome};

#[tokio::test]
async fn a_profile_is_kept_and_pages_look_as_chosen() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    assert!(!ada.browser.page("/").await.body.contains("data-theme"));
    let fields = [
        ("name", " Ada  Lovelace "),
        ("time_zone", "Europe/London"),
        ("theme", "dark"),
    ];
    let saved = ada
        .browser
        .submit("save_profile", &fields, "/settings")
        .await;
    assert!(saved.header("location").ends_with("/settings"), "{saved:?}");
    let page = ada.browser.page("/settings").await.body;
    for part in ["Ada Lovelace", "Saved.", "<option selected>Europe/London"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    for path in ["/settings", "/", "/usage"] {
        let page = ada.browser.page(path).await.body;
        assert!(
            page.contains("<html lang=\"en\" data-theme=\"dark\">"),
            "{path}: {page}"
        );
    }
    assert!(
        !app.visitor()
            .page("/sign-in")
            .await
            .body
            .contains("data-theme")
    );

    for (field, value) in [("name", ""), ("time_zone", "Mars/Olympus")] {
        let mut wrong = fields;
        let at = wrong.iter_mut().find(|(name, _)| *name == field).unwrap();
        at.1 = value;
        let reply = ada.browser.call("save_profile", &wrong).await;
        assert_eq!(reply.json()["field"].as_str(), Some(field), "{reply:?}");
    }
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one_or_all() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let phone = app.visitor();
    let request = phone
        .request(reqwest::Method::POST, "/api/fn/sign_in")
        .header("sec-fetch-site", "same-origin")
        .header(
            "user-agent",
            "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
        )
        .form(&[("email", "ada@example.org"), ("password", PASSWORD)]);
    phone.reply(request).await;
    let third = app.visitor();
    third.sign_in("ada@example.org", PASSWORD).await;
    let grace = app.person("grace").await;

    let page = ada.browser.page("/settings/security").await.body;
    assert!(
        page.contains("Firefox on Linux") && page.contains("this one"),
        "{page}"
    );
    let (before, _) = page.split_once("End Firefox on Linux").unwrap();
    let handle = before
        .rsplit_once("value=\"")
        .unwrap()
        .1
        .split('"')
        .next()
        .unwrap();
    let end = [("session", handle)];
    assert_eq!(grace.browser.call("end_session", &end).await.status, 404);

    // Whoever reads an answer there is cut off, and the answer goes on.
    let prompt = ada.browser.ask("slow-20", "Hello").await;
    let mut events = phone.read(prompt.answer, "").await;
    events.text().await;
    assert_eq!(ada.browser.call("end_session", &end).await.status, 200);
    let ended = Instant::now();
    assert!(!phone.is_signed_in().await && third.is_signed_in().await);
    let endless = third.ask("endless", "For ever").await;
    let mut reading = third.read(endless.answer, "").await;
    reading.text().await;
    assert_eq!(
        ada.browser.call("end_other_sessions", &[]).await.status,
        200
    );
    let ended_all = Instant::now();
    reading.rest().await;
    assert!(
        ended_all.elapsed() < Duration::from_secs(2),
        "{:?}",
        ended_all.elapsed()
    );
    assert!(ended.elapsed() < Duration::from_secs(10));
    assert!(!third.is_signed_in().await);
    assert!(ada.browser.is_signed_in().await && grace.browser.is_signed_in().await);
    let stop = [("answer", endless.answer.to_string())];
    ada.browser
        .call("stop_answer", &[("answer", &stop[0].1)])
        .await;
    let whole = ada.browser.whole(prompt.answer).await;
    assert_eq!(whole.state, Some(AnswerState::Complete));
}

#[tokio::test]
async fn an_own_cap_counts_as_a_limit_of_the_day() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let cap = async |text: &'static str| {
        let fields = [("cap", text)];
        let on = "/settings/budget";
        ada.browser.submit("set_daily_cap", &fields, on).await
    };
    cap("0.000001").await;
    let page = ada.browser.page("/settings/budget").await.body;
    assert!(
        page.contains("0.000001") && page.contains("Budget a day"),
        "{page}"
    );
    let id = ada.account.id;
    let caller = app.tollgate.accounts.caller(id, 0).await.unwrap();
    let most = async || {
        let standing = app.tollgate.ledger.standing(&caller).await.unwrap();
        standing.first().map(|standing| standing.most)
    };
    assert_eq!(most().await, Some(1_000));
    cap("ten").await;
    let page = ada.browser.page("/settings/budget").await.body;
    assert!(
        page.contains("value=\"ten\"") && page.contains("like 2.50"),
        "{page}"
    );
    assert_eq!(most().await, Some(1_000));
    cap("").await;
    assert_eq!(most().await, None);
}

#[tokio::test]
async fn a_webhook_is_set_tried_and_removed() {
    let app = TestApp::with(Wishes {
        settings: "[alerts]\nallow_private_webhooks = true\n",
        ..Wishes::default()
    })
    .await;
    let ada = app.person("ada").await;
    let on = "/settings/alerts";
    let secret_of = |page: &str| {
        let (_, rest) = page.split_once("<code>whsec_")?;
        Some(rest.split('<').next()?.to_owned())
    };
    let url = format!("{}/nothing-here", app.provider.base_url());
    let set = async || {
        let fields = [("url", url.as_str())];
        ada.browser.submit("set_webhook", &fields, on).await
    };
    set().await;
    let first = secret_of(&ada.browser.page(on).await.body).unwrap();
    assert_eq!(
        secret_of(&ada.browser.page(on).await.body),
        None,
        "shown once"
    );
    set().await;
    assert_ne!(secret_of(&ada.browser.page(on).await.body).unwrap(), first);

    ada.browser.submit("test_alerts", &[], on).await;
    let page = ada.browser.page(on).await.body;
    assert!(page.contains("E-mail: there is no mail server."), "{page}");
    assert!(page.contains("Webhook: it answered 4"), "{page}");

    ada.browser.submit("set_alert_emails", &[], on).await;
    ada.browser.submit("remove_webhook", &[], on).await;
    let settings = app
        .tollgate
        .store
        .alert_settings(ada.account.id)
        .await
        .unwrap();
    assert!(!settings.email && settings.webhook.is_none());
}

#[tokio::test]
async fn a_webhook_into_the_house_is_refused_with_what_was_typed() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let fields = [("url", "https://127.0.0.1/hook")];
    ada.browser
        .submit("set_webhook", &fields, "/settings/alerts")
        .await;
    let page = ada.browser.page("/settings/alerts").await.body;
    assert!(page.contains("The address is not public."), "{page}");
    assert!(page.contains("value=\"https://127.0.0.1/hook\""), "{page}");
}

#[tokio::test]
async fn an_export_holds_everything_and_no_secret() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let key = app.key(&ada).await;
    let grace = app.person("grace").await;
    grace.browser.ask("echo", "A word of Grace").await;
    let prompt = ada.browser.ask("echo", "A \"word\" of Ada").await;
    ada.browser.whole(prompt.answer).await;
    eventually(|| async { !app.charges(&ada.account).await.is_empty() }).await;

    let reply = ada.browser.get("/api/export").await;
    assert_eq!(reply.status, 200);
    assert!(
        reply
            .header("content-disposition")
            .contains("tollgate-export.json")
    );
    let all = reply.json();
    assert_eq!(all["account"]["email"], "ada@example.org");
    assert_eq!(all["keys"][0]["name"], "test");
    let chat = &all["chats"][0];
    assert_eq!(chat["id"], json!(prompt.chat));
    assert_eq!(chat["questions"][0]["text"], "A \"word\" of Ada");
    assert_eq!(chat["answers"][0]["text"], "You asked: A \"word\" of Ada");
    let charges = all["charges"].as_array().unwrap();
    assert!(
        charges
            .iter()
            .any(|charge| charge["answer_id"] == json!(prompt.answer))
    );
    assert!(!reply.body.contains("Grace") && !reply.body.contains(&key));
    assert!(!reply.body.contains("argon2"));
}

#[tokio::test]
async fn a_deleted_account_is_out_at_once_and_leaves_the_ledger_clean() {
    let program = Client::of(TestApp::start().await).await;
    let (app, ada) = (&program.app, &program.ada);
    let prompt = ada.browser.ask("echo", "Hello").await;
    ada.browser.whole(prompt.answer).await;
    let under_way = ada.browser.ask("endless", "For ever").await;
    ada.browser.read(under_way.answer, "").await.text().await;
    let mut stream = program
        .begin(&question("endless", json!({ "stream": true })))
        .await;

    let delete = |password: &'static str| {
        let fields = [("current", password)];
        async move {
            ada.browser
                .submit("delete_account", &fields, "/settings/data")
                .await
        }
    };
    delete("not the password").await;
    let page = ada.browser.page("/settings/data").await.body;
    assert!(
        page.contains("This is not your current password."),
        "{page}"
    );
    let gone = delete(PASSWORD).await;
    assert_eq!(gone.header("location"), "/sign-in", "{gone:?}");
    let deleted = Instant::now();

    assert!(!ada.browser.is_signed_in().await);
    let again = app.visitor().sign_in("ada@example.org", PASSWORD).await;
    assert_eq!((again.status, again.code()), (401, "wrong_password".into()));
    let rest = async { while let Ok(Some(_)) = stream.chunk().await {} };
    tokio::time::timeout(Duration::from_secs(5), rest)
        .await
        .unwrap();
    assert!(
        deleted.elapsed() < Duration::from_secs(3),
        "{:?}",
        deleted.elapsed()
    );
    let refused = program.post(CHAT, &question("echo", json!({}))).await;
    assert_eq!(refused.status, 401, "{refused:?}");

    let store = &app.tollgate.store;
    eventually(|| async { store.open_calls().await.unwrap().is_empty() }).await;
    eventually(|| async {
        store
            .chats(ada.account.id, None, 9)
            .await
            .unwrap()
            .is_empty()
    })
    .await;
    let charges = store.charges_of(ada.account.id).await.unwrap();
    let stopped = charges
        .iter()
        .filter(|charge| charge.outcome == Outcome::Stopped);
    assert_eq!(stopped.count(), 2, "{charges:?}");
    assert_eq!(app.tollgate.ledger.check().await.unwrap(), []);
    let left = store.account(ada.account.id).await.unwrap().unwrap();
    assert_eq!(left.name, "Deleted account");
}

#[tokio::test]
async fn the_last_admin_stays() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let reply = admin
        .browser
        .call("delete_account", &[("current", PASSWORD)])
        .await;
    assert_eq!(
        (reply.status, reply.json()["field"].as_str()),
        (400, Some("account"))
    );
    assert!(admin.browser.is_signed_in().await);
}
