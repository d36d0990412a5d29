//! Answers that are known, as programs and people see them; and programs that do not read.

use crate::browser::{PATIENCE, Reply, eventually};
use crate::test_app::{Person, TestApp, Wishes};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tollgate::clock::Clock;
use tollgate::store::Charge;
use tollgate::types::{NanoDollars, Outcome, Timestamp};
use tollgate_scripted_provider::{Outcome as Sent, Queued, Repeat, Script, Step};

const PATH: &str = "/v1/chat/completions";

struct Programs {
    app: TestApp,
    ada: Person,
    key: String,
}

async fn programs(wishes: Wishes) -> Programs {
    let app = TestApp::with(wishes).await;
    let ada = app.person("ada").await;
    let key = app.key(&ada).await;
    Programs { app, ada, key }
}

fn question(model: &str, stream: bool) -> Value {
    let messages = json!([{ "role": "user", "content": "How far is the moon?" }]);
    json!({ "model": model, "messages": messages, "stream": stream })
}

impl Programs {
    async fn ask(&self, body: &Value, cache_control: &str) -> Reply {
        let browser = self.app.visitor();
        let request = browser.request(Method::POST, PATH).bearer_auth(&self.key);
        let request = request.header("cache-control", cache_control);
        let reply = browser.reply(request.json(body)).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        reply
    }

    async fn charges(&self) -> Vec<Charge> {
        let store = &self.app.tollgate.store;
        store.charges_of(self.ada.account.id).await.unwrap()
    }

    fn calls(&self) -> usize {
        self.app.provider.received().len()
    }
}

/// What the model said, and what was used where it is told.
fn said(reply: &Reply) -> (String, Value) {
    let chunks: Vec<Value> = match reply.body.starts_with("data:") {
        true => reply
            .body
            .split("\n\n")
            .filter_map(|event| serde_json::from_str(event.strip_prefix("data: ")?).ok())
            .collect(),
        false => vec![reply.json()],
    };
    let texts = chunks.iter().map(|chunk| &chunk["choices"][0]);
    let texts = texts.filter_map(|choice| {
        let part = choice.get("delta").or(choice.get("message"))?;
        part["content"].as_str()
    });
    (texts.collect(), chunks[0]["usage"].clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_programs_that_ask_the_same_are_one_call_to_the_provider() {
    let programs = Arc::new(programs(Wishes::default()).await);
    let asked = (0..100).map(|n| {
        let programs = programs.clone();
        tokio::spawn(async move { programs.ask(&question("slow-20", n % 2 == 0), "").await })
    });
    let mut had = Vec::new();
    for reply in asked.collect::<Vec<_>>() {
        let reply = reply.await.unwrap();
        assert_eq!(said(&reply).0, "You asked: How far is the moon?");
        assert_eq!(reply.header("x-tollgate-provider"), "Scripted");
        had.push(reply.header("x-tollgate-cache").to_owned());
    }
    assert_eq!(had.iter().filter(|status| *status == "miss").count(), 1);
    assert!(had.iter().all(|status| status != "bypass"));
    let charges = programs.charges().await;
    let paid: Vec<_> = charges.iter().filter(|charge| charge.cost.0 > 0).collect();
    assert_eq!((programs.calls(), charges.len(), paid.len()), (1, 100, 1));
    let free = charges.iter().filter(|charge| charge.cost.0 == 0);
    for charge in free {
        assert_eq!(charge.outcome, Outcome::Cached);
        assert_eq!(charge.saved, paid[0].cost);
    }
}

#[tokio::test]
async fn a_program_says_what_it_has_of_the_cache() {
    let programs = programs(Wishes::default()).await;
    for text in ["one", "two", "three", "four"] {
        programs.app.provider.script(Script::say(text));
    }
    for (cache_control, text, status) in [
        ("", "one", "miss"),
        ("max-age=0", "one", "hit"),
        ("no-cache", "two", "bypass"),
        ("", "two", "hit"),
        ("no-cache, No-Store", "three", "bypass"),
        ("", "two", "hit"),
    ] {
        for stream in [false, true] {
            // What the first had is known to the second, unless it may not be.
            let (text, status) = match (stream, status) {
                (true, "miss") => (text, "hit"),
                (true, "bypass") => continue,
                _ => (text, status),
            };
            let reply = programs.ask(&question("echo", stream), cache_control).await;
            let had = reply.header("x-tollgate-cache");
            assert_eq!((said(&reply).0.as_str(), had), (text, status));
        }
    }
    assert_eq!(programs.calls(), 3);
}

#[tokio::test]
async fn what_was_kept_is_told_with_what_it_used() {
    let programs = programs(Wishes::default()).await;
    let body = question("echo", false);
    let (first, again) = (programs.ask(&body, "").await, programs.ask(&body, "").await);
    assert_eq!(said(&first), said(&again));
    assert_eq!(said(&again).1["total_tokens"], 12);
    assert_ne!(first.json()["id"], again.json()["id"]);
}

#[tokio::test]
async fn a_person_who_asks_the_same_again_pays_nothing_and_one_who_wants_another_answer_does() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let title = Queued::from(Script::say("The moon")).for_body("Write a title");
    app.provider.script(title.always());
    let receipts = async |count: usize| {
        eventually(|| async { app.charges(&ada.account).await.len() == count }).await;
        let charges = app.charges(&ada.account).await;
        let charges = charges
            .iter()
            .map(|charge| (charge.outcome, charge.cost.0 > 0));
        charges.collect::<Vec<_>>()
    };
    let first = ada.browser.ask("echo", "How far is the moon?").await;
    let paid = (Outcome::Complete, true);
    assert_eq!(receipts(1).await, [paid]);
    ada.browser.ask("echo", "How far is the moon?").await;
    assert_eq!(receipts(2).await, [paid, (Outcome::Cached, false)]);
    let charges = app.charges(&ada.account).await;
    assert_eq!(
        (charges[1].saved, charges[0].saved),
        (charges[0].cost, NanoDollars::ZERO)
    );
    let turns = &app.tollgate.turns;
    let accounts = &app.tollgate.accounts;
    let caller = accounts
        .caller(ada.account.id, ada.account.epoch)
        .await
        .unwrap();
    let another = tollgate::types::AnswerId::new();
    turns
        .regenerate(&caller, first.question, another)
        .await
        .unwrap();
    assert_eq!(receipts(3).await[2], paid);
}

/// Large words, as fast as they are taken, without end.
fn flood() -> Script {
    let word =
        json!({ "choices": [{ "index": 0, "delta": { "content": "word ".repeat(4_000) } }] });
    Script::of([
        Step::Head,
        Step::Repeat(Repeat {
            times: None,
            steps: vec![Step::SendEvent(word)],
        }),
    ])
}

/// A model whose answers nothing ends but whoever reads them.
const UNBOUNDED: &str = "[[models]]\nname = \"unbounded\"\nprovider = \"scripted\"\nupstream = \"echo\"\ncontext = 4000000000\nprice = { input = \"1\", output = \"2\" }\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_never_reads_is_given_up_and_its_provider_is_free() {
    let clock = Clock::fixed(Timestamp(1_800_000_000_000_000));
    let wishes = Wishes {
        clock: clock.clone(),
        more: Some(Box::new(|_| UNBOUNDED.to_owned())),
        ..Wishes::default()
    };
    let programs = programs(wishes).await;
    programs.app.provider.script(flood());
    let address = programs.app.url.trim_start_matches("http://");
    let mut idle = TcpStream::connect(address).await.unwrap();
    let mut body = question("unbounded", true);
    body["max_tokens"] = json!(4_000_000_000_u32);
    let body = body.to_string();
    let head = format!(
        "POST {PATH} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        programs.key,
        body.len()
    );
    idle.write_all((head + &body).as_bytes()).await.unwrap();
    let begun = Instant::now();
    let sent = || {
        programs
            .app
            .provider
            .received()
            .first()
            .map(|call| (call.outcome, call.bytes_sent))
    };
    while sent().is_none_or(|(outcome, _)| outcome == Sent::Running) {
        assert!(begun.elapsed() < PATIENCE, "{:?}", sent());
        tokio::time::sleep(Duration::from_millis(100)).await;
        clock.advance_seconds(31);
    }
    let (outcome, bytes) = sent().unwrap();
    assert_eq!(outcome, Sent::ClientGone);
    // What connections hold on both legs, and what is held for the reader; nothing grows with what is sent.
    assert!(bytes < 40 << 20, "{bytes}");
    eventually(|| async { programs.charges().await.len() == 1 }).await;
    let charge = programs.charges().await.remove(0);
    assert_eq!(charge.outcome, Outcome::Abandoned);
    assert!(charge.usage.tokens.output > 0);
    assert_eq!(programs.app.tollgate.store.open_calls().await.unwrap(), []);
    drop(idle);
}
