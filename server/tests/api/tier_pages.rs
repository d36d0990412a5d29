//! What admins do with tiers, without a script, and what is written down of it.

use crate::browser::Reply;
use crate::test_app::{Person, TestApp};
use tollgate::types::{NanoDollars, TierId};

const PAGE: &str = "/admin/tiers";
const LOG: &str = "/admin/audit";

/// All fields of a tier: a name and five limits.
fn fields<'a>(name: &'a str, daily: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("name", name),
        ("requests_per_hour", "30"),
        ("at_once", ""),
        ("tokens_per_day", ""),
        ("daily_budget", daily),
        ("monthly_budget", ""),
        ("models", "all"),
    ]
}

/// Sends a form from a page and reads the page to which it leads.
async fn submit(admin: &Person, function: &str, fields: &[(&str, &str)], on: &str) -> Reply {
    let sent = admin.browser.submit(function, fields, on).await;
    assert_eq!(sent.status, 302, "{sent:?}");
    let location = sent.header("location");
    let path = &location[location.find("/admin").unwrap()..];
    admin.browser.page(path).await
}

fn of<'a>(id: &'a str, version: &'a str, rest: Vec<(&'a str, &'a str)>) -> Vec<(&'a str, &'a str)> {
    [vec![("tier", id), ("version", version)], rest].concat()
}

fn query(fields: &[(&str, &str)]) -> String {
    let pairs = fields.iter().map(|(name, value)| format!("{name}={value}"));
    pairs.collect::<Vec<_>>().join("&")
}

#[tokio::test]
async fn an_admin_makes_a_tier_and_changes_it_having_seen_whom_it_concerns() {
    let app = TestApp::start().await;
    let (admin, ada) = (app.admin().await, app.person("ada").await);
    let page = submit(&admin, "create_tier", &fields("Students", "1.5"), PAGE)
        .await
        .body;
    assert!(page.contains("The tier is made."), "{page}");
    assert!(page.contains("Save for 0 people"), "{page}");
    let tiers = app.tollgate.store.tiers().await.unwrap();
    let tier = tiers
        .into_iter()
        .find(|tier| tier.name == "Students")
        .unwrap();
    assert_eq!(tier.limits.daily_budget, Some(NanoDollars(1_500_000_000)));
    let now = app.tollgate.clock.now();
    let by = Some(admin.account.id);
    let moved = app
        .tollgate
        .store
        .set_tier(ada.account.id, tier.id, by, now);
    assert!(moved.await.unwrap());

    let id = tier.id.to_string();
    let lower = of(&id, "1", fields("Students", "0"));
    let preview = format!("{PAGE}?{}&preview=1", query(&lower));
    let page = admin.browser.page(&preview).await.body;
    assert!(page.contains("$1.50") && page.contains("$0.00"), "{page}");
    assert!(page.contains("1 person stops at once."), "{page}");
    assert!(page.contains(">ada<"), "{page}");
    let unchanged = app.tollgate.store.tier_of(ada.account.id).await.unwrap();
    assert_eq!(unchanged.unwrap(), tier, "nothing is saved by looking");

    let page = submit(&admin, "set_tier", &lower, &preview).await.body;
    assert!(
        page.contains("Saved.") && page.contains("version 2"),
        "{page}"
    );
    assert!(page.contains("Budget a day: $1.50 → $0.00"), "{page}");
    let page = submit(&admin, "set_tier", &lower, &preview).await.body;
    assert!(page.contains("role=\"alert\""), "stale: {page}");

    let page = admin.browser.page(LOG).await.body;
    for row in [
        "Tier made",
        "Tier changed",
        "Moved to a tier",
        "Invitation made",
    ] {
        assert!(page.contains(row), "{row}: {page}");
    }
    let page = admin
        .browser
        .page(&format!("{LOG}?by=command-line"))
        .await
        .body;
    assert!(!page.contains("Students"), "{page}");
    let page = admin
        .browser
        .page(&format!("{LOG}?what=tier_changed"))
        .await
        .body;
    assert!(
        page.contains("Budget a day: $1.50 → $0.00") && !page.contains(">ada<"),
        "{page}"
    );
}

#[tokio::test]
async fn what_is_wrong_in_a_tier_stands_at_its_field_and_what_was_typed_stays() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = TierId::FREE.to_string();
    let version = app.tollgate.store.tiers().await.unwrap();
    let version = version
        .iter()
        .find(|tier| tier.id == TierId::FREE)
        .unwrap()
        .version;
    let version = version.to_string();
    let wrong = of(&id, &version, fields("Liberty", "ten"));
    let on = format!("{PAGE}?tier={id}");
    let refused = submit(&admin, "set_tier", &wrong, &on).await.body;
    let preview = format!("{PAGE}?{}&preview=1", query(&wrong));
    let previewed = admin.browser.page(&preview).await;
    assert_eq!(previewed.status, 200);
    for page in [refused, previewed.body] {
        assert!(page.contains("Write dollars like 10 or 0.25"), "{page}");
        assert!(
            page.contains("value=\"ten\"") && page.contains("value=\"Liberty\""),
            "{page}"
        );
    }
    let taken = of(&id, &version, fields("Pro", "1"));
    let page = submit(&admin, "set_tier", &taken, &on).await.body;
    assert!(page.contains("There is a tier of this name."), "{page}");
    let page = submit(
        &admin,
        "create_tier",
        &fields("Pro", "1"),
        "/admin/tiers?new=1",
    )
    .await;
    assert!(
        page.body.contains("There is a tier of this name."),
        "{page:?}"
    );
    assert!(page.body.contains("New tier"), "{page:?}");
    let page = admin
        .browser
        .page(&format!("{PAGE}?new=1&like={id}"))
        .await
        .body;
    assert!(page.contains("value=\"Free (copy)\""), "{page}");
}
