//! Every route and server function, and who may call it. A new one that is not in this table fails the test.

use crate::browser::{Browser, Reply};
use crate::test_app::{TestApp, Wishes, prompt};
use Who::{Admins, Anyone, Programs, SignedIn, Watchers};
use reqwest::Method;
use serde_json::json;

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Who {
    Anyone,
    SignedIn,
    Admins,
    /// With a key, and not by being signed in.
    Programs,
    /// With the token for metrics, of which there is none here.
    Watchers,
}

pub enum Call {
    /// GET; here with an example where the path has a part to fill in.
    Get(&'static str),
    /// POST of an empty object.
    Post(&'static str),
    /// The same, of a page.
    Page(&'static str),
    Form(&'static [(&'static str, &'static str)]),
    Json(fn() -> serde_json::Value),
}
use Call::{Form, Get, Json, Page, Post};

/// An id that nobody has.
pub const NONE: &str = "01890000-0000-7000-8000-000000000000";
/// Ids that nobody has, so that calling changes nothing.
const CHAT: (&str, &str) = ("chat", NONE);
const ANSWER: (&str, &str) = ("answer", NONE);

#[rustfmt::skip]
pub const TABLE: &[(&str, Who, Call)] = &[
    ("/", SignedIn, Page("/")),
    ("/admin", Admins, Page("/admin")),
    ("/admin/audit", Admins, Page("/admin/audit")),
    ("/admin/models", Admins, Page("/admin/models")),
    ("/admin/models/{*name}", Admins, Page("/admin/models/meta/llama-3")),
    ("/admin/moderation", Admins, Page("/admin/moderation")),
    ("/admin/people", Admins, Page("/admin/people")),
    ("/admin/people/{id}", Admins, Page("/admin/people/01890000-0000-7000-8000-000000000000")),
    ("/admin/policies", Admins, Page("/admin/policies")),
    ("/admin/policies/base-limits", Admins, Page("/admin/policies/base-limits")),
    ("/admin/policies/cache", Admins, Page("/admin/policies/cache")),
    ("/admin/policies/sign-up", Admins, Page("/admin/policies/sign-up")),
    ("/admin/providers", Admins, Page("/admin/providers")),
    ("/admin/tiers", Admins, Page("/admin/tiers")),
    ("/alerts", SignedIn, Page("/alerts")),
    ("/api/admin/calls.csv", Admins, Get("/api/admin/calls.csv")),
    ("/api/answers/{answer}/events", SignedIn, Get("/api/answers/01890000-0000-7000-8000-000000000000/events")),
    ("/api/export", SignedIn, Get("/api/export")),
    ("/api/fn/add_model_price", Admins, Form(&[("name", "none"), ("version", "0"), ("from", ""), ("input", "1"), ("output", "1")])),
    ("/api/fn/arrive", Anyone, Form(&[])),
    ("/api/fn/begin_second_factor", SignedIn, Form(&[])),
    ("/api/fn/change_key", SignedIn, Form(&[("key", NONE), ("version", "1")])),
    ("/api/fn/change_password", SignedIn, Form(&[("current", "wrong"), ("password", "wrong")])),
    ("/api/fn/confirm_second_factor", SignedIn, Form(&[("code", "wrong")])),
    ("/api/fn/create_model", Admins, Form(&[("name", ""), ("kind", "chat"), ("title", ""), ("context", "1")])),
    ("/api/fn/create_tier", Admins, Form(&[("name", ""), ("requests_per_hour", "")])),
    ("/api/fn/current_account", SignedIn, Form(&[])),
    ("/api/fn/default_settings", SignedIn, Form(&[])),
    ("/api/fn/delete_account", SignedIn, Form(&[("current", "wrong")])),
    ("/api/fn/delete_chat", SignedIn, Form(&[CHAT])),
    ("/api/fn/drop_model_price", Admins, Form(&[("name", "none"), ("version", "0"), ("begins", "0")])),
    ("/api/fn/empty_cache", Admins, Form(&[])),
    ("/api/fn/end_other_sessions", SignedIn, Form(&[])),
    ("/api/fn/end_session", SignedIn, Form(&[("session", "none")])),
    ("/api/fn/enter_code", SignedIn, Form(&[("code", "wrong")])),
    ("/api/fn/invite_person", Admins, Form(&[("role", "person"), ("email", "none")])),
    ("/api/fn/list_chats", SignedIn, Json(|| json!({ "before": null }))),
    ("/api/fn/list_llms", SignedIn, Form(&[])),
    ("/api/fn/make_key", SignedIn, Form(&[("name", "none")])),
    ("/api/fn/open_chat", SignedIn, Form(&[CHAT])),
    ("/api/fn/open_link", Anyone, Form(&[("secret", "none")])),
    ("/api/fn/probe_provider", Admins, Form(&[("provider", "none")])),
    ("/api/fn/quote_prompt", SignedIn, Json(|| json!({ "prompt": prompt("echo", "Hello") }))),
    ("/api/fn/read_alert", SignedIn, Form(&[("alert", NONE)])),
    ("/api/fn/read_alerts", SignedIn, Form(&[("until", "0")])),
    ("/api/fn/redeem_link", Anyone, Form(&[("secret", "none"), ("email", "a@b"), ("name", "A"), ("password", "none")])),
    ("/api/fn/regenerate_answer", SignedIn, Form(&[("question", NONE), ANSWER])),
    ("/api/fn/remove_pattern", Admins, Form(&[("version", "9"), ("which", "9")])),
    ("/api/fn/remove_rule", Admins, Form(&[("version", "9"), ("which", "9")])),
    ("/api/fn/remove_second_factor", SignedIn, Form(&[("code", "wrong")])),
    ("/api/fn/remove_webhook", SignedIn, Form(&[])),
    ("/api/fn/rename_chat", SignedIn, Form(&[CHAT, ("title", "None")])),
    ("/api/fn/renew_recovery_codes", SignedIn, Form(&[("proof", "wrong")])),
    ("/api/fn/reset_model", Admins, Form(&[("name", "none"), ("version", "7")])),
    ("/api/fn/reset_second_factor", Admins, Form(&[("account", NONE)])),
    ("/api/fn/reset_section", Admins, Form(&[("section", "none"), ("version", "0")])),
    ("/api/fn/reset_target", Admins, Form(&[("llm", "none"), ("provider", "none"), ("model", "none")])),
    ("/api/fn/revoke_key", SignedIn, Form(&[("key", NONE)])),
    ("/api/fn/save_pattern", Admins, Form(&[("version", "9"), ("which", "new"), ("name", ""), ("pattern", "")])),
    ("/api/fn/save_profile", SignedIn, Form(&[("name", ""), ("time_zone", "UTC"), ("theme", "system")])),
    ("/api/fn/save_rule", Admins, Form(&[("version", "9"), ("which", "new"), ("category", ""), ("words", ""), ("patterns", ""), ("action", "")])),
    ("/api/fn/search_chats", SignedIn, Form(&[("words", "none")])),
    ("/api/fn/send_prompt", SignedIn, Json(|| json!({ "prompt": prompt("none", "Hello") }))),
    ("/api/fn/set_account_status", Admins, Form(&[("account", NONE), ("status", "active")])),
    ("/api/fn/set_alert_emails", SignedIn, Form(&[("wanted", "on")])),
    ("/api/fn/set_base_limit", Admins, Form(&[("version", "9"), ("requests", ""), ("minutes", "")])),
    ("/api/fn/set_built_in", Admins, Form(&[("version", "9")])),
    ("/api/fn/set_cache", Admins, Form(&[("version", "9"), ("scope", "none"), ("minutes", ""), ("mib", "")])),
    ("/api/fn/set_categories", Admins, Form(&[("tier", "none"), ("version", "9")])),
    ("/api/fn/set_chat_settings", SignedIn, Json(|| json!({ "chat": NONE, "settings": prompt("echo", "").settings }))),
    ("/api/fn/set_daily_cap", SignedIn, Form(&[("cap", "wrong")])),
    ("/api/fn/set_engine", Admins, Form(&[("version", "9"), ("engine", "none"), ("model", ""), ("on_failure", "")])),
    ("/api/fn/set_model", Admins, Form(&[("name", "none"), ("version", "0"), ("title", ""), ("context", "1")])),
    ("/api/fn/set_model_tiers", Admins, Form(&[("name", "none")])),
    ("/api/fn/set_own_limits", Admins, Form(&[("account", NONE)])),
    ("/api/fn/set_person_tier", Admins, Form(&[("account", NONE), ("tier", NONE)])),
    ("/api/fn/set_role", Admins, Form(&[("account", NONE), ("role", "person")])),
    ("/api/fn/set_sign_up", Admins, Form(&[("version", "9"), ("mode", "none")])),
    ("/api/fn/set_tier", Admins, Form(&[("tier", NONE), ("version", "1"), ("name", "None")])),
    ("/api/fn/set_webhook", SignedIn, Form(&[("url", "wrong")])),
    ("/api/fn/sign_in", Anyone, Form(&[("email", "none"), ("password", "none")])),
    ("/api/fn/sign_out", Anyone, Form(&[])),
    ("/api/fn/stop_answer", SignedIn, Form(&[ANSWER])),
    ("/api/fn/test_alerts", SignedIn, Form(&[])),
    ("/api/fn/top_up", Admins, Form(&[("id", NONE), ("account", NONE), ("amount", "none")])),
    ("/api/fn/try_model", Admins, Form(&[("name", "none"), ("question", "")])),
    ("/api/usage.csv", SignedIn, Get("/api/usage.csv")),
    ("/api/usage.json", SignedIn, Get("/api/usage.json")),
    ("/assets/{file}", Anyone, Get("/assets/main.1a2b.css")),
    ("/c/{chat}", SignedIn, Page("/c/01890000-0000-7000-8000-000000000000")),
    ("/design", SignedIn, Page("/design")),
    ("/favicon.svg", Anyone, Get("/favicon.svg")),
    ("/healthz", Anyone, Get("/healthz")),
    ("/join/{secret}", Anyone, Page("/join/none")),
    ("/keys", SignedIn, Page("/keys")),
    ("/keys/{key}", SignedIn, Page("/keys/01890000-0000-7000-8000-000000000000")),
    ("/metrics", Watchers, Get("/metrics")),
    ("/readyz", Anyone, Get("/readyz")),
    ("/robots.txt", Anyone, Get("/robots.txt")),
    ("/settings", SignedIn, Page("/settings")),
    ("/settings/alerts", SignedIn, Page("/settings/alerts")),
    ("/settings/budget", SignedIn, Page("/settings/budget")),
    ("/settings/data", SignedIn, Page("/settings/data")),
    ("/settings/security", SignedIn, Page("/settings/security")),
    ("/sign-in", Anyone, Page("/sign-in")),
    ("/sign-in/code", SignedIn, Page("/sign-in/code")),
    ("/sign-up", Anyone, Page("/sign-up")),
    ("/usage", SignedIn, Page("/usage")),
    ("/usage/calls/{call}", SignedIn, Page("/usage/calls/01890000-0000-7000-8000-000000000000")),
    ("/v1/chat/completions", Programs, Post("/v1/chat/completions")),
    ("/v1/embeddings", Programs, Post("/v1/embeddings")),
    ("/v1/models", Programs, Get("/v1/models")),
    ("/v1/models/{*name}", Programs, Get("/v1/models/echo")),
    ("/v1/moderations", Programs, Post("/v1/moderations")),
];

impl Call {
    async fn make(&self, path: &str, browser: &Browser) -> Reply {
        let name = path.rsplit('/').next().unwrap();
        match self {
            Get(path) => browser.get(path).await,
            Post(path) => {
                let request = browser.request(Method::POST, path).json(&json!({}));
                browser.reply(request).await
            }
            Page(path) => browser.page(path).await,
            Form(fields) => browser.call(name, fields).await,
            Json(arguments) => browser.send(name, &arguments()).await,
        }
    }

    /// Whether the caller was let in, whatever came of it.
    fn let_in(&self, reply: &Reply) -> bool {
        if let Page(_) = self {
            let to_door = reply.header("location").starts_with("/sign-in");
            return !to_door && reply.status != 401 && reply.status != 403;
        }
        if reply.status == 401 && reply.body.contains("invalid_api_key") {
            return false;
        }
        if reply.status == 403 && reply.body.contains("suspended") {
            return false;
        }
        let is_refusal = [401, 403].contains(&reply.status);
        !is_refusal || !["unauthenticated", "forbidden"].contains(&reply.code().as_str())
    }
}

#[test]
fn every_route_is_in_the_table() {
    let listed: Vec<_> = TABLE.iter().map(|(path, ..)| path.to_string()).collect();
    assert_eq!(tollgate_server::paths(), listed);
}

#[tokio::test]
async fn every_route_lets_in_those_whom_it_is_for_and_nobody_else() {
    // So many who show nothing that counts come from one address.
    let app = TestApp::with(Wishes {
        settings: "[base_limit]\nrequests = 100000\n",
        ..Wishes::default()
    })
    .await;
    let (person, admin) = (app.person("ada").await, app.admin().await);
    let (key, gone) = (app.key(&person).await, app.person("eve").await);
    let void_key = app.key(&gone).await;
    app.suspend(&gone).await;
    for (path, who, call) in TABLE {
        // Copies, since one of the calls signs out; it comes back with a cookie of its own.
        let callers = [
            (app.visitor(), *who == Anyone, "anonymous"),
            (
                person.browser.copy(),
                matches!(who, Anyone | SignedIn),
                "a person",
            ),
            (
                admin.browser.copy(),
                !matches!(who, Programs | Watchers),
                "an admin",
            ),
            (gone.browser.copy(), *who == Anyone, "who is suspended"),
            (
                app.program(&key),
                matches!(who, Anyone | Programs),
                "a program",
            ),
            (
                app.program(&void_key),
                *who == Anyone,
                "a program of who is suspended",
            ),
        ];
        if *path == "/api/fn/sign_out" {
            continue;
        }
        for (browser, may, name) in callers {
            let reply = call.make(path, &browser).await;
            assert!(reply.status < 500, "{name} at {path}: {reply:?}");
            assert_eq!(call.let_in(&reply), may, "{name} at {path}: {reply:?}");
        }
    }
    for browser in [app.visitor(), person.browser, admin.browser] {
        assert_eq!(browser.call("sign_out", &[]).await.status, 200);
    }
}

#[tokio::test]
async fn every_server_function_refuses_what_it_does_not_know() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (path, _, call) in TABLE {
        let name = path.rsplit('/').next().unwrap();
        let reply = match call {
            Form(fields) => {
                let fields = [fields, &[("base_url", "http://evil.example")][..]].concat();
                admin.browser.call(name, &fields).await
            }
            Json(arguments) => {
                let mut arguments = arguments();
                arguments["base_url"] = json!("http://evil.example");
                admin.browser.send(name, &arguments).await
            }
            Get(_) | Post(_) | Page(_) => continue,
        };
        assert_eq!(reply.status, 400, "{path}: {reply:?}");
        assert!(
            reply.body.contains("unknown field `base_url`"),
            "{path}: {reply:?}"
        );
    }
    assert!(admin.browser.is_signed_in().await);
}
