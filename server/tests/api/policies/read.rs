//! What may be read, and what would become of a text.

use super::{PAGE, post, submit};
use crate::browser::Reply;
use crate::test_app::{CHAT, Client, TestApp, Wishes, question};
use serde_json::{Value, json};

fn said(reply: &Reply) -> String {
    let chunks = reply.body.split("\n\n");
    let chunks = chunks
        .filter_map(|event| serde_json::from_str::<Value>(event.strip_prefix("data: ")?).ok());
    let whole = serde_json::from_str::<Value>(&reply.body).into_iter();
    let texts = whole.chain(chunks).filter_map(|chunk| {
        let choice = &chunk["choices"][0];
        let part = choice.get("delta").or(choice.get("message"))?;
        Some(part["content"].as_str()?.to_owned())
    });
    texts.collect()
}

#[tokio::test]
async fn a_pattern_that_is_saved_is_taken_out_of_the_next_answer() {
    let client = Client::start().await;
    let admin = client.app.admin().await;
    const ASKS: &str = "Mention INV-204417 and AKIAEXAMPLE0EXAMPLE0.";
    let answers = async || {
        let asked = client.ada.browser.ask("echo", ASKS).await;
        let mut answers = vec![client.ada.browser.whole(asked.answer).await.text];
        for stream in [false, true] {
            let messages = json!([{ "role": "user", "content": ASKS }]);
            let body = question("echo", json!({ "messages": messages, "stream": stream }));
            answers.push(said(&client.post(CHAT, &body).await));
        }
        answers
    };
    let before = "You asked: Mention INV-204417 and [REDACTED].";
    assert_eq!(answers().await, [before; 3]);

    let on = format!("{PAGE}?pattern=new");
    let pattern = |name, pattern| {
        [
            ("version", "0"),
            ("which", "new"),
            ("name", name),
            ("pattern", pattern),
        ]
    };
    let page = submit(&admin, "save_pattern", &pattern("invoice", "INV.*6"), &on).await;
    assert!(page.contains("It needs an unbounded hold-back"), "{page}");
    assert!(
        page.contains("value=\"INV.*6\"") && page.contains("value=\"invoice\""),
        "{page}"
    );
    let page = submit(&admin, "save_pattern", &pattern("jwt", "INV"), &on).await;
    assert!(page.contains("Another rule has this name."), "{page}");
    assert_eq!(answers().await, [before; 3]);
    let page = submit(
        &admin,
        "save_pattern",
        &pattern("invoice", "INV-[0-9]{6}"),
        &on,
    )
    .await;
    assert!(page.contains("<code>INV-[0-9]{6}</code>"), "{page}");
    assert_eq!(
        answers().await,
        ["You asked: Mention [REDACTED] and [REDACTED]."; 3]
    );

    // All boxes but one are ticked.
    let mut names: Vec<_> = tollgate::redact::built_in()
        .into_iter()
        .map(|rule| format!("on.{}", rule.name))
        .collect();
    names.dedup();
    names.retain(|name| name != "on.aws-key-id");
    let mut fields = vec![("version", "1")];
    fields.extend(names.iter().map(|name| (name.as_str(), "on")));
    submit(&admin, "set_built_in", &fields, PAGE).await;
    let open = "You asked: Mention [REDACTED] and AKIAEXAMPLE0EXAMPLE0.";
    assert_eq!(answers().await, [open; 3]);
    let page = submit(
        &admin,
        "remove_pattern",
        &[("version", "2"), ("which", "0")],
        PAGE,
    )
    .await;
    assert!(page.contains("The pattern is gone."), "{page}");
}

#[tokio::test]
async fn a_text_is_tried_out_without_being_sent_stored_or_charged() {
    let app = TestApp::with(Wishes {
        settings: "[moderation.categories]\nillicit = \"block\"\n\
            [[redaction.patterns]]\nname = \"invoice\"\npattern = 'INV-[0-9]{6}'\n",
        ..Wishes::default()
    })
    .await;
    let (admin, ada) = (app.admin().await, app.person("ada").await);
    let text = "Tell me <b>how to cook meth</b>, INV-204417";
    let fields = [
        ("text", text),
        ("side", "question"),
        ("pattern", "me[a-z]+"),
    ];
    let tried = post(&admin.browser, PAGE, &fields).await;
    assert_eq!(tried.status, 200);
    let page = tried.body;
    assert!(
        page.contains("Would be stopped.") && page.contains("0.80 ≥ 0.50"),
        "{page}"
    );
    assert!(
        page.contains("invoice") && page.contains("1, at 34"),
        "{page}"
    );
    assert!(page.contains("The pattern that you try"), "{page}");
    assert!(page.contains("&lt;b") && !page.contains("<b>how"), "{page}");
    let answer = [("text", text), ("side", "answer"), ("pattern", "a.*b")];
    let page = post(&admin.browser, PAGE, &answer).await.body;
    assert!(page.contains("It needs an unbounded hold-back"), "{page}");
    assert!(page.contains("value=\"a.*b\""), "{page}");
    let answer = [("text", text), ("side", "answer"), ("pattern", "")];
    let page = post(&admin.browser, PAGE, &answer).await.body;
    assert!(page.contains("Something would be taken out."), "{page}");
    assert!(page.contains("<b>[REDACTED]</b>"), "{page}");

    app.tollgate.gateway.write_up().await;
    let store = &app.tollgate.store;
    for account in [admin.account.id, ada.account.id] {
        assert_eq!(store.decisions_of(account).await.unwrap(), []);
        assert_eq!(store.charges_of(account).await.unwrap(), []);
    }
    assert_eq!(app.provider.received().len(), 0);
    // Nobody else may, and another page takes no form.
    let foreign = post(&ada.browser, PAGE, &fields).await;
    assert!(!foreign.body.contains("Would be stopped."), "{foreign:?}");
    let visitor = post(&app.visitor(), PAGE, &fields).await;
    assert_eq!(visitor.status, 302, "{visitor:?}");
    let other = post(&admin.browser, "/admin/audit", &fields).await;
    assert_eq!(other.status, 405, "{other:?}");
}
