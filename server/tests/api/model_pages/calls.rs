//! What calls meet after a change.

use super::*;
use tollgate::types::TierId;

#[tokio::test]
async fn a_new_price_is_that_of_the_next_call_and_one_to_come_is_not() {
    let (client, admin) = house().await;
    let (dear, tokens) = cost(&client, "first").await;
    assert!(dear >= tokens * 1_000);
    // 0.000123 dollars for a million tokens are 0.123 nano-dollars for one; the sum is rounded up once.
    let now = price("0", "", "0.000123");
    let page = submit(&admin, "add_model_price", &now, ECHO).await.body;
    assert!(
        page.contains("The next call is charged by this price."),
        "{page}"
    );
    let (cheap, tokens) = cost(&client, "second").await;
    assert_eq!(cheap, (tokens * 123 + 999) / 1_000);

    let later = price("1", "2027-01-16", "5");
    let page = submit(&admin, "add_model_price", &later, ECHO).await.body;
    assert!(page.contains("It counts from 16 Jan 2027 on."), "{page}");
    assert!(
        page.contains("in force") && page.contains("Take back"),
        "{page}"
    );
    let (same, tokens) = cost(&client, "third").await;
    assert_eq!(same, (tokens * 123 + 999) / 1_000);
    client.app.tollgate.clock.advance_seconds(16 * 3_600);
    let (turned, tokens) = cost(&client, "fourth").await;
    assert_eq!(turned, tokens * 5_000);

    let page = admin.browser.page(LIST).await.body;
    assert!(
        page.contains("$5.00") && page.contains("set here"),
        "{page}"
    );
    let past = price("2", "2027-01-15", "6");
    let page = submit(&admin, "add_model_price", &past, ECHO).await.body;
    assert!(page.contains("This day has begun."), "{page}");
    assert!(
        page.contains("value=\"2027-01-15\"") && page.contains("value=\"6\""),
        "{page}"
    );
    let begun = client.app.tollgate.clock.now().0.to_string();
    let fields = [("name", "echo"), ("version", "2"), ("begins", &begun)];
    let page = submit(&admin, "drop_model_price", &fields, ECHO).await.body;
    assert!(page.contains("This price has begun"), "{page}");
}

#[tokio::test]
async fn a_price_that_has_not_begun_is_taken_back() {
    let (client, admin) = house().await;
    let later = price("0", "2027-02-01", "5");
    submit(&admin, "add_model_price", &later, ECHO).await;
    let begins = Timestamp(MORNING.0 - 8 * 3_600 * Timestamp::SECOND + 17 * Timestamp::DAY);
    let begins = begins.0.to_string();
    let fields = [("name", "echo"), ("version", "1"), ("begins", &begins)];
    let page = submit(&admin, "drop_model_price", &fields, ECHO).await.body;
    assert!(page.contains("The price is taken back."), "{page}");
    assert!(
        page.contains("No price from 2027-02-01: $5 in, $5 out"),
        "{page}"
    );
    client.app.tollgate.clock.advance_seconds(30 * 86_400);
    let (usual, tokens) = cost(&client, "later").await;
    assert!(usual >= tokens * 1_000 && usual <= tokens * 2_000);
}

#[tokio::test]
async fn calls_go_where_the_weights_say_now() {
    let (client, admin) = house().await;
    let asked = || client.app.provider.received().pop().unwrap().body["model"].clone();
    cost(&client, "first").await;
    assert_eq!(asked(), "echo");
    let two = |version, one, other| {
        place(&[
            ("version", version),
            ("provider:0", "scripted"),
            ("upstream:0", "echo"),
            ("weight:0", one),
            ("provider:1", "scripted"),
            ("upstream:1", "scripted"),
            ("weight:1", other),
        ])
    };
    let page = submit(&admin, "set_model", &two("0", "0", "1"), ECHO)
        .await
        .body;
    assert!(page.contains("Saved."), "{page}");
    assert!(
        page.contains("Served by: scripted → scripted (0), scripted/scripted"),
        "{page}"
    );
    for text in ["a", "b", "c", "d"] {
        cost(&client, text).await;
        assert_eq!(asked(), "scripted");
    }
    let page = submit(&admin, "set_model", &two("1", "1", "0"), ECHO)
        .await
        .body;
    assert!(page.contains("Saved."), "{page}");
    for text in ["e", "f", "g", "h"] {
        cost(&client, text).await;
        assert_eq!(asked(), "echo");
    }
}

#[tokio::test]
async fn an_answer_under_way_stays_where_it_is() {
    let (client, admin) = house().await;
    let body = question("slow-20", json!({ "stream": true, "max_tokens": 200 }));
    let stream = client.begin(&body).await;
    let moved = [
        ("name", "slow-20"),
        ("title", "Slow"),
        ("context", "8000"),
        ("version", "0"),
        ("provider:0", "scripted"),
        ("upstream:0", "status-500"),
        ("weight:0", "1"),
    ];
    let on = "/admin/models/slow-20";
    let page = submit(&admin, "set_model", &moved, on).await.body;
    assert!(page.contains("Saved."), "{page}");
    let rest = stream.text().await.unwrap();
    assert!(rest.contains("[DONE]") && !rest.contains("error"), "{rest}");
}

#[tokio::test]
async fn a_tier_without_the_model_neither_sees_nor_asks_it() {
    let (client, admin) = house().await;
    let tiers = client.app.tollgate.store.tiers().await.unwrap();
    let seen: Vec<_> = tiers
        .iter()
        .map(|tier| (format!("seen:{}", tier.id), tier.version.to_string()))
        .collect();
    let open: Vec<_> = tiers
        .iter()
        .filter(|tier| tier.id != TierId::FREE)
        .map(|tier| (format!("open:{}", tier.id), "on".to_owned()))
        .collect();
    let fields: Vec<_> = seen
        .iter()
        .chain(&open)
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .chain([("name", "echo")])
        .collect();
    let ada = &client.ada;
    let listed = async || {
        let list = client.get("/v1/models").await.json();
        list["data"].to_string().contains("\"echo\"")
    };
    assert!(listed().await);
    let page = submit(&admin, "set_model_tiers", &fields, ECHO).await.body;
    assert!(page.contains("Saved."), "{page}");

    assert!(!listed().await);
    assert_eq!(client.get("/v1/models/echo").await.status, 404);
    assert_eq!(client.get("/v1/models/endless").await.status, 200);
    let refused = client.chat(&question("echo", json!({}))).await;
    assert_eq!(refused.status, 403, "{refused:?}");
    assert!(
        refused.body.contains("Free accounts may not use echo."),
        "{refused:?}"
    );
    assert!(refused.body.contains("model_not_found"), "{refused:?}");
    let menu = ada.browser.call("list_llms", &[]).await.body;
    assert!(
        !menu.contains("\"echo\"") && menu.contains("\"endless\""),
        "{menu}"
    );
    let settings = ada.browser.call("default_settings", &[]).await.body;
    assert!(!settings.contains("\"echo\""), "{settings}");
    let prompt = crate::test_app::prompt("echo", "Hello");
    let refused = ada.browser.send_prompt(&prompt).await;
    assert_eq!(refused.status, 403, "{refused:?}");
    assert!(
        refused.body.contains("Free accounts may not use echo."),
        "{refused:?}"
    );
    assert_eq!(client.app.provider.received().len(), 0);
    assert_eq!(client.charges().await, []);

    // The same form again was typed before the change.
    let page = submit(&admin, "set_model_tiers", &fields, ECHO).await.body;
    assert!(page.contains("Saved."), "nothing is to be changed: {page}");
    let again = format!("open:{}", TierId::FREE);
    let old = [&fields[..], &[(again.as_str(), "on")]].concat();
    let page = submit(&admin, "set_model_tiers", &old, ECHO).await.body;
    assert!(page.contains("Somebody changed this meanwhile."), "{page}");
    let free = format!("/admin/tiers?tier={}", TierId::FREE);
    let page = admin.browser.page(&free).await.body;
    assert!(page.contains("Models: all → "), "{page}");
    let list = admin.browser.page(LIST).await.body;
    assert!(list.contains("Enterprise, Pro"), "{list}");

    // Who decides about it may try it before it is opened to anybody.
    let closed = client.app.tollgate.store.tiers().await.unwrap();
    let closed: Vec<_> = closed
        .iter()
        .map(|tier| (format!("seen:{}", tier.id), tier.version.to_string()))
        .chain([("name".to_owned(), "echo".to_owned())])
        .collect();
    let closed: Vec<_> = closed
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    submit(&admin, "set_model_tiers", &closed, ECHO).await;
    let list = admin.browser.page(LIST).await.body;
    assert!(list.contains(">none<"), "{list}");
    let tried = [("name", "echo"), ("question", "Hello")];
    let page = submit(&admin, "try_model", &tried, ECHO).await.body;
    assert!(page.contains("echo answered in"), "{page}");
}
