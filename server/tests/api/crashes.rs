//! The program is killed again and again, at any moment, while programs ask: what was answered is charged, nothing
//! is charged twice, and the ledger adds up.

use crate::browser::eventually;
use crate::program::{Program, command, configure, run};
use crate::test_app::PASSWORD;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tollgate::store;
use tollgate::types::{CallId, Email, Outcome};
use tollgate_scripted_provider::ScriptedProvider;

const EMAIL: &str = "root@example.org";
/// Programs that ask at the same time.
const PROGRAMS: usize = 8;

/// The calls that were answered to their end.
type Answered = Arc<Mutex<BTreeSet<CallId>>>;

fn output(folder: &Path, arguments: &[&str]) -> String {
    let output = run(command(folder).args(arguments), PASSWORD);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Asks one question after the other until nobody answers.
async fn ask_on(url: String, key: String, program: usize, answered: Answered) {
    let client = Client::new();
    for n in 0.. {
        let model = ["echo", "slow-20"][n % 2];
        let text = format!("{program} asks {n}");
        let body = json!({
            "model": model,
            "max_tokens": 40,
            "messages": [{ "role": "user", "content": text }],
        });
        let request = client.post(format!("{url}/v1/chat/completions"));
        let Ok(reply) = request.bearer_auth(&key).json(&body).send().await else {
            return;
        };
        assert_eq!(reply.status(), StatusCode::OK);
        let Ok(reply) = reply.json::<Value>().await else {
            return;
        };
        let id = reply["id"].as_str().unwrap().strip_prefix("chatcmpl-");
        let id = CallId(id.unwrap().parse().unwrap());
        answered.lock().unwrap().insert(id);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::disallowed_methods, reason = "no setting of the program")]
async fn killed_at_any_moment_it_loses_no_charge_and_charges_nothing_twice() {
    let rounds = if std::env::var_os("TOLLGATE_SOAK").is_some() {
        200
    } else {
        8
    };
    // A second test of the same process finds the first one's, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let provider = ScriptedProvider::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    configure(folder, &provider);
    output(
        folder,
        &["admin", "create", "--email", EMAIL, "--name", "Root"],
    );
    let no_limits = [
        "tier",
        "set",
        "Enterprise",
        "--requests-per-hour",
        "none",
        "--at-once",
        "none",
        "--tokens-per-day",
        "none",
        "--daily-budget",
        "none",
    ];
    output(folder, &no_limits);
    let key = output(
        folder,
        &["key", "create", "--email", EMAIL, "--name", "test"],
    );
    let answered = Answered::default();
    for round in 0..rounds {
        let program = Program::start(folder);
        let asking = (0..PROGRAMS).map(|n| {
            let (url, key) = (program.url.clone(), key.trim().to_owned());
            tokio::spawn(ask_on(url, key, round * PROGRAMS + n, answered.clone()))
        });
        let asking: Vec<_> = asking.collect();
        let before = answered.lock().unwrap().len();
        eventually(|| async { answered.lock().unwrap().len() > before + round % 5 }).await;
        // Any moment will do, so each round takes another.
        tokio::time::sleep(Duration::from_millis(7 * (round as u64 % 13))).await;
        program.kill();
        for task in asking {
            task.await.unwrap();
        }
    }
    // The last start settles what the last one left.
    let program = Program::start(folder);
    program.kill();
    assert_eq!(
        output(folder, &["check", "--ledger"]),
        "The ledger adds up.\n"
    );

    let path = folder.join("data/tollgate.db");
    let store = store::open(path.to_str().unwrap()).await.unwrap();
    assert_eq!(store.open_calls().await.unwrap(), []);
    let root = store.credentials(&Email::parse(EMAIL).unwrap()).await;
    let root = root.unwrap().unwrap().account.id;
    let charges = store.charges_of(root).await.unwrap();
    let charged: BTreeMap<_, _> = charges.iter().map(|one| (one.call, one)).collect();
    assert_eq!(charged.len(), charges.len(), "none twice");
    let answered = answered.lock().unwrap();
    assert!(answered.len() > rounds, "{} answers", answered.len());
    for call in answered.iter() {
        let outcome = charged.get(call).map(|charge| charge.outcome);
        assert_eq!(outcome, Some(Outcome::Complete), "{call}");
    }
    let left = charges
        .iter()
        .filter(|one| one.outcome == Outcome::Abandoned);
    assert!(
        left.count() > 0,
        "it was never killed in the middle of a call"
    );
}
