//! A question is one turn and one charge, however often it is sent and however its answer ends.

use crate::test_app::{TestApp, Wishes, prompt};
use std::collections::HashSet;
use tollgate::types::{AnswerState, LlmName, Outcome};

#[tokio::test]
async fn a_prompt_that_is_sent_twice_is_one_turn_and_one_charge() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let prompt = prompt("echo", "Only once.");
    let (one, two) = tokio::join!(
        ada.browser.send_prompt(&prompt),
        ada.browser.send_prompt(&prompt)
    );
    assert_eq!((one.status, two.status), (200, 200), "{one:?} {two:?}");
    let whole = ada.browser.whole(prompt.answer).await;
    assert_eq!(whole.text, "You asked: Only once.");
    assert_eq!(ada.browser.send_prompt(&prompt).await.status, 200);

    let chat = prompt.chat.to_string();
    let chat = ada
        .browser
        .call("open_chat", &[("chat", &chat)])
        .await
        .json();
    assert_eq!(chat["turns"].as_array().unwrap().len(), 1);
    assert_eq!(chat["turns"][0]["answers"].as_array().unwrap().len(), 1);
    let charges = app.charges(&ada.account).await;
    assert_eq!(charges.len(), 1);
    assert!(charges[0].cost.0 > 0);
    let asked = app.provider.received();
    let asked = asked
        .iter()
        .filter(|call| call.body["messages"][0]["content"] == "Only once.");
    assert_eq!(asked.count(), 1);
}

#[tokio::test]
async fn an_id_that_was_used_for_another_question_is_a_conflict() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let first = ada.browser.ask("echo", "This.").await;
    ada.browser.whole(first.answer).await;
    let mut other = first.clone();
    other.text = "That.".into();
    let refused = ada.browser.send_prompt(&other).await;
    assert_eq!((refused.status, refused.code()), (409, "conflict".into()));
    assert_eq!(app.charges(&ada.account).await.len(), 1);
}

#[tokio::test]
async fn a_stopped_answer_keeps_its_text_and_is_charged_once() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let prompt = ada.browser.ask("endless", "Go on.").await;
    let mut events = ada.browser.read(prompt.answer, "").await;
    events.text().await;
    let answer = prompt.answer.to_string();
    for _ in 0..2 {
        let reply = ada
            .browser
            .call("stop_answer", &[("answer", &answer)])
            .await;
        assert_eq!(reply.status, 200, "{reply:?}");
    }
    let seen = events.rest().await;
    assert_eq!(
        (seen.state, seen.closed),
        (Some(AnswerState::Stopped), true)
    );
    let kept = ada.browser.whole(prompt.answer).await;
    assert_eq!(kept.state, Some(AnswerState::Stopped));
    assert!(kept.text.ends_with(&seen.text));
    let charges = app.charges(&ada.account).await;
    assert_eq!(charges.len(), 1);
    assert_eq!(charges[0].outcome, Outcome::Stopped);
    assert!(charges[0].usage.tokens.output > 0);
}

#[tokio::test]
async fn a_provider_that_fails_is_told_in_one_sentence_and_costs_nothing() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let prompt = ada.browser.ask("status-500", "Will you answer?").await;
    let whole = ada.browser.whole(prompt.answer).await;
    assert_eq!(whole.state, Some(AnswerState::Failed));
    assert_eq!(
        whole.error.as_deref(),
        Some("Scripted answered with an error (500). Nothing was charged.")
    );
    assert!(whole.closed);
    assert_eq!(app.charges(&ada.account).await, []);
}

/// What a person reads whose question nobody could answer.
async fn told(settings: &'static str, model: &str) -> String {
    let app = TestApp::with(Wishes {
        settings,
        ..Wishes::default()
    })
    .await;
    let ada = app.person("ada").await;
    let prompt = ada.browser.ask(model, "Is anybody there?").await;
    let whole = ada.browser.whole(prompt.answer).await;
    assert_eq!(
        (whole.state, whole.closed),
        (Some(AnswerState::Failed), true)
    );
    assert_eq!(app.charges(&ada.account).await, []);
    whole.error.unwrap()
}

#[tokio::test]
async fn a_provider_that_cannot_be_reached_is_told_in_one_sentence() {
    let settings = r#"
        [[providers]]
        name = "gone"
        title = "Gone"
        base_url = "http://127.0.0.1:9/v1"
        [[models]]
        name = "unreachable"
        provider = "gone"
        context = 8000
        price = { input = "1", output = "2" }
    "#;
    insta::assert_snapshot!(
        told(settings, "unreachable").await,
        @"Gone could not be reached. Nothing was charged."
    );
}

#[tokio::test]
async fn a_local_model_whose_file_is_missing_says_what_to_do() {
    let said = told("models_dir = \"/nowhere\"\n", "smollm2-135m").await;
    insta::assert_snapshot!(
        said,
        @"The local model cannot be used: SmolLM2-135M-Instruct.Q4_1.gguf is not in /nowhere. Run `make setup`, or put the file there."
    );
}

#[tokio::test]
async fn a_model_that_is_not_offered_is_refused_before_anything_is_kept() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let mut prompt = prompt("echo", "Hello");
    prompt.settings.as_mut().unwrap().llm = LlmName("none".into());
    let refused = ada.browser.send_prompt(&prompt).await;
    assert_eq!(
        (refused.status, refused.json()["field"].as_str()),
        (400, Some("llm"))
    );
    let chat = prompt.chat.to_string();
    assert_eq!(
        ada.browser
            .call("open_chat", &[("chat", &chat)])
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn many_questions_at_once_are_answered_and_charged_each() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let asked = futures::future::join_all((0..20).map(|n| {
        let (browser, text) = (&ada.browser, format!("Number {n}."));
        async move {
            let prompt = browser.ask("echo", &text).await;
            let whole = browser.whole(prompt.answer).await;
            assert_eq!(whole.text, format!("You asked: {text}"));
            prompt.answer
        }
    }))
    .await;
    let charged: HashSet<_> = app
        .charges(&ada.account)
        .await
        .iter()
        .filter_map(|charge| charge.answer)
        .collect();
    assert_eq!(charged, HashSet::from_iter(asked));
}
