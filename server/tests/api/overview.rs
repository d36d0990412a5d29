//! What everybody spends together, seen by admins.

use crate::browser::{Reply, eventually};
use crate::test_app::{Person, TestApp};
use crate::usage::charge;
use tollgate::store::Charge;
use tollgate::types::{NanoDollars, Outcome, Timestamp};

const PAGE: &str = "/admin";

/// The text of a page, as somebody reads it.
fn read(page: &Reply) -> String {
    let mut text = String::new();
    for part in page.body.split('<') {
        let shown = part.split_once('>').map_or("", |(_, shown)| shown);
        text += shown.trim();
        text.push(' ');
    }
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").replace('\u{a0}', " ")
}

#[tokio::test]
async fn the_house_is_summed_up_as_the_ledger_has_it() {
    let app = TestApp::start().await;
    let (admin, ada, grace) = (
        app.admin().await,
        app.person("ada").await,
        app.person("grace").await,
    );
    let nothing = read(&admin.browser.page(PAGE).await);
    for said in [
        "Spent today $0.00",
        "Nothing was spent today.",
        "Active people today 0 of 3",
    ] {
        assert!(nothing.contains(said), "{said}: {nothing}");
    }
    let now = app.tollgate.clock.now();
    let today = |person: &Person, cost: i64, outcome| Charge {
        cost: NanoDollars(cost),
        outcome,
        started_at: now,
        ended_at: now.plus_seconds(3),
        ..charge(person.account.id, 1)
    };
    let scripted = Charge {
        provider: "Scripted".into(),
        ..today(&ada, 7_000_000_000, Outcome::Complete)
    };
    let saved = Charge {
        kept: true,
        saved: NanoDollars(2_500_000_000),
        ..today(&grace, 0, Outcome::Cached)
    };
    let charges = [
        scripted,
        today(&ada, 1_000_000_000, Outcome::Failed),
        today(&grace, 250_000_000, Outcome::Stopped),
        saved,
    ];
    app.tollgate.store.invent_charges(&charges).await.unwrap();
    let page = read(&admin.browser.page(PAGE).await);
    for said in [
        "Spent today $8.25",
        "Saved by cache today $2.50 hit rate 33.3 %",
        "Active people today 2 of 3",
        "Answered today 75.0 %",
        "In the last 24 hours, 3 calls were answered and 1 failed.",
        "ada small 2 $8.00",
        "Scripted closed 0 – – $7.00",
        "=Scripted no longer set up $1.25",
    ] {
        let found = page.contains(said) || attribute_says(&admin.browser.page(PAGE).await, said);
        assert!(found, "{said}: {page}");
    }
    let week = read(&admin.browser.page("/admin?span=week").await);
    assert!(week.contains("Spent today $8.25"), "{week}");
}

/// Alternative texts of pictures are for those who do not see them.
fn attribute_says(page: &Reply, said: &str) -> bool {
    page.body.contains(&format!("aria-label=\"{said}\""))
}

#[tokio::test]
async fn a_call_that_nobody_answered_is_seen() {
    let app = TestApp::start().await;
    let (admin, ada) = (app.admin().await, app.person("ada").await);
    let prompt = ada.browser.ask("status-401", "Hello").await;
    ada.browser.whole(prompt.answer).await;
    eventually(|| async {
        let page = read(&admin.browser.page(PAGE).await);
        // The question, and what was asked for a title.
        page.contains("Failed today 2")
    })
    .await;
}

#[tokio::test]
async fn only_admins_see_the_house() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    for path in [PAGE, "/api/admin/calls.csv"] {
        let refused = ada.browser.page(path).await;
        assert_eq!(refused.status, 403, "{path}");
        assert!(!refused.body.contains("Spent today"));
    }
}

#[tokio::test]
async fn a_month_of_everybody_is_taken_away_to_the_nano_dollar() {
    let app = TestApp::start().await;
    let (admin, ada, grace) = (
        app.admin().await,
        app.person("ada").await,
        app.person("grace").await,
    );
    let now = app.tollgate.clock.now();
    let at = |person: &Person, n: i64| Charge {
        started_at: now,
        ended_at: now,
        ..charge(person.account.id, n)
    };
    let charges: Vec<_> = (0..2_500)
        .map(|n| at([&ada, &grace][n as usize % 2], n))
        .collect();
    // Of another month.
    let before = Charge {
        started_at: Timestamp(0),
        ended_at: Timestamp(0),
        ..charge(ada.account.id, 1)
    };
    let store = &app.tollgate.store;
    store.invent_charges(&charges).await.unwrap();
    store.invent_charges(&[before]).await.unwrap();
    let csv = admin.browser.get("/api/admin/calls.csv").await;
    let lines: Vec<_> = csv.body.lines().collect();
    assert!(
        lines[0].starts_with("email,call,started_at,"),
        "{}",
        lines[0]
    );
    assert_eq!(lines.len(), 1 + charges.len());
    let cell = |line: &str, name: &str| {
        let place = lines[0].split(',').position(|one| one == name).unwrap();
        line.split(',').nth(place).unwrap().to_owned()
    };
    let mut found: Vec<(String, i64)> = lines[1..]
        .iter()
        .map(|line| {
            (
                cell(line, "email"),
                cell(line, "cost_nano_dollars").parse().unwrap(),
            )
        })
        .collect();
    found.sort();
    let email = |one: &Charge| {
        [&ada, &grace]
            .into_iter()
            .find(|who| who.account.id == one.account)
            .unwrap()
            .account
            .email
            .to_string()
    };
    let mut expected: Vec<_> = charges.iter().map(|one| (email(one), one.cost.0)).collect();
    expected.sort();
    assert_eq!(found, expected);
    let long_ago = admin
        .browser
        .get("/api/admin/calls.csv?month=1970-01")
        .await;
    assert_eq!(long_ago.body.lines().count(), 2);
    let wrong = admin.browser.get("/api/admin/calls.csv?month=May").await;
    assert_eq!(
        (wrong.status, wrong.json()["field"].clone()),
        (400, "month".into())
    );
}
