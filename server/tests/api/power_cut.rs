//! The program is killed in the middle of an answer: nothing that was said is lost, nothing is paid twice.

use crate::browser::Browser;
use crate::program::{Program, configure};
use crate::test_app::PASSWORD;
use std::path::Path;
use tollgate::store::{self, Charge};
use tollgate::types::{AccountId, AnswerState, Outcome};
use tollgate_scripted_provider::ScriptedProvider;

async fn join(program: &mut Program) -> (Browser, AccountId) {
    let secret = program.setup_secret();
    let browser = program.browser();
    let fields = [
        ("secret", secret.as_str()),
        ("email", "ada@example.org"),
        ("name", "Ada"),
        ("password", PASSWORD),
    ];
    let joined = browser.call("redeem_link", &fields).await;
    assert_eq!(joined.status, 200, "{joined:?}");
    let account = browser.call("current_account", &[]).await.json();
    (browser, account[0]["id"].as_str().unwrap().parse().unwrap())
}

async fn charges(folder: &Path, account: AccountId) -> Vec<Charge> {
    let path = folder.join("data/tollgate.db");
    let store = store::open(path.to_str().unwrap()).await.unwrap();
    let charges = store.charges_of(account).await.unwrap();
    let of_answers = charges.into_iter().filter(|charge| charge.answer.is_some());
    of_answers.collect()
}

#[tokio::test]
async fn an_answer_that_was_cut_off_keeps_its_text_and_is_charged_once() {
    let provider = ScriptedProvider::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    configure(folder.path(), &provider);
    let mut program = Program::start(folder.path());
    let (browser, account) = join(&mut program).await;
    let prompt = browser.ask("endless", "Go on until the power fails.").await;

    // A word comes every 20 ms; what is older than half a second must be in the database.
    let mut events = browser.read(prompt.answer, "").await;
    let first = events.text().await.id;
    let (length, _) = first.split_once('-').unwrap();
    let length: usize = length.parse().unwrap();
    for _ in 0..25 {
        events.text().await;
    }
    program.kill();

    for start in 1..=2 {
        let program = Program::start(folder.path());
        let browser = browser.at(&program.url);
        let kept = browser.whole(prompt.answer).await;
        assert_eq!(kept.state, Some(AnswerState::Interrupted), "start {start}");
        assert!(kept.closed);
        assert!(kept.text.len() >= length, "{kept:?} lacks what came first");
        let charges = charges(folder.path(), account).await;
        assert_eq!(charges.len(), 1, "start {start}");
        assert_eq!(charges[0].outcome, Outcome::Abandoned);
        assert!(charges[0].cost.0 > 0);

        let mut again = prompt.clone();
        again.settings = None;
        let sent_again = browser.send_prompt(&again).await;
        assert_eq!(sent_again.status, 200, "{sent_again:?}");
        assert_eq!(
            browser.whole(prompt.answer).await,
            kept,
            "it is not begun again"
        );
    }
}
