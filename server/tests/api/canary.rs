//! Secrets of distinctive shape go through the real program; none comes out where it should not: in a log
//! line, a page, a file, an error or a header.

use crate::browser::{Browser, Reply, eventually, secret_in};
use crate::program::{Program, command, configure, run};
use crate::test_app::PROVIDER_KEY;
use reqwest::Method;
use std::path::Path;
use tollgate_scripted_provider::{Queued, Script, ScriptedProvider};

const PASSWORD: &str = "canary-password-7c1d";
const WRONG_PASSWORD: &str = "canary-wrong-90ab";
const WRONG_KEY: &str = "tg_canary-wrong-key-1d2c-AAAAAAAAAAAAAAAAAAAAA";
const METRICS_TOKEN: &str = "canary-metrics-token-51f8";
const QUESTION: &str = "canary-question-e3f4";

/// Everything that came out, and where.
#[derive(Default)]
struct Seen(Vec<(String, String)>);

impl Seen {
    fn reply(&mut self, place: &str, reply: &Reply) {
        // The one header that is there to hand out a secret.
        let mut headers = reply.headers.clone();
        headers.remove("set-cookie");
        self.0
            .push((place.into(), format!("{} {headers:?}", reply.body)));
    }

    fn text(&mut self, place: &str, text: &str) {
        self.0.push((place.into(), text.into()));
    }

    fn must_not_hold(&self, what: &str, secret: &str) {
        assert!(secret.len() >= 12, "{what} is too short to be looked for");
        for (place, text) in &self.0 {
            assert!(!text.contains(secret), "{what} is in {place}: {text}");
        }
    }
}

async fn join(browser: &Browser, secret: &str, name: &str) -> Reply {
    let email = format!("{name}@example.org");
    let fields = [
        ("secret", secret),
        ("email", email.as_str()),
        ("name", name),
        ("password", PASSWORD),
    ];
    browser.call("redeem_link", &fields).await
}

/// Everything that somebody can look at, and some mistakes.
async fn look_around(seen: &mut Seen, who: &str, browser: &Browser, secret: &str) {
    let link = format!("/join/{secret}");
    for path in [
        "/",
        "/sign-in",
        "/settings",
        "/admin/people",
        "/nowhere",
        "/readyz",
        &link,
    ] {
        // The address itself is in the page, as every address is.
        let reply = browser.page(path).await;
        let body = reply.body.replace(&link, "/join/…");
        seen.text(
            &format!("{path} as {who}"),
            &format!("{body} {:?}", reply.headers.get("location")),
        );
    }
    for (name, fields) in [
        ("current_account", &[][..]),
        ("search_chats", &[("words", "anything")]),
        ("open_link", &[("secret", secret)]),
        (
            "sign_in",
            &[("email", "ada@example.org"), ("password", WRONG_PASSWORD)],
        ),
        (
            "sign_in",
            &[
                ("email", "ada@example.org"),
                ("password", PASSWORD),
                ("extra", "1"),
            ],
        ),
        ("redeem_link", &[("secret", secret), ("password", PASSWORD)]),
        (
            "change_password",
            &[("current", WRONG_PASSWORD), ("password", PASSWORD)],
        ),
    ] {
        seen.reply(
            &format!("{name} as {who}"),
            &browser.call(name, fields).await,
        );
    }
    let form = [("email", "ada@example.org"), ("password", WRONG_PASSWORD)];
    let form = browser.submit("sign_in", &form, "/sign-in").await;
    seen.reply(&format!("the form of {who}"), &form);
}

/// The one place that hands it out is the standard output.
fn key_of_ada(folder: &Path) -> String {
    let arguments = ["key", "create", "--email", "ada@example.org", "--name", "c"];
    let output = run(command(folder).args(arguments), "");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// What a program reads that has a good key, a wrong one, or makes mistakes.
async fn programs_ask(seen: &mut Seen, browser: &Browser, key: &str) {
    for (key, model, status) in [
        (key, "echo", 200),
        (key, "scripted", 502),
        (key, "none", 404),
        (WRONG_KEY, "echo", 401),
    ] {
        let messages = [serde_json::json!({ "role": "user", "content": "Hello" })];
        let body = serde_json::json!({ "model": model, "messages": messages });
        let request = browser.request(Method::POST, "/v1/chat/completions");
        let reply = browser.reply(request.bearer_auth(key).json(&body)).await;
        assert_eq!(reply.status, status, "{reply:?}");
        seen.reply(&format!("the reply of {model} to a program"), &reply);
    }
}

/// A provider that quotes the key in its refusal, as some do.
fn quoting() -> Queued {
    let script = format!(
        r#"{{"steps": [{{"error": {{"status": 401, "kind": "invalid_request_error", "message": "Incorrect API key provided: {PROVIDER_KEY}"}}}}]}}"#
    );
    let script: Script = serde_json::from_str(&script).unwrap();
    Queued::from(script).for_model("scripted").always()
}

#[tokio::test]
async fn no_secret_comes_out_where_it_should_not() {
    let provider = ScriptedProvider::start().await.unwrap();
    provider.script(quoting());
    let folder = tempfile::tempdir().unwrap();
    configure(folder.path(), &provider);
    let mut command = command(folder.path());
    command.env("TOLLGATE_METRICS_TOKEN", METRICS_TOKEN);
    let mut program = Program::spawn(command.env("RUST_LOG", "debug"));
    let setup = program.setup_secret();
    let printed = program.log.len();
    let mut seen = Seen::default();

    let ada = program.browser();
    seen.reply("joining", &join(&ada, &setup, "ada").await);
    let fields = [("role", "person"), ("email", "eve@example.org")];
    ada.call("invite_person", &fields).await;
    let page = ada.page("/admin/people").await.body;
    let invite = secret_in(&page).unwrap().to_owned();
    let eve = program.browser();
    seen.reply("joining", &join(&eve, &invite, "eve").await);

    let key = key_of_ada(folder.path());
    programs_ask(&mut seen, &ada, &key).await;

    let prompt = ada.ask("echo", QUESTION).await;
    assert!(ada.whole(prompt.answer).await.text.contains(QUESTION));
    let failed = ada.ask("scripted", "Which key?").await;
    let failed = ada.whole(failed.answer).await;
    seen.text("a failed answer", &format!("{failed:?}"));
    assert!(
        failed
            .error
            .unwrap()
            .contains("did not accept the organisation's key")
    );

    let visitor = program.browser();
    for (who, browser) in [("eve", &eve), ("a visitor", &visitor)] {
        look_around(&mut seen, who, browser, &invite).await;
        let foreign = [
            format!("/c/{}", prompt.chat),
            format!("/api/answers/{}/events", prompt.answer),
        ];
        for path in foreign {
            seen.reply(&format!("{path} as {who}"), &browser.page(&path).await);
        }
    }
    seen.must_not_hold("the text of another person's chat", QUESTION);
    // Her own pages hold her own text, and nothing else of this.
    let mut own = Seen::default();
    look_around(&mut own, "ada", &ada, &setup).await;
    own.reply("her chat", &ada.page(&format!("/c/{}", prompt.chat)).await);
    seen.0.extend(own.0);

    let metrics = ada.request(Method::GET, "/metrics");
    let metrics = ada.reply(metrics.bearer_auth(METRICS_TOKEN)).await;
    assert!(
        metrics.body.contains("class=\"key_refused\""),
        "{metrics:?}"
    );
    assert!(!metrics.body.contains("example.org"), "{metrics:?}");
    seen.reply("/metrics", &metrics);
    seen.reply("/metrics without the token", &ada.get("/metrics").await);

    let received = provider.received();
    let key_was_sent = received
        .iter()
        .any(|call| format!("{:?}", call.headers).contains(PROVIDER_KEY));
    assert!(key_was_sent, "the key was not in play at all");
    files_of_the_page(&mut seen, &visitor).await;
    files_of_the_bundle(&mut seen);

    let cookies: Vec<_> = [&ada, &eve]
        .iter()
        .map(|browser| {
            browser
                .cookie()
                .unwrap()
                .split_once('=')
                .unwrap()
                .1
                .to_owned()
        })
        .collect();
    eventually(|| async { visitor.get("/healthz").await.status == 200 }).await;
    program.terminate();
    let (code, log) = program.wait();
    assert_eq!(code, Some(0));
    assert!(
        log.contains("DEBUG"),
        "the log was not asked for everything"
    );
    seen.must_not_hold("the secret of the set-up link", &setup);
    seen.text("the log", &log[printed..]);
    assert!(!log.contains(QUESTION), "the log holds what people ask");
    seen.must_not_hold("the secret of the set-up link", &setup);
    seen.must_not_hold("the provider's key", PROVIDER_KEY);
    seen.must_not_hold("a program's key", &key);
    seen.must_not_hold("the token for metrics", METRICS_TOKEN);
    seen.must_not_hold("a key that is wrong", WRONG_KEY);
    seen.must_not_hold("the password", PASSWORD);
    seen.must_not_hold("a wrong password", WRONG_PASSWORD);
    seen.must_not_hold("the secret of an invitation", &invite);
    for cookie in cookies {
        seen.must_not_hold("a session", &cookie);
    }
}

/// What the page loads, where the program was built with it.
async fn files_of_the_page(seen: &mut Seen, visitor: &Browser) {
    let page = visitor.page("/sign-in").await.body;
    for part in page.split("/assets/").skip(1) {
        let name = part.split(['"', '\'']).next().unwrap();
        let path = format!("/assets/{name}");
        let file = visitor
            .request(Method::GET, &path)
            .header("accept-encoding", "identity");
        let file = visitor.reply(file).await;
        assert_eq!(file.status, 200, "{path}");
        seen.reply(&path, &file);
    }
}

/// The bundle beside the sources, where there is one.
fn files_of_the_bundle(seen: &mut Seen) {
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist/site");
    for entry in std::fs::read_dir(site).into_iter().flatten() {
        let path = entry.unwrap().path();
        let content = std::fs::read(&path).unwrap_or_default();
        seen.text(
            &path.display().to_string(),
            &String::from_utf8_lossy(&content),
        );
    }
}
