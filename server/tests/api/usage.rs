//! What was spent, call by call, seen by who spent it.

use crate::browser::{Browser, Reply, eventually};
use crate::test_app::{Person, TestApp};
use std::collections::HashSet;
use tollgate::store::Charge;
use tollgate::types::{
    AccountId, CallId, LlmName, NanoDollars, Outcome, Purpose, Timestamp, Tokens, Usage,
    UsageSource,
};

const NOON: Timestamp = Timestamp(1_793_707_200 * Timestamp::SECOND);

pub fn charge(account: AccountId, n: i64) -> Charge {
    Charge {
        call: CallId::new(),
        account,
        key: None,
        requests: 1,
        kept: false,
        answer: None,
        purpose: Purpose::Chat,
        llm: LlmName(if n % 3 == 0 { "large" } else { "small" }.into()),
        provider: "=Scripted".into(),
        usage: Usage {
            tokens: Tokens {
                input: 10,
                output: 5,
                ..Tokens::default()
            },
            source: UsageSource::Provider,
        },
        price: None,
        cost: NanoDollars(1_000_000_007 + n),
        saved: NanoDollars::ZERO,
        outcome: Outcome::Complete,
        failed_attempts: Vec::new(),
        started_at: NOON.plus_seconds(n),
        ended_at: NOON.plus_seconds(n + 1),
    }
}

async fn charged(
    app: &TestApp,
    person: &Person,
    numbers: impl Iterator<Item = i64>,
) -> Vec<Charge> {
    let charges: Vec<_> = numbers.map(|n| charge(person.account.id, n)).collect();
    let invented = app.tollgate.store.invent_charges(&charges).await;
    invented.unwrap();
    charges
}

/// The calls that a page leads to, in its order.
fn listed(page: &Reply) -> Vec<String> {
    let links = page.body.split("href=\"/usage/calls/").skip(1);
    links
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

/// Where a link of this name leads, if it leads anywhere.
fn link(page: &Reply, name: &str) -> Option<String> {
    let before = page.body.split(&format!(">{name}<")).next()?;
    let tag = &before[before.rfind('<')?..];
    let href = tag.split("href=\"").nth(1)?.split('"').next()?;
    Some(href.replace("&amp;", "&"))
}

async fn page(browser: &Browser, path: &str) -> Reply {
    let page = browser.page(path).await;
    assert_eq!(page.status, 200, "{path}");
    page
}

fn ids<'c>(charges: impl IntoIterator<Item = &'c Charge>) -> Vec<String> {
    let ids = charges.into_iter();
    ids.map(|charge| charge.call.to_string()).collect()
}

#[tokio::test]
async fn every_call_leads_to_its_receipt_and_a_foreign_one_is_like_none() {
    let app = TestApp::start().await;
    let (ada, eve) = (app.person("ada").await, app.person("eve").await);
    let prompt = ada.browser.ask("echo", "What does this cost?").await;
    ada.browser.whole(prompt.answer).await;
    eventually(|| async { app.charges(&ada.account).await.len() == 1 }).await;
    let charge = app.charges(&ada.account).await.remove(0);
    let usage = page(&ada.browser, "/usage").await;
    assert!(listed(&usage).contains(&charge.call.to_string()));

    let path = format!("/usage/calls/{}", charge.call);
    // That a text passed is written down a moment later.
    let judged = || async {
        ada.browser
            .page(&path)
            .await
            .body
            .contains("Moderation: passed")
    };
    eventually(judged).await;
    let receipt = page(&ada.browser, &path).await.body;
    for wanted in [
        "Total, charged once",
        &charge.cost.as_exact(),
        "held $",
        "given back",
        "per 1M",
        "What happened",
        "Try 1, Scripted: answered",
        &format!("/c/{}", prompt.chat),
    ] {
        assert!(receipt.contains(wanted), "{wanted}: {receipt}");
    }

    let foreign = eve.browser.page(&path).await;
    let unknown = eve
        .browser
        .page(&format!("/usage/calls/{}", CallId::new()))
        .await;
    let nonsense = eve.browser.page("/usage/calls/none").await;
    for reply in [&foreign, &unknown, &nonsense] {
        assert_eq!(reply.status, 404);
        assert!(reply.body.contains("There is nothing here."), "{reply:?}");
        assert!(!reply.body.contains(&charge.cost.as_exact()));
    }
    assert_eq!(foreign.body.len(), unknown.body.len());
    assert_eq!(listed(&page(&eve.browser, "/usage").await), [""; 0]);
}

#[tokio::test]
async fn pages_have_no_gap_and_no_repeat_while_calls_are_added() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let mut before = charged(&app, &ada, 0..70).await;
    before.reverse();
    let (mut met, mut pages) = (Vec::new(), Vec::new());
    let mut path = Some("/usage".to_owned());
    while let Some(at) = path {
        let here = page(&ada.browser, &at).await;
        met.extend(listed(&here));
        path = link(&here, "Older");
        pages.push(here);
        let n = 1_000 + pages.len() as i64;
        charged(&app, &ada, n..n + 1).await;
    }
    assert_eq!(pages.len(), 3);
    assert_eq!(met, ids(&before));
    assert_eq!(link(&pages[0], "Newer"), None);
    let back = page(&ada.browser, &link(&pages[2], "Newer").unwrap()).await;
    assert_eq!(listed(&back), listed(&pages[1]));
    let first = page(&ada.browser, &link(&back, "Newer").unwrap()).await;
    assert_eq!(listed(&first), listed(&pages[0]));
    // By now some are newer than those.
    let newest = page(&ada.browser, &link(&first, "Newer").unwrap()).await;
    assert_eq!(listed(&newest).len(), 25);
    assert_eq!(link(&newest, "Newer"), None);
}

#[tokio::test]
async fn the_list_is_narrowed_and_keeps_that_on_its_pages() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let charges = charged(&app, &ada, 0..90).await;
    let mut large: Vec<_> = charges.iter().filter(|c| c.llm.0 == "large").collect();
    large.reverse();
    let first = page(
        &ada.browser,
        "/usage?model=large&outcome=complete&chat=&from=",
    )
    .await;
    assert_eq!(listed(&first), ids(large[..25].iter().copied()));
    let older = link(&first, "Older").unwrap();
    assert!(older.contains("model=large&outcome=complete"), "{older}");
    let second = page(&ada.browser, &older).await;
    assert_eq!(listed(&second), ids(large[25..].iter().copied()));
    for none in [
        "purpose=api",
        "model=small&outcome=failed",
        "to=2026-11-02",
        "from=2026-11-04",
        "chat=moon",
    ] {
        let empty = page(&ada.browser, &format!("/usage?{none}")).await;
        assert!(listed(&empty).is_empty(), "{none}");
        assert!(empty.body.contains("No call fits all of this."), "{none}");
    }
    let of_day = page(&ada.browser, "/usage?from=2026-11-03&to=2026-11-03").await;
    assert_eq!(listed(&of_day).len(), 25);
    let wrong = ada.browser.page("/usage?from=yesterday&model=large").await;
    assert!(
        wrong.body.contains("Write a day like 2026-11-03."),
        "{wrong:?}"
    );
    assert!(wrong.body.contains("value=\"yesterday\""), "{wrong:?}");
    assert!(listed(&wrong).is_empty());
}

#[tokio::test]
async fn calls_are_found_by_the_title_of_their_chat() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let prompt = ada.browser.ask("echo", "How far is the moon?").await;
    ada.browser.whole(prompt.answer).await;
    eventually(|| async { app.charges(&ada.account).await.len() == 1 }).await;
    let chat = prompt.chat.to_string();
    let renamed = [("chat", chat.as_str()), ("title", "Distances in space")];
    assert_eq!(ada.browser.call("rename_chat", &renamed).await.status, 200);
    let charge = app.charges(&ada.account).await.remove(0);
    let found = page(&ada.browser, "/usage?chat=distances+spa").await;
    assert_eq!(listed(&found), ids([&charge]));
    assert!(listed(&page(&ada.browser, "/usage?chat=planets").await).is_empty());
}

#[tokio::test]
async fn what_is_taken_away_is_all_of_it_to_the_nano_dollar() {
    let app = TestApp::start().await;
    let (ada, eve) = (app.person("ada").await, app.person("eve").await);
    // More than are read in one step.
    let charges = charged(&app, &ada, 0..2_345).await;
    charged(&app, &eve, 0..3).await;
    let sum: i64 = charges.iter().map(|charge| charge.cost.0).sum();

    let csv = ada.browser.get("/api/usage.csv").await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    let name = csv.header("content-disposition");
    assert!(
        name.starts_with("attachment; filename=\"tollgate-usage-20"),
        "{name}"
    );
    let mut lines = csv.body.split_terminator("\r\n");
    let names: Vec<_> = lines.next().unwrap().split(',').collect();
    let column = |name: &str| names.iter().position(|of| *of == name).unwrap();
    let rows: Vec<Vec<_>> = lines.map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), charges.len());
    let (nanos, dollars) = (column("cost_nano_dollars"), column("cost_dollars"));
    let total: i64 = rows
        .iter()
        .map(|row| row[nanos].parse::<i64>().unwrap())
        .sum();
    assert_eq!(total, sum);
    for row in &rows {
        let exact = NanoDollars::of_dollars(row[dollars]).unwrap();
        assert_eq!(exact.0.to_string(), row[nanos]);
        assert_eq!(row[column("provider")], "'=Scripted");
    }
    let calls: HashSet<_> = rows
        .iter()
        .map(|row| row[column("call")].to_owned())
        .collect();
    assert_eq!(calls, ids(&charges).into_iter().collect());

    let json = ada.browser.get("/api/usage.json").await;
    assert_eq!(json.header("content-type"), "application/json");
    let json = json.json();
    let json = json.as_array().unwrap();
    let total: i64 = json
        .iter()
        .map(|row| row["cost_nano_dollars"].as_i64().unwrap())
        .sum();
    assert_eq!((json.len(), total), (charges.len(), sum));

    let large = ada
        .browser
        .get("/api/usage.json?model=large&from=2026-11-03")
        .await
        .json();
    assert_eq!(large.as_array().unwrap().len(), charges.len().div_ceil(3));
    let none = ada.browser.get("/api/usage.json?purpose=api").await;
    assert_eq!(none.body, "[\n\n]\n");
    for wrong in [
        "from=yesterday",
        "purpose=fun",
        "account=1",
        "model=a&model=b",
    ] {
        let refused = ada.browser.get(&format!("/api/usage.csv?{wrong}")).await;
        assert_eq!(
            (refused.status, refused.code()),
            (400, "invalid_request".into()),
            "{wrong}"
        );
    }
}
