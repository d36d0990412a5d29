//! An account that is suspended, or a key that is revoked, ends what runs, also what is only about to.

use crate::browser::{Browser, PATIENCE, eventually};
use crate::program::{Program, command, configure, run};
use crate::test_app::{CHAT, Client, PASSWORD, TestApp, Wishes, prompt, question};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tempfile::tempdir;
use tollgate::types::{AnswerState, Outcome, Purpose};
use tollgate_scripted_provider::{Queued, Script, ScriptedProvider, Step};

const SOON: Duration = Duration::from_secs(2);
/// The model that judges, and takes its time.
const GUARD: &str = "[moderation]\nengine = \"llama-guard\"\nmodel = \"scripted\"\n";

async fn suspend(client: &Client) {
    let admin = client.app.admin().await;
    let id = client.ada.account.id.to_string();
    let fields = [("account", id.as_str()), ("status", "suspended")];
    let reply = admin.browser.call("set_account_status", &fields).await;
    assert_eq!(reply.status, 200, "{reply:?}");
}

/// The error with which a stream ends, and how long that took.
async fn end_of(response: Response) -> (Value, Duration) {
    let start = Instant::now();
    let rest = tokio::time::timeout(PATIENCE, response.text()).await;
    let rest = rest.unwrap().unwrap();
    let last = rest.trim_end().rsplit("data: ").next().unwrap();
    let error = serde_json::from_str(last).unwrap_or_else(|_| panic!("{last}"));
    (error, start.elapsed())
}

#[tokio::test]
async fn a_suspension_stops_a_programs_stream_within_two_seconds() {
    let client = Client::start().await;
    let stream = question("endless", json!({ "stream": true, "max_tokens": 8_000 }));
    let response = client.begin(&stream).await;
    suspend(&client).await;
    let (end, took) = end_of(response).await;
    assert_eq!(end["error"]["code"], "suspended");
    assert!(took < SOON, "{took:?}");
    let charge = client.charge().await;
    assert_eq!(charge.outcome, Outcome::Stopped);
    assert!(charge.usage.tokens.output > 0 && charge.cost.0 > 0);
}

#[tokio::test]
async fn a_suspension_stops_a_plain_answer_too() {
    for (model, begun) in [("stall", 1), ("late-60000", 0)] {
        let client = Client::start().await;
        let asking = tokio::spawn(client.request(CHAT, &question(model, json!({}))).send());
        let at_work = client.app.provider.wait_until(|calls| {
            calls
                .iter()
                .any(|call| call.events_sent > begun || begun == 0)
        });
        at_work.await.unwrap();
        suspend(&client).await;
        let start = Instant::now();
        let response = tokio::time::timeout(PATIENCE, asking).await;
        let response = response.unwrap().unwrap().unwrap();
        assert_eq!(response.status(), 403, "{model}");
        assert!(start.elapsed() < SOON, "{model}: {:?}", start.elapsed());
        let charge = client.charge().await;
        let expected = match begun {
            0 => Outcome::Abandoned,
            _ => Outcome::Stopped,
        };
        assert_eq!(charge.outcome, expected, "{model}");
    }
}

#[tokio::test]
async fn a_key_that_another_process_revokes_ends_its_streams_within_two_seconds() {
    let folder = tempdir().unwrap();
    let provider = ScriptedProvider::start().await.unwrap();
    configure(folder.path(), &provider);
    let program = Program::start(folder.path());
    let tell = |arguments: &[&str], input: &str| {
        let arguments = [arguments, &["--email", "ada@example.org"]].concat();
        let output = run(command(folder.path()).args(arguments), input);
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    tell(&["admin", "create"], &format!("{PASSWORD}\n"));
    let key = tell(&["key", "create", "--name", "laptop"], "");
    let body = question("endless", json!({ "stream": true, "max_tokens": 8_000 }));
    let browser: Browser = program.browser();
    let request = browser.request(Method::POST, CHAT).bearer_auth(key.trim());
    let mut response = request.json(&body).send().await.unwrap();
    assert!(response.chunk().await.unwrap().is_some());
    tell(&["key", "revoke", "--name", "laptop"], "");
    let (end, took) = end_of(response).await;
    assert_eq!(end["error"]["code"], "invalid_api_key");
    assert!(took < SOON, "{took:?}");
}

#[tokio::test]
async fn an_answer_that_a_suspension_comes_before_is_not_begun() {
    let app = TestApp::with(Wishes {
        settings: GUARD,
        ..Wishes::default()
    })
    .await;
    let client = Client::of(app).await;
    let judges = Script::of([Step::DelayMs(2_000), Script::say("safe").steps.remove(0)]);
    let judges = Queued::from(judges).for_model("scripted").always();
    client.app.provider.script(judges);
    let prompt = prompt("endless", "Go on.");
    let asked = async {
        let reply = client.ada.browser.send_prompt(&prompt).await;
        assert_eq!(reply.status, 200, "{reply:?}");
    };
    let suspended = async {
        let judged = client.app.provider.wait_until(|calls| calls.len() == 1);
        judged.await.unwrap();
        suspend(&client).await;
    };
    tokio::join!(asked, suspended);
    let store = &client.app.tollgate.store;
    let state = async || {
        let known = store.answer(client.ada.account.id, prompt.answer).await;
        known.unwrap().unwrap().1.state
    };
    eventually(|| async { state().await == AnswerState::Stopped }).await;
    assert_eq!(store.open_calls().await.unwrap(), []);
    // Nothing was asked but the model that judges.
    let charges = client.charges().await;
    assert!(
        charges.iter().all(|one| one.purpose == Purpose::Moderation),
        "{charges:?}"
    );
    let asked = client.app.provider.received();
    assert!(
        asked.iter().all(|call| call.model == "scripted"),
        "{asked:?}"
    );
}
