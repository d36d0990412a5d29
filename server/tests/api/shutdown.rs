//! The program is told to end: answers get their grace, readers see the end, and it does not take for ever.

use crate::program::{Program, configure};
use crate::test_app::TestApp;
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tollgate::types::AnswerState;
use tollgate_scripted_provider::ScriptedProvider;

#[tokio::test]
async fn an_answer_may_end_while_nothing_new_begins() {
    let mut app = TestApp::start().await;
    let ada = app.person("ada").await;
    let prompt = ada
        .browser
        .ask("slow-20", "One two three four five six seven.")
        .await;
    let mut events = ada.browser.read(prompt.answer, "").await;
    events.text().await;
    let ending = tokio::spawn(app.serving().end(Duration::from_secs(10)));
    crate::browser::eventually(|| async { app.visitor().get("/readyz").await.status == 503 }).await;
    assert_eq!(app.visitor().get("/healthz").await.status, 200);
    let refused = ada
        .browser
        .send_prompt(&crate::test_app::prompt("echo", "More?"))
        .await;
    assert_eq!((refused.status, refused.code()), (503, "busy".into()));
    assert_eq!(refused.header("retry-after"), "5");

    let whole = events.rest().await;
    assert_eq!(
        (whole.state, whole.closed),
        (Some(AnswerState::Complete), true)
    );
    assert!(whole.text.ends_with("seven."));
    ending.await.unwrap().unwrap();
    let address = app.url.trim_start_matches("http://").to_owned();
    assert!(
        TcpStream::connect(address).await.is_err(),
        "the port is free"
    );
}

#[tokio::test]
async fn an_answer_that_outlasts_its_grace_is_interrupted_and_its_reader_is_told() {
    let mut app = TestApp::start().await;
    let ada = app.person("ada").await;
    let prompt = ada.browser.ask("endless", "Go on.").await;
    let mut events = ada.browser.read(prompt.answer, "").await;
    let mut others = Vec::new();
    for _ in 0..8 {
        others.push(ada.browser.read(prompt.answer, "").await);
    }
    events.text().await;
    let start = Instant::now();
    let ending = tokio::spawn(app.serving().end(Duration::from_millis(100)));
    for events in others.into_iter().chain([events]) {
        let whole = events.rest().await;
        assert_eq!(
            (whole.state, whole.closed),
            (Some(AnswerState::Interrupted), true)
        );
    }
    ending.await.unwrap().unwrap();
    assert!(
        start.elapsed() < Duration::from_secs(3),
        "{:?}",
        start.elapsed()
    );
    let charges = app.charges(&ada.account).await;
    assert_eq!(charges.len(), 1);
}

#[tokio::test]
async fn a_connection_that_says_nothing_holds_nobody_up() {
    let mut app = TestApp::start().await;
    let address = app.url.trim_start_matches("http://").to_owned();
    let _silent = TcpStream::connect(&address).await.unwrap();
    let mut slow = TcpStream::connect(&address).await.unwrap();
    slow.write_all(b"POST /api/fn/sign_in HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nema")
        .await
        .unwrap();
    assert_eq!(app.visitor().get("/healthz").await.status, 200);
    let start = Instant::now();
    app.serving().end(Duration::from_secs(10)).await.unwrap();
    assert!(
        start.elapsed() < Duration::from_secs(4),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test]
async fn a_signal_ends_the_program_with_success() {
    let provider = ScriptedProvider::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    configure(folder.path(), &provider);
    let program = Program::start(folder.path());
    assert_eq!(program.browser().get("/readyz").await.status, 200);
    let start = Instant::now();
    program.terminate();
    let (code, log) = program.wait();
    assert_eq!(code, Some(0), "{log}");
    assert!(log.contains("ending: "), "{log}");
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
}
