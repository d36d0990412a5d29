//! What the program says to who starts it: one clear sentence when something is wrong, and exit code 1.

use crate::browser::Browser;
use crate::program::{Program, command, configure, run};
use crate::test_app::{PASSWORD, PROVIDER_KEY};
use std::net::TcpListener;
use std::path::Path;
use std::process::Output;
use tempfile::{TempDir, tempdir};
use tollgate_scripted_provider::{Queued, Script, ScriptedProvider};

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The one sentence with which it failed.
fn failure(output: &Output) -> String {
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    let mut lines = said.lines().filter(|line| !line.contains("INFO"));
    let sentence = lines.next().unwrap_or_default().to_owned();
    assert_eq!(lines.next(), None, "{said}");
    assert!(
        !said.contains("panicked") && !said.contains("backtrace"),
        "{said}"
    );
    let sentence = sentence.strip_prefix("tollgate: ").unwrap_or(&said);
    sentence.to_owned()
}

fn fails(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> String {
    let mut command = command(folder);
    command.args(arguments);
    for (name, value) in environment {
        command.env(name, value);
    }
    failure(&run(&mut command, ""))
}

fn folder_with(toml: &str) -> TempDir {
    let folder = tempdir().unwrap();
    std::fs::write(folder.path().join("tollgate.toml"), toml).unwrap();
    folder
}

#[test]
fn the_version_is_that_of_the_package() {
    let folder = tempdir().unwrap();
    let output = run(command(folder.path()).arg("--version"), "");
    assert_eq!(
        out(&output),
        concat!("tollgate ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

#[tokio::test]
async fn check_shows_what_is_in_force_without_secrets() {
    let provider = ScriptedProvider::start().await.unwrap();
    let folder = tempdir().unwrap();
    configure(folder.path(), &provider);
    let output = run(
        command(folder.path())
            .arg("check")
            .env("OPENAI_API_KEY", "sk-never-shown")
            .env("OPENAI_BASE_URL", "https://ada:never-shown@example.org/v1"),
        "",
    );
    let text = out(&output);
    assert!(output.status.success(), "{output:?}");
    assert!(text.contains("scripted at http://127.0.0.1:"), "{text}");
    assert!(
        text.contains("openai at https://…@example.org/v1"),
        "{text}"
    );
    assert!(
        !text.contains("never-shown") && !text.contains(PROVIDER_KEY),
        "{text}"
    );
    assert!(!folder.path().join("data").exists(), "it only looks");
}

#[test]
fn a_bad_setting_is_named_with_its_place() {
    let folder = tempdir().unwrap();
    let said = fails(folder.path(), &["check"], &[("TOLLGATE_LISTEN", "here")]);
    assert_eq!(
        said,
        "TOLLGATE_LISTEN: `here` is not an address with a port; write one like 127.0.0.1:3000"
    );
    let folder = folder_with("[defaults]\ntemperature = 3.0\n");
    let said = fails(folder.path(), &["check"], &[]);
    assert_eq!(
        said,
        "tollgate.toml, [defaults] temperature: 3 is outside 0 to 2"
    );
    let folder = folder_with("listen = \n");
    let said = fails(folder.path(), &[], &[]);
    assert!(said.starts_with("tollgate.toml, line 1: "), "{said}");
}

#[test]
fn a_setting_that_is_not_known_is_refused_with_the_one_that_was_meant() {
    for (toml, said) in [
        (
            "\npubic_url = \"https://x\"\n",
            "tollgate.toml, line 2: there is no setting `pubic_url`; did you mean `public_url`?",
        ),
        (
            "[defaults]\nmax_token = 1\n",
            "tollgate.toml, line 2: there is no setting `max_token`; did you mean `max_tokens`?",
        ),
    ] {
        assert_eq!(fails(folder_with(toml).path(), &["check"], &[]), said);
    }
}

#[test]
fn a_port_that_is_taken_is_named_and_the_database_is_left_alone() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = tempdir().unwrap();
    let said = fails(folder.path(), &["serve"], &[("TOLLGATE_LISTEN", &address)]);
    let port = address.split(':').nth(1).unwrap();
    assert_eq!(
        said,
        format!(
            "port {port} is in use by another program; end that, or set TOLLGATE_LISTEN to another port"
        )
    );
    assert!(!folder.path().join("data").exists());
    let said = fails(folder.path(), &[], &[("TOLLGATE_LISTEN", "192.0.2.1:3000")]);
    assert_eq!(
        said,
        "192.0.2.1 is not an address of this machine; check TOLLGATE_LISTEN"
    );
}

#[test]
fn a_data_folder_that_cannot_be_made_is_named() {
    let folder = folder_with("");
    let inside_a_file = folder.path().join("tollgate.toml/data");
    let said = fails(
        folder.path(),
        &[],
        &[("TOLLGATE_DATA_DIR", inside_a_file.to_str().unwrap())],
    );
    assert!(
        said.contains("tollgate.toml/data cannot be made: "),
        "{said}"
    );
    assert!(said.contains("TOLLGATE_DATA_DIR"), "{said}");
}

#[test]
fn a_database_that_cannot_be_used_is_named_without_its_password() {
    let folder = tempdir().unwrap();
    let url = [("DATABASE_URL", "postgres://ada:never-shown@db/tollgate")];
    for arguments in [&["serve"][..], &["migrate"], &["check"]] {
        let said = fails(folder.path(), arguments, &url);
        assert!(said.contains("does not know `postgres:`"), "{said}");
        assert!(
            said.contains("DATABASE_URL") && !said.contains("never-shown"),
            "{said}"
        );
    }
    let notes = folder.path().join("notes.txt");
    std::fs::write(&notes, "no database, whatever its name says. ".repeat(50)).unwrap();
    let said = fails(
        folder.path(),
        &[],
        &[("DATABASE_URL", notes.to_str().unwrap())],
    );
    assert!(
        said.contains("notes.txt is not a SQLite database"),
        "{said}"
    );
}

#[test]
fn check_says_whether_the_local_model_can_be_used() {
    let folder = tempdir().unwrap();
    let checked = |command: &mut std::process::Command| {
        let output = run(command.arg("check"), "");
        assert!(output.status.success(), "{output:?}");
        out(&output)
    };
    let text = checked(&mut command(folder.path()));
    assert!(
        text.contains("local model     cannot be used: SmolLM2"),
        "{text}"
    );
    assert!(text.contains("Run `make setup`"), "{text}");

    let models = folder.path().join("models");
    std::fs::create_dir(&models).unwrap();
    std::fs::write(models.join("SmolLM2-135M-Instruct.Q4_1.gguf"), "cut").unwrap();
    let text = checked(&mut command(folder.path()));
    assert!(text.contains("is damaged: it has 3 bytes"), "{text}");
}

#[tokio::test]
async fn an_admin_of_the_command_line_signs_in_also_while_the_program_serves() {
    let folder = tempdir().unwrap();
    let migrated = run(command(folder.path()).arg("migrate"), "");
    assert_eq!(out(&migrated), "The database is up to date.\n");
    let program = Program::start(folder.path());
    let create = |input: &str| {
        let mut command = command(folder.path());
        run(
            command.args(["admin", "create", "--email", "ada@example.org"]),
            input,
        )
    };
    let easy = failure(&create("short\n"));
    assert!(easy.contains("password"), "{easy}");
    let created = create(&format!("{PASSWORD}\r\n"));
    assert_eq!(out(&created), "ada@example.org is an admin now.\n");
    assert_eq!(
        failure(&create(&format!("{PASSWORD}\n"))),
        "This address has an account already."
    );
    let browser: Browser = program.browser();
    assert_eq!(
        browser.sign_in("ada@example.org", PASSWORD).await.status,
        200
    );
    assert_eq!(browser.page("/admin/people").await.status, 200);
}

#[tokio::test]
async fn a_second_server_of_the_same_database_is_told_who_serves_it_and_settles_nothing() {
    let provider = ScriptedProvider::start().await.unwrap();
    let folder = tempdir().unwrap();
    configure(folder.path(), &provider);
    let mut program = Program::start(folder.path());
    let secret = program.setup_secret();
    let ada = program.browser();
    let fields = [
        ("secret", secret.as_str()),
        ("email", "ada@example.org"),
        ("name", "Ada"),
        ("password", PASSWORD),
    ];
    assert_eq!(ada.call("redeem_link", &fields).await.status, 200);
    let prompt = ada.ask("endless", "Go on.").await;
    let mut events = ada.read(prompt.answer, "").await;
    events.text().await;

    let said = fails(folder.path(), &["serve"], &[]);
    let holder = format!("is served by process {} already", program.id());
    assert!(said.contains(&holder), "{said}");
    // The answer of the first goes on until somebody stops it.
    events.text().await;
    let answer = prompt.answer.to_string();
    let stopped = ada.call("stop_answer", &[("answer", &answer)]).await;
    assert_eq!(stopped.status, 200, "{stopped:?}");
    let end = events.rest().await;
    assert!(end.closed, "{end:?}");
    // Once it has died, its place is free.
    program.kill();
    Program::start(folder.path());
}

#[cfg(unix)]
#[test]
fn the_data_belongs_to_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempdir().unwrap();
    assert!(
        run(command(folder.path()).arg("migrate"), "")
            .status
            .success()
    );
    let data = folder.path().join("data");
    for (path, mode) in [(data.clone(), 0o700), (data.join("tollgate.db"), 0o600)] {
        let found = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(found & 0o777, mode, "{}", path.display());
    }
}

/// One list that every dialect can read.
fn models() -> Queued {
    let list = r#"{"data":[{"id":"echo"},{"id":"not-yet"},{"id":"claude-haiku-4-5-20251001"}],
        "models":[{"name":"models/gemini-3-flash"},{"name":"llama3:latest"}]}"#;
    let script = serde_json::json!({ "steps": [
        { "status": 200 },
        { "headers": { "content-type": "application/json" } },
        { "send": list },
    ] });
    let script: Script = serde_json::from_value(script).unwrap();
    Queued::from(script).always()
}

// Not on one thread, which waits for the program while the provider is to answer it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn check_says_what_models_the_providers_have() {
    let provider = ScriptedProvider::start().await.unwrap();
    provider.script(models());
    let folder = tempdir().unwrap();
    configure(folder.path(), &provider);
    let output = run(command(folder.path()).args(["check", "--providers"]), "");
    let text = out(&output);
    for line in [
        "  there          echo",
        "  there          echo, offered as embedding",
        "  not there      status-500",
        "  not configured not-yet",
        "  there          claude-haiku-4-5",
        "  there          gemini-3-flash",
        "  there          llama3",
        "  there          smollm2-135m",
    ] {
        assert!(text.lines().any(|said| said == line), "{line} in {text}");
    }
    let why = failure(&output);
    assert!(
        why.ends_with("of what is configured is not there; see above"),
        "{why}"
    );
    assert!(!text.contains(PROVIDER_KEY), "{text}");
    assert!(!folder.path().join("data").exists(), "it only looks");
    let received = provider.received();
    assert_eq!(received.len(), 4, "one for each provider");
    assert!(received.iter().all(|call| call.method == "GET"));
}

#[tokio::test]
async fn check_says_which_provider_did_not_say() {
    let folder =
        folder_with("[[providers]]\nname = \"lab\"\nbase_url = \"http://127.0.0.1:9/v1\"\n");
    let output = run(command(folder.path()).args(["check", "--providers"]), "");
    let text = out(&output);
    assert!(
        text.contains("lab\n  did not say: lab could not be reached."),
        "{text}"
    );
    assert!(failure(&output).ends_with("see above"));
}
