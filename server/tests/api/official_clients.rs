//! OpenAI's own clients, unchanged. They are installed by the set-up of `make test`, which runs this.

use crate::browser::eventually;
use crate::test_app::{Person, TestApp};
use std::process::{Command, Stdio};
use tollgate::store::Charge;
use tollgate::types::Outcome;
use tollgate_scripted_provider::{Queued, Script};

/// What the models do that the clients expect something of.
fn arrange(app: &TestApp) {
    let plays = |script: Queued, model: &str| app.provider.script(script.for_model(model).always());
    let came_back = Queued::from(Script::say("Both are at 214 cm.")).for_body("\"role\":\"tool\"");
    plays(came_back, "tools");
    // One call after the other, as OpenAI sends them.
    let calls = Script::fixture("openai/stream-tools-in-turn.sse");
    plays(Queued::from(calls), "tools");
    let height = Queued::from(Script::say("{\"cm\":214}")).for_body("json_schema");
    plays(height, "schema");
}

async fn run(app: &TestApp, ada: &Person, program: &str, arguments: &[&str]) {
    arrange(app);
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../end2end/clients");
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(folder)
        .env("OPENAI_BASE_URL", format!("{}/v1", app.url))
        .env("OPENAI_API_KEY", app.key(ada).await)
        .stdin(Stdio::null());
    // The server lives on this thread.
    let output = tokio::task::spawn_blocking(move || command.output()).await;
    let output = output.unwrap().unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

async fn charges(app: &TestApp, ada: &Person) -> Vec<Charge> {
    let store = &app.tollgate.store;
    store.charges_of(ada.account.id).await.unwrap()
}

/// One stream was left in the middle; all else ended well.
async fn one_was_abandoned(app: &TestApp, ada: &Person) {
    let of = async |outcome| {
        let charges = charges(app, ada).await;
        charges
            .iter()
            .filter(|charge| charge.outcome == outcome)
            .count()
    };
    eventually(|| async { of(Outcome::Abandoned).await == 1 }).await;
    assert_eq!(app.tollgate.store.open_calls().await.unwrap(), []);
    let charges = charges(app, ada).await;
    assert!(charges.len() > 5, "{charges:?}");
    let well = of(Outcome::Complete).await + of(Outcome::Cached).await;
    assert_eq!(well, charges.len() - 1, "{charges:?}");
    let left = charges
        .iter()
        .find(|charge| charge.outcome == Outcome::Abandoned);
    let left = left.unwrap();
    assert_eq!(left.llm.0, "endless");
    assert!(left.usage.tokens.output > 0 && left.cost.0 > 0, "{left:?}");
}

#[tokio::test]
#[ignore = "OpenAI's client for Python is wanted: make test"]
async fn the_client_for_python_is_at_home() {
    #[expect(
        clippy::disallowed_methods,
        reason = "it is the script of the test that says it"
    )]
    let python = std::env::var("TOLLGATE_PYTHON_CLIENT");
    let python =
        python.expect("TOLLGATE_PYTHON_CLIENT names the Python with the client: make test");
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    run(&app, &ada, &python, &["-B", "python/test_openai.py"]).await;
    one_was_abandoned(&app, &ada).await;
}

#[tokio::test]
#[ignore = "OpenAI's client for Node is wanted: make test"]
async fn the_client_for_node_is_at_home() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let arguments = ["--test", "--test-reporter=spec", "node/"];
    run(&app, &ada, "node", &arguments).await;
    one_was_abandoned(&app, &ada).await;
}
