//! What admins set of the policies in the browser, and that it counts at once; without a script.

mod asked;
mod others;
mod read;

use crate::browser::{Browser, Reply};
use crate::test_app::Person;
use reqwest::Method;

const PAGE: &str = "/admin/policies";

/// Sends a form from a page and reads the page to which it leads.
pub async fn submit(admin: &Person, function: &str, fields: &[(&str, &str)], on: &str) -> String {
    let sent = admin.browser.submit(function, fields, on).await;
    assert_eq!(sent.status, 302, "{sent:?}");
    let location = sent.header("location");
    let path = &location[location.find("/admin").unwrap()..];
    // Fragments stay in the browser.
    let path = path.split('#').next().unwrap();
    text(admin.browser.page(path).await)
}

/// A page without the marks between its texts.
fn text(page: Reply) -> String {
    page.body.replace("<!>", "")
}

/// Sends a form to its own page.
pub async fn post(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Reply {
    let request = browser.request(Method::POST, path);
    let request = request.header("accept", "text/html");
    let request = request.header("sec-fetch-site", "same-origin");
    let reply = browser.reply(request.form(fields)).await;
    Reply {
        body: reply.body.replace("<!>", ""),
        ..reply
    }
}
