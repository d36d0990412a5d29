//! The page on which accounts read what they were told about their budgets.

use crate::test_app::{Person, TestApp};
use tollgate::store::NewAlert;
use tollgate::types::{AlertId, AlertLevel, BudgetKind, NanoDollars, Timestamp};

/// Alerts of as many days.
pub async fn raise(app: &TestApp, person: &Person, days: i64) {
    for day in 0..days {
        let start = Timestamp(1_700_000_000_000_000).plus_seconds(day * 86_400);
        let alert = NewAlert {
            id: AlertId::new(),
            account: person.account.id,
            budget: BudgetKind::Daily,
            level: AlertLevel::Warning,
            window_start: start,
            window_end: start.plus_seconds(86_400),
            utc_offset: 0,
            settled: NanoDollars(8 * NanoDollars::DOLLAR.0),
            most: NanoDollars(10 * NanoDollars::DOLLAR.0),
            raised_at: start.plus_seconds(60),
        };
        assert!(app.tollgate.store.raise_alert(&alert).await.unwrap());
    }
}

fn marks(page: &str) -> usize {
    page.matches("/api/fn/read_alert\"").count()
}

#[tokio::test]
async fn alerts_are_listed_by_page_and_marked_by_their_own_account() {
    let app = TestApp::start().await;
    let (ada, grace) = (app.person("ada").await, app.person("grace").await);
    let none = ada.browser.page("/alerts").await;
    assert!(none.body.contains("it will be said here"), "{none:?}");
    raise(&app, &ada, 60).await;

    let page = ada.browser.page("/alerts").await.body;
    assert!(page.contains("60 unread."));
    assert_eq!(marks(&page), 50);
    // The bell is on every page.
    let usage = ada.browser.page("/usage").await.body;
    assert!(
        usage.contains("60<span class=\"sr-only\"> unread"),
        "{usage}"
    );
    let (_, older) = page.split_once("href=\"/alerts?before=").unwrap();
    let older = format!("/alerts?before={}", older.split('"').next().unwrap());
    let second = ada.browser.page(&older).await.body;
    assert_eq!(marks(&second), 10);
    assert!(!second.contains(">Older<") && second.contains(">Newest<"));

    let (_, id) = page.split_once("name=\"alert\" value=\"").unwrap();
    let alert = [("alert", id.split('"').next().unwrap())];
    assert_eq!(grace.browser.call("read_alert", &alert).await.status, 404);
    assert_eq!(ada.browser.call("read_alert", &alert).await.status, 200);
    let page = ada.browser.page("/alerts").await.body;
    assert!(page.contains("59 unread."));
    let (_, until) = page.split_once("name=\"until\" value=\"").unwrap();
    let until = [("until", until.split('"').next().unwrap())];
    assert_eq!(grace.browser.call("read_alerts", &until).await.status, 200);
    let led_back = ada.browser.submit("read_alerts", &until, "/alerts").await;
    assert_eq!(led_back.status, 302, "{led_back:?}");
    let page = ada.browser.page("/alerts").await.body;
    assert!(page.contains("All are read.") && marks(&page) == 0);
}
