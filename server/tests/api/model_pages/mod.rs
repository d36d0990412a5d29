//! What admins do with models and prices, without a script, and what comes of it for the next call.

mod calls;
mod forms;

use crate::browser::Reply;
use crate::test_app::{Client, Person, TestApp, Wishes, question};
use serde_json::json;
use tollgate::clock::Clock;
use tollgate::types::Timestamp;

const LIST: &str = "/admin/models";
const ECHO: &str = "/admin/models/echo";
/// The clock of these tests stands at 08:00 on 15 January 2027.
const MORNING: Timestamp = Timestamp(1_800_000_000 * Timestamp::SECOND);

async fn house() -> (Client, Person) {
    let app = TestApp::with(Wishes {
        clock: Clock::fixed(MORNING),
        settings: "[[models]]\nname = \"unpriced\"\nprovider = \"scripted\"\ncontext = 8000\n",
        ..Wishes::default()
    });
    let client = Client::of(app.await).await;
    let admin = client.app.admin().await;
    (client, admin)
}

/// Sends a form from a page and reads the page to which it leads.
async fn submit(admin: &Person, function: &str, fields: &[(&str, &str)], on: &str) -> Reply {
    let sent = admin.browser.submit(function, fields, on).await;
    assert_eq!(sent.status, 302, "{sent:?}");
    let location = sent.header("location");
    let path = &location[location.find("/admin").unwrap()..];
    admin.browser.page(path).await
}

fn place<'a>(fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let rest = [("name", "echo"), ("title", "Echo"), ("context", "8 000")];
    [&rest[..], fields].concat()
}

fn price<'a>(version: &'a str, from: &'a str, amount: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("name", "echo"),
        ("version", version),
        ("from", from),
        ("input", amount),
        ("cached_input", ""),
        ("cache_write", ""),
        ("output", amount),
    ]
}

/// What a question to `echo` costs now, and how many tokens it has.
async fn cost(client: &Client, text: &str) -> (i64, i64) {
    let messages = json!([{ "role": "user", "content": text }]);
    let body = question("echo", json!({ "messages": messages }));
    let reply = client.chat(&body).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let charge = client.charges().await.pop().unwrap();
    let tokens = i64::try_from(charge.usage.tokens.total()).unwrap();
    (charge.cost.0, tokens)
}
