//! What is typed, refused, tried and taken back.

use super::*;
use tollgate::types::{LlmName, NanoDollars, Purpose, Section};

#[tokio::test]
async fn what_is_wrong_or_stale_keeps_what_was_typed() {
    let (_client, admin) = house().await;
    let good = place(&[
        ("version", "0"),
        ("provider:0", "scripted"),
        ("upstream:0", "echo"),
        ("weight:0", "2"),
    ]);
    submit(&admin, "set_model", &good, ECHO).await;
    let stale = [
        ("name", "echo"),
        ("version", "0"),
        ("title", "Typed by hand"),
        ("context", "7777"),
        ("provider:0", "scripted"),
        ("upstream:0", "elsewhere"),
        ("weight:0", "3"),
    ];
    let page = submit(&admin, "set_model", &stale, ECHO).await.body;
    assert!(page.contains("Somebody changed this meanwhile."), "{page}");
    for typed in ["Typed by hand", "7777", "elsewhere"] {
        assert!(
            page.contains(&format!("value=\"{typed}\"")),
            "{typed}: {page}"
        );
    }
    for (name, value, message) in [
        ("title", "", "A title has 1 to 100 characters."),
        ("context", "many", "Write a whole number of tokens"),
        ("weight:0", "heavy", "A weight is a whole number"),
        ("provider:0", "", "Name at least one provider"),
        ("provider:0", "gone", "There is no provider `gone`"),
    ] {
        let mut wrong = stale.to_vec();
        wrong[1].1 = "1";
        wrong.iter_mut().find(|field| field.0 == name).unwrap().1 = value;
        let page = submit(&admin, "set_model", &wrong, ECHO).await.body;
        assert!(page.contains(message), "{message}: {page}");
        assert!(page.contains("value=\"elsewhere\""), "{page}");
    }
}

#[tokio::test]
async fn places_are_added_and_taken_away_without_a_script() {
    let (_client, admin) = house().await;
    let typed = "version=0&title=Typed&context=9&provider:0=scripted&upstream:0=one&weight:0=1&provider:1=scripted&upstream:1=two&weight:1=2";
    let page = admin
        .browser
        .page(&format!("{ECHO}?{typed}&more=1"))
        .await
        .body;
    assert!(
        page.contains("Not saved yet.") && page.contains("value=\"Typed\""),
        "{page}"
    );
    assert!(page.contains("name=\"provider:2\""), "{page}");
    let page = admin
        .browser
        .page(&format!("{ECHO}?{typed}&without=0"))
        .await
        .body;
    assert!(
        page.contains("value=\"two\"") && !page.contains("value=\"one\""),
        "{page}"
    );
    assert!(!page.contains("name=\"provider:1\""), "{page}");
    let old = typed.replace("version=0", "version=9");
    let page = admin.browser.page(&format!("{ECHO}?{old}")).await.body;
    assert!(
        page.contains("Somebody changed this model since."),
        "{page}"
    );
    let new =
        "name=x&kind=embedding&title=&context=&provider:0=scripted&upstream:0=one&weight:0=&more=1";
    let page = admin.browser.page(&format!("{LIST}?{new}")).await.body;
    assert!(
        page.contains("Make model") && page.contains("name=\"provider:1\""),
        "{page}"
    );
    assert!(page.contains("value=\"embedding\" selected"), "{page}");
}

#[tokio::test]
async fn a_model_is_made_tried_and_given_up() {
    let (client, admin) = house().await;
    let new = |name: &'static str, input: &'static str| {
        [
            ("name", name),
            ("kind", "chat"),
            ("title", "Team model"),
            ("context", "8000"),
            ("provider:0", "scripted"),
            ("upstream:0", "echo"),
            ("weight:0", ""),
            ("input", input),
            ("cached_input", ""),
            ("cache_write", ""),
            ("output", input),
        ]
    };
    let on = "/admin/models?new=1";
    let page = submit(&admin, "create_model", &new("echo", "1"), on)
        .await
        .body;
    assert!(page.contains("There is a model of this name."), "{page}");
    assert!(page.contains("value=\"Team model\""), "{page}");
    let page = submit(&admin, "create_model", &new("team/model", "1"), on)
        .await
        .body;
    assert!(page.contains("The model is made."), "{page}");
    let page = submit(
        &admin,
        "try_model",
        &[("name", "team/model"), ("question", "Are you there?")],
        "/admin/models/team/model",
    )
    .await
    .body;
    assert!(page.contains("Team model answered in"), "{page}");
    assert!(
        page.contains("Are you there?") && page.contains("/usage/calls/"),
        "{page}"
    );
    let store = &client.app.tollgate.store;
    let charges = store.charges_of(admin.account.id).await.unwrap();
    assert_eq!(charges.len(), 1);
    assert_eq!(charges[0].purpose, Purpose::Trial);
    assert!(charges[0].cost > NanoDollars::ZERO);

    let asked = client.chat(&question("team/model", json!({}))).await;
    assert_eq!(asked.status, 200, "{asked:?}");
    let gone = [("name", "team/model"), ("version", "1")];
    let page = submit(&admin, "reset_model", &gone, "/admin/models/team/model")
        .await
        .body;
    assert!(
        page.contains("team/model is not offered any more."),
        "{page}"
    );
    assert_eq!(
        client.chat(&question("team/model", json!({}))).await.status,
        404
    );
    assert_eq!(
        admin.browser.page("/admin/models/team/model").await.status,
        404
    );
}

#[tokio::test]
async fn a_model_without_a_price_says_where_to_set_one() {
    let (client, admin) = house().await;
    let refused = client.chat(&question("unpriced", json!({}))).await;
    assert!(
        refused.body.contains("/admin/models/unpriced"),
        "{refused:?}"
    );
    let page = admin.browser.page(LIST).await.body;
    assert!(
        page.contains("unpriced has no price that is in force"),
        "{page}"
    );
    let on = "/admin/models/unpriced";
    let tried = [("name", "unpriced"), ("question", "Hello")];
    let page = submit(&admin, "try_model", &tried, on).await.body;
    assert!(
        page.contains("has no price that is in force, so it cannot be used."),
        "{page}"
    );
    let mut first = price("0", "", "0");
    first[0].1 = "unpriced";
    let page = submit(&admin, "add_model_price", &first, on).await.body;
    assert!(
        page.contains("in force") && !page.contains("Nobody can ask this model."),
        "{page}"
    );
}

#[tokio::test]
async fn what_fails_is_told_in_the_providers_words() {
    let (_client, admin) = house().await;
    let tried = [("name", "status-500"), ("question", "Hello")];
    let on = "/admin/models/status-500";
    let page = submit(&admin, "try_model", &tried, on).await.body;
    assert!(page.contains("status-500 did not answer."), "{page}");
    assert!(page.contains("Scripted: status 500"), "{page}");
}

#[tokio::test]
async fn a_model_goes_back_to_what_the_file_says() {
    let (client, admin) = house().await;
    let moved = place(&[
        ("version", "0"),
        ("provider:0", "scripted"),
        ("upstream:0", "status-500"),
        ("weight:0", "1"),
    ]);
    submit(&admin, "set_model", &moved, ECHO).await;
    let page = submit(&admin, "add_model_price", &price("1", "", "9"), ECHO)
        .await
        .body;
    assert!(page.contains("Set here by Root"), "{page}");
    assert!(page.contains("Without it: "), "{page}");
    let stale = [("name", "echo"), ("version", "1")];
    let page = submit(&admin, "reset_model", &stale, ECHO).await.body;
    assert!(page.contains("Somebody changed this meanwhile."), "{page}");
    let back = [("name", "echo"), ("version", "2")];
    let page = submit(&admin, "reset_model", &back, ECHO).await.body;
    assert!(page.contains("The file counts again."), "{page}");
    assert!(
        page.contains("It stands in") && page.contains("Given back to the file"),
        "{page}"
    );
    let (usual, tokens) = cost(&client, "again").await;
    assert!(usual >= tokens * 1_000 && usual <= tokens * 2_000);
    let section = Section::Model(LlmName("echo".into()));
    let store = &client.app.tollgate.store;
    assert_eq!(store.override_history(&section).await.unwrap().len(), 3);
}
