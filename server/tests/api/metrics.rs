//! `GET /metrics`: who may read it, and whether it says what happened.

use crate::browser::{Browser, Events, Reply, eventually};
use crate::test_app::{TestApp, Wishes};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

const TOKEN: &str = "a-token-for-metrics-3f9a";
const SETTINGS: &str = "metrics_token = \"a-token-for-metrics-3f9a\"\n";

async fn watched() -> TestApp {
    TestApp::with(Wishes {
        settings: SETTINGS,
        more: Some(Box::new(narrow)),
        ..Wishes::default()
    })
    .await
}

/// A provider that takes one call at a time.
fn narrow(url: &str) -> String {
    format!(
        "[[providers]]\nname = \"narrow\"\ntitle = \"Narrow\"\nbase_url = \"{url}/v1\"\n\
         [[models]]\nname = \"alone\"\nprovider = \"narrow\"\nupstream = \"endless\"\ncontext = 8000\n\
         price = {{ input = \"1\", output = \"2\" }}\n[shaping.narrow]\nat_once = 1\napart_ms = 0\n"
    )
}

async fn read(browser: &Browser, token: Option<&str>) -> Reply {
    let mut request = browser.request(Method::GET, "/metrics");
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    browser.reply(request).await
}

struct Watch {
    app: TestApp,
    key: String,
}

impl Watch {
    async fn start() -> Self {
        let app = watched().await;
        let ada = app.person("ada").await;
        let key = app.key(&ada).await;
        Self { app, key }
    }

    /// The value of a series.
    async fn value(&self, series: &str) -> Option<f64> {
        let metrics = read(&self.app.visitor(), Some(TOKEN)).await.body;
        let mut values = metrics
            .lines()
            .filter_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
        values.next().map(|value| value.parse().unwrap())
    }

    async fn comes_to(&self, series: &str, value: f64) {
        eventually(|| async { self.value(series).await == Some(value) }).await;
    }

    async fn chat(&self, model: &str, text: &str) -> Reply {
        let messages = json!([{ "role": "user", "content": text }]);
        let body = json!({ "model": model, "messages": messages });
        self.post("/v1/chat/completions", &body).await
    }

    async fn post(&self, path: &str, body: &Value) -> Reply {
        let visitor = self.app.visitor();
        let request = visitor.request(Method::POST, path);
        visitor
            .reply(request.bearer_auth(&self.key).json(body))
            .await
    }

    fn streaming(&self, model: &str, text: &str) -> RequestBuilder {
        let messages = json!([{ "role": "user", "content": text }]);
        let body = json!({ "model": model, "messages": messages, "stream": true });
        let visitor = self.app.visitor();
        let request = visitor.request(Method::POST, "/v1/chat/completions");
        request.bearer_auth(&self.key).json(&body)
    }
}

#[tokio::test]
async fn only_who_has_the_token_reads_metrics() {
    let app = watched().await;
    let admin = app.admin().await.browser;
    for (browser, token) in [
        (&app.visitor(), None),
        (&app.visitor(), Some("another-token-3f9a8b7c")),
        (&app.visitor(), Some("")),
        (&admin, None),
    ] {
        let reply = read(browser, token).await;
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (401, "unauthenticated")
        );
    }
    let reply = read(&app.visitor(), Some(TOKEN)).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    assert_eq!(reply.header("content-type"), kind);
    assert!(reply.body.ends_with("# EOF\n"), "{reply:?}");
}

#[tokio::test]
async fn nobody_reads_metrics_where_no_token_is_set() {
    let app = TestApp::start().await;
    let reply = read(&app.visitor(), Some("")).await;
    assert_eq!((reply.status, reply.code().as_str()), (403, "forbidden"));
}

#[tokio::test]
async fn calls_tokens_and_money_are_counted_as_they_are_charged() {
    let watch = Watch::start().await;
    for _ in 0..2 {
        let reply = watch.chat("echo", "one two three").await;
        assert_eq!(reply.status, 200, "{reply:?}");
    }
    let texts = json!({ "model": "embedding", "input": ["one", "two"] });
    assert_eq!(watch.post("/v1/embeddings", &texts).await.status, 200);

    let at = "model=\"echo\",provider=\"Scripted\"";
    for (outcome, count) in [("complete", 1.0), ("cached", 1.0)] {
        let series = format!("tollgate_calls_total{{purpose=\"api\",{at},outcome=\"{outcome}\"}}");
        watch.comes_to(&series, count).await;
    }
    let charges = charges(&watch).await;
    let echo = charges.iter().filter(|charge| charge.llm.0 == "echo");
    let (mut cost, mut input, mut output) = (0, 0, 0);
    for charge in echo.filter(|charge| !charge.kept) {
        cost += charge.cost.0;
        input += charge.usage.tokens.input;
        output += charge.usage.tokens.output;
    }
    assert!(cost > 0 && input > 0 && output > 0);
    for (series, value) in [
        (format!("tollgate_cost_nanodollars_total{{{at}}}"), cost as f64),
        (format!("tollgate_tokens_total{{{at},kind=\"input\"}}"), input as f64),
        (format!("tollgate_tokens_total{{{at},kind=\"output\"}}"), output as f64),
        (format!("tollgate_tokens_total{{{at},kind=\"cached_input\"}}"), 0.0),
        (format!("tollgate_first_token_seconds_count{{{at}}}"), 1.0),
        (
            format!("tollgate_call_duration_seconds_count{{purpose=\"api\",{at}}}"),
            1.0,
        ),
        ("tollgate_cache_lookups_total{result=\"hit\"}".into(), 1.0),
        ("tollgate_cache_lookups_total{result=\"miss\"}".into(), 1.0),
        ("tollgate_cache_lookups_total{result=\"bypass\"}".into(), 0.0),
        (
            "tollgate_calls_total{purpose=\"api\",model=\"embedding\",provider=\"Scripted\",outcome=\"complete\"}".into(),
            1.0,
        ),
    ] {
        assert_eq!(watch.value(&series).await, Some(value), "{series}");
    }
}

async fn charges(watch: &Watch) -> Vec<tollgate::store::Charge> {
    let shown = watch.app.tollgate.keys.shown(&watch.key).unwrap();
    let caller = shown.caller().await.unwrap();
    let charges = watch.app.tollgate.store.charges_of(caller.id()).await;
    charges.unwrap()
}

#[tokio::test]
async fn failures_and_what_they_open_are_seen() {
    let watch = Watch::start().await;
    let breaker = "tollgate_breaker_state{model=\"status-401\",provider=\"Scripted\",upstream=\"status-401\"}";
    assert_eq!(watch.value(breaker).await, Some(0.0));
    for n in 0..5 {
        assert_eq!(watch.chat("status-401", &format!("{n}")).await.status, 502);
    }
    assert_eq!(watch.value(breaker).await, Some(2.0));
    let failed = "tollgate_failed_attempts_total{provider=\"Scripted\",class=\"key_refused\"}";
    assert_eq!(watch.value(failed).await, Some(5.0));
    let calls = "tollgate_calls_total{purpose=\"api\",model=\"status-401\",provider=\"Scripted\",outcome=\"failed\"}";
    assert_eq!(watch.value(calls).await, Some(5.0));
}

#[tokio::test]
async fn who_reads_who_is_served_and_who_waits_is_seen() {
    let watch = Watch::start().await;
    let at = |name: &str| format!("tollgate_provider_{name}{{provider=\"Narrow\"}}");
    assert_eq!(watch.value(&at("calls")).await, Some(0.0));
    let first = Events::of(watch.streaming("alone", "Hello")).await;
    for series in ["open_streams", "answers"] {
        let series = format!("tollgate_{series}{{reader=\"programs\"}}");
        assert_eq!(watch.value(&series).await, Some(1.0), "{series}");
    }
    assert_eq!(watch.value(&at("calls")).await, Some(1.0));
    // Another question, so that it does not share the first one's answer.
    let second = tokio::spawn(watch.streaming("alone", "Me too").send());
    watch.comes_to(&at("waiting"), 1.0).await;
    second.abort();
    watch.comes_to(&at("waiting"), 0.0).await;

    let eve = watch.app.person("eve").await;
    let prompt = eve.browser.ask("endless", "Hello").await;
    let reader = eve.browser.read(prompt.answer, "").await;
    for series in ["open_streams", "answers"] {
        let series = format!("tollgate_{series}{{reader=\"people\"}}");
        assert_eq!(watch.value(&series).await, Some(1.0), "{series}");
    }

    drop((first, reader));
    for reader in ["people", "programs"] {
        let series = format!("tollgate_open_streams{{reader=\"{reader}\"}}");
        watch.comes_to(&series, 0.0).await;
    }
    watch
        .comes_to("tollgate_answers{reader=\"programs\"}", 0.0)
        .await;
}

#[tokio::test]
async fn labels_name_no_account_and_no_text() {
    let watch = Watch::start().await;
    let ada = watch.app.person("eve").await;
    let prompt = ada.browser.ask("echo", "canary-question-77aa").await;
    ada.browser.whole(prompt.answer).await;
    let strange = watch.chat("no-such-model-77aa", "Hello").await;
    assert_eq!(strange.status, 404);
    let metrics = read(&watch.app.visitor(), Some(TOKEN)).await.body;
    let id = ada.account.id.to_string();
    for absent in [
        id.as_str(),
        "example.org",
        "77aa",
        watch.key.as_str(),
        TOKEN,
    ] {
        assert!(!metrics.contains(absent), "{absent} in {metrics}");
    }
}
