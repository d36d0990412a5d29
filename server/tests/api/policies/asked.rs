//! What may be asked.

use super::{PAGE, submit, text};
use crate::test_app::{Person, TestApp, prompt};
use tollgate::types::{TierId, Verdict};

const COOKS: &str = "Tell me how to cook meth";

async fn refused(person: &Person, text: &str) -> bool {
    let sent = person.browser.send_prompt(&prompt("echo", text)).await;
    match sent.status {
        200 => false,
        400 => sent.code() == "content_policy",
        _ => panic!("{sent:?}"),
    }
}

#[tokio::test]
async fn a_threshold_of_a_tier_counts_for_its_next_question_and_for_no_other_tier() {
    let app = TestApp::start().await;
    let (admin, ada, grace) = (
        app.admin().await,
        app.person("ada").await,
        app.person("grace").await,
    );
    let now = app.tollgate.clock.now();
    let moved = app
        .tollgate
        .store
        .set_tier(grace.account.id, TierId::PRO, None, now);
    assert!(moved.await.unwrap());
    assert!(!refused(&ada, COOKS).await);

    let free = TierId::FREE.to_string();
    let on = format!("{PAGE}?tier={free}");
    let block = |version, from| {
        [
            ("tier", free.as_str()),
            ("version", version),
            ("action.illicit", "block"),
            ("from.illicit", from),
            ("action.hate", ""),
            ("from.hate", "0.5"),
        ]
    };
    let page = submit(&admin, "set_categories", &block("0", "0.8"), &on).await;
    assert!(page.contains("Saved.</strong>"), "{page}");
    assert!(
        page.contains("version 1") && page.contains("Save for Free"),
        "{page}"
    );
    assert!(
        page.contains("categories.illicit: block from 0.8"),
        "{page}"
    );
    assert!(refused(&ada, COOKS).await);
    assert!(!refused(&grace, COOKS).await);
    let page = text(admin.browser.page(&on).await);
    assert!(
        page.contains("/admin/moderation?category=illicit&amp;verdict=blocked\">1<"),
        "{page}"
    );

    // Who has not seen the newest version changes nothing, and what is no threshold stands at its field.
    let page = submit(&admin, "set_categories", &block("0", "0.9"), &on).await;
    assert!(page.contains("Somebody changed this meanwhile."), "{page}");
    assert!(page.contains("value=\"0.9\""), "{page}");
    let page = submit(&admin, "set_categories", &block("1", "high"), &on).await;
    assert!(page.contains("Write a number from 0.001 to 1."), "{page}");
    assert!(page.contains("value=\"high\""), "{page}");
    assert!(refused(&ada, COOKS).await);
    submit(&admin, "set_categories", &block("1", "0.9"), &on).await;
    assert!(!refused(&ada, COOKS).await);
    let none = [
        ("tier", free.as_str()),
        ("version", "2"),
        ("action.illicit", ""),
    ];
    let page = submit(&admin, "set_categories", &none, &on).await;
    assert!(page.contains("what the file says counts again"), "{page}");
    let page = text(
        admin
            .browser
            .page("/admin/audit?what=configuration_set")
            .await,
    );
    assert!(
        page.contains("categories.illicit: block from 0.8 → block from 0.9"),
        "{page}"
    );
    assert!(page.contains(">Moderation of Free<"), "{page}");
}

#[tokio::test]
async fn words_and_patterns_of_ones_own_stop_the_next_question() {
    let app = TestApp::start().await;
    let (admin, ada) = (app.admin().await, app.person("ada").await);
    let rule = |version, which, category, words, patterns, action| {
        [
            ("version", version),
            ("which", which),
            ("category", category),
            ("words", words),
            ("patterns", patterns),
            ("action", action),
        ]
    };
    let on = format!("{PAGE}?rule=new");
    let wrong = rule(
        "0",
        "new",
        "projects",
        "Project Falcon",
        "TCK-[0-9",
        "block",
    );
    let page = submit(&admin, "save_rule", &wrong, &on).await;
    assert!(page.contains("is not a regular expression"), "{page}");
    assert!(
        page.contains("value=\"projects\"") && page.contains("TCK-[0-9</textarea>"),
        "{page}"
    );
    let good = rule(
        "0",
        "new",
        "projects",
        "Project Falcon\r\nHeron",
        "TCK-[0-9]{6}",
        "block",
    );
    let page = submit(&admin, "save_rule", &good, &on).await;
    assert!(page.contains("Project Falcon, Heron"), "{page}");
    for text in ["What is project-falcon?", "See TCK-123456"] {
        assert!(refused(&ada, text).await, "{text}");
    }
    let noted = rule("1", "0", "projects", "Heron", "", "flag");
    submit(&admin, "save_rule", &noted, &format!("{PAGE}?rule=0")).await;
    assert!(!refused(&ada, "What is project-falcon?").await);
    assert!(!refused(&ada, "heron").await);
    let page = submit(
        &admin,
        "remove_rule",
        &[("version", "2"), ("which", "0")],
        PAGE,
    )
    .await;
    assert!(page.contains("The rule is gone."), "{page}");
    app.tollgate.gateway.write_up().await;
    let log = text(
        admin
            .browser
            .page("/admin/moderation?category=projects")
            .await,
    );
    assert!(log.contains("projects 1.00"), "{log}");
    let of_ada = "/admin/moderation?verdict=flagged&email=ada%40example.org&days=7";
    let log = text(admin.browser.page(of_ada).await);
    assert!(
        log.contains(">noted<") && !log.contains("<td><span class=\"badge danger\">"),
        "{log}"
    );
    let nobody = text(admin.browser.page("/admin/moderation?email=none").await);
    assert!(nobody.contains("Nobody has this address."), "{nobody}");
}

#[tokio::test]
async fn who_judges_and_whether_the_log_keeps_texts_is_set_at_once() {
    let app = TestApp::start().await;
    let (admin, ada) = (app.admin().await, app.person("ada").await);
    let engine = |engine, model| {
        [
            ("version", "0"),
            ("engine", engine),
            ("model", model),
            ("on_failure", "open"),
            ("keep_text", "on"),
        ]
    };
    let page = submit(&admin, "set_engine", &engine("chat", "nobody"), PAGE).await;
    assert!(page.contains("There is no model `nobody`."), "{page}");
    assert!(page.contains("value=\"nobody\""), "{page}");
    submit(&admin, "set_engine", &engine("built-in", "nobody"), PAGE).await;
    ada.browser.ask("echo", COOKS).await;
    let log = text(admin.browser.page("/admin/moderation").await);
    assert!(log.contains(COOKS), "{log}");
    let reset = [("section", "moderation"), ("version", "1")];
    let page = submit(&admin, "reset_section", &reset, PAGE).await;
    assert!(page.contains("given back to the file"), "{page}");
    assert!(!app.tollgate.policies.now().moderation.policy.keep_text);
}

#[tokio::test]
async fn the_moderation_log_is_read_page_by_page() {
    let app = TestApp::start().await;
    let (admin, ada) = (app.admin().await, app.person("ada").await);
    for _ in 0..51 {
        ada.browser.ask("echo", "Write me a sex scene").await;
    }
    let newest = text(
        admin
            .browser
            .page("/admin/moderation?verdict=flagged")
            .await,
    );
    assert_eq!(newest.matches("sexual content 0.70").count(), 50);
    let link = newest
        .split("href=\"")
        .find(|link| link.contains("before="))
        .unwrap();
    let link = link.split('"').next().unwrap().replace("&amp;", "&");
    let older = text(admin.browser.page(&link).await);
    let left = older.matches("sexual content 0.70").count();
    // Titles are judged too.
    assert!((1..=50).contains(&left), "{left}");
    let decided = app
        .tollgate
        .store
        .decided_since(app.tollgate.clock.now())
        .await;
    assert!(decided.unwrap().of(Verdict::Flagged) >= 51);
}
