//! What the content policy refuses: for people the question stays theirs, for programs it is OpenAI's error.

use crate::browser::eventually;
use crate::test_app::{TestApp, Wishes, prompt};
use reqwest::Method;
use serde_json::json;
use tollgate::types::{AnswerState, NanoDollars, Purpose, Verdict};
use tollgate_scripted_provider::{Queued, Script};

const SETTINGS: &str =
    "[[moderation.rules]]\ncategory = \"project names\"\nwords = [\"Project Falcon\"]\n";

async fn start() -> TestApp {
    let settings = SETTINGS;
    let wishes = Wishes {
        settings,
        ..Wishes::default()
    };
    TestApp::with(wishes).await
}

#[tokio::test]
async fn a_question_that_is_refused_is_not_stored_and_may_be_asked_otherwise() {
    let app = start().await;
    let ada = app.person("ada").await;
    let mut prompt = prompt("echo", "When does Project Falcon start?");
    let refused = ada.browser.send_prompt(&prompt).await;
    assert_eq!(
        (refused.status, refused.code()),
        (400, "content_policy".into())
    );
    insta::assert_snapshot!(
        refused.json()["message"].as_str().unwrap(),
        @"This was refused for project names. Your organisation does not allow it here; change the text and send it again."
    );
    let chat = prompt.chat.to_string();
    let opened = ada.browser.call("open_chat", &[("chat", &chat)]).await;
    assert_eq!(opened.status, 404);
    assert_eq!(app.provider.received().len(), 0);

    prompt.text = "When does it start?".into();
    assert_eq!(ada.browser.send_prompt(&prompt).await.status, 200);
    let whole = ada.browser.whole(prompt.answer).await;
    assert_eq!(whole.state, Some(AnswerState::Complete));
}

#[tokio::test]
async fn a_question_that_is_stored_is_not_judged_again() {
    let app = start().await;
    let ada = app.person("ada").await;
    let mut first = prompt("echo", "When does it start?");
    assert_eq!(ada.browser.send_prompt(&first).await.status, 200);
    ada.browser.whole(first.answer).await;
    let verdicts = || async {
        app.tollgate.gateway.write_up().await;
        let decisions = app.tollgate.store.decisions_of(ada.account.id).await;
        let verdicts = decisions.unwrap().into_iter().map(|one| one.verdict);
        verdicts.collect::<Vec<_>>()
    };
    // Of the question and of its title.
    eventually(|| async { verdicts().await == [Verdict::Passed; 2] }).await;
    assert_eq!(ada.browser.send_prompt(&first).await.status, 200);
    first.text = "Again".into();
    assert_eq!(ada.browser.send_prompt(&first).await.status, 409);
    let other = prompt("echo", "Project Falcon");
    assert_eq!(ada.browser.send_prompt(&other).await.status, 400);
    let expected = [Verdict::Passed, Verdict::Passed, Verdict::Blocked];
    assert_eq!(verdicts().await, expected);
}

#[tokio::test]
async fn a_program_is_refused_in_openais_words() {
    let app = start().await;
    let ada = app.person("ada").await;
    let key = app.key(&ada).await;
    let refused = async |stream: bool| {
        let messages = json!([
            { "role": "user", "content": "What is project-falcon?" },
            { "role": "assistant", "content": "A secret." },
            { "role": "user", "content": "Go on." },
        ]);
        let body = json!({ "model": "echo", "messages": messages, "stream": stream });
        let visitor = app.visitor();
        let request = visitor.request(Method::POST, "/v1/chat/completions");
        let refused = visitor.reply(request.bearer_auth(&key).json(&body)).await;
        assert_eq!(refused.status, 400, "{refused:?}");
        refused.json()
    };
    let error = refused(false).await;
    insta::assert_json_snapshot!(error, @r#"
    {
      "error": {
        "code": "content_policy",
        "message": "This was refused for project names. Your organisation does not allow it here; change the text and send it again.",
        "param": null,
        "type": "invalid_request_error"
      }
    }
    "#);
    assert_eq!(refused(true).await, error);
    assert_eq!(app.provider.received().len(), 0);
}

#[tokio::test]
async fn what_a_model_is_paid_to_judge_a_question_is_on_the_receipt_of_its_answer() {
    let app = TestApp::with(Wishes {
        settings: "[moderation]\nengine = \"llama-guard\"\nmodel = \"scripted\"\n",
        ..Wishes::default()
    })
    .await;
    let safe = Queued::from(Script::say("safe")).for_model("scripted");
    app.provider.script(safe.always());
    let ada = app.person("ada").await;
    let asked = ada.browser.ask("echo", "When does it start?").await;
    let live = ada.browser.whole(asked.answer).await.receipt.unwrap();
    let charges = app.charges(&ada.account).await;
    let of_answer = |purpose| {
        let of_answer = charges
            .iter()
            .filter(move |one| one.answer == Some(asked.answer) && one.purpose == purpose);
        of_answer.map(|one| one.cost).sum::<NanoDollars>()
    };
    let judged = of_answer(Purpose::Moderation);
    assert!(judged > NanoDollars::ZERO);
    assert_eq!((live.judged, live.cost), (judged, of_answer(Purpose::Chat)));
    let store = &app.tollgate.store;
    let (_, kept) = store
        .answer(ada.account.id, asked.answer)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(kept.receipt, Some(live));
}
