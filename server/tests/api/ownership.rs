//! What belongs to another answers exactly like what does not exist, byte for byte.

use crate::browser::{Browser, Reply};
use crate::test_app::{Person, TestApp, Wishes, prompt};
use reqwest::Method;
use serde_json::json;
use tollgate::clock::Clock;
use tollgate::types::{AnswerId, AnswerState, ChatId, Prompt, QuestionId, Timestamp};

/// Ids of one turn, somebody's or nobody's.
struct Ids {
    chat: String,
    question: String,
    answer: String,
}

impl Ids {
    fn of(prompt: &Prompt) -> Self {
        Self {
            chat: prompt.chat.to_string(),
            question: prompt.question.to_string(),
            answer: prompt.answer.to_string(),
        }
    }

    fn unknown() -> Self {
        Self {
            chat: ChatId::new().to_string(),
            question: QuestionId::new().to_string(),
            answer: AnswerId::new().to_string(),
        }
    }
}

async fn chat_of(person: &Person) -> Prompt {
    let prompt = person.browser.ask("echo", "A secret of mine.").await;
    let whole = person.browser.whole(prompt.answer).await;
    assert_eq!(whole.state, Some(AnswerState::Complete));
    prompt
}

/// Everything that takes an id, asked with these.
async fn all(browser: &Browser, ids: &Ids) -> Vec<(&'static str, Reply)> {
    let Ids {
        chat,
        question,
        answer,
    } = ids;
    let settings = prompt("echo", "").settings;
    let follow_up = json!({ "prompt": {
        "chat": chat, "question": QuestionId::new(), "answer": AnswerId::new(), "parent": answer,
        "text": "And then?", "settings": settings,
    }});
    let new = AnswerId::new().to_string();
    let events = |path: String| browser.request(Method::GET, &path);
    vec![
        (
            "open_chat",
            browser.call("open_chat", &[("chat", chat)]).await,
        ),
        (
            "rename_chat",
            browser
                .call("rename_chat", &[("chat", chat), ("title", "Mine")])
                .await,
        ),
        (
            "delete_chat",
            browser.call("delete_chat", &[("chat", chat)]).await,
        ),
        (
            "set_chat_settings",
            browser
                .send(
                    "set_chat_settings",
                    &json!({ "chat": chat, "settings": settings }),
                )
                .await,
        ),
        ("send_prompt", browser.send("send_prompt", &follow_up).await),
        (
            "regenerate_answer",
            browser
                .call(
                    "regenerate_answer",
                    &[("question", question), ("answer", &new)],
                )
                .await,
        ),
        (
            "stop_answer",
            browser.call("stop_answer", &[("answer", answer)]).await,
        ),
        (
            "events",
            browser
                .reply(events(format!("/api/answers/{answer}/events")))
                .await,
        ),
        (
            "events from a position",
            browser
                .reply(events(format!("/api/answers/{answer}/events?from=3-0")))
                .await,
        ),
    ]
}

#[tokio::test]
async fn a_foreign_id_looks_like_an_unknown_one_everywhere() {
    let app = TestApp::start().await;
    let (ada, eve) = (app.person("ada").await, app.person("eve").await);
    let hers = Ids::of(&chat_of(&ada).await);
    let foreign = all(&eve.browser, &hers).await;
    let unknown = all(&eve.browser, &Ids::unknown()).await;
    for ((name, foreign), (_, unknown)) in foreign.iter().zip(&unknown) {
        assert_eq!(
            (foreign.status, foreign.code()),
            (404, "not_found".into()),
            "{name}"
        );
        assert_eq!(foreign.looks(), unknown.looks(), "{name}");
    }
    // Nothing of it happened, and to its owner all of it is there.
    let own = ada
        .browser
        .call("open_chat", &[("chat", &hers.chat)])
        .await
        .json();
    assert_eq!(own["turns"].as_array().unwrap().len(), 1);
    assert_ne!(own["title"], "Mine");
    for (name, reply) in all(&ada.browser, &hers).await {
        let gone = [
            "set_chat_settings",
            "send_prompt",
            "regenerate_answer",
            "stop_answer",
        ];
        // Her own call deleted the chat on the way, and what follows that finds nothing either.
        let expected = if gone.contains(&name) || name.starts_with("events") {
            404
        } else {
            200
        };
        assert_eq!(reply.status, expected, "{name}: {reply:?}");
    }
}

#[tokio::test]
async fn the_page_of_a_foreign_chat_looks_like_that_of_an_unknown_one() {
    // The page says when it was drawn.
    let app = TestApp::with(Wishes {
        clock: Clock::fixed(Timestamp(1_800_000_000 * Timestamp::SECOND)),
        ..Wishes::default()
    })
    .await;
    let (ada, eve) = (app.person("ada").await, app.person("eve").await);
    let hers = chat_of(&ada).await;
    let unknown = ChatId::new();
    let foreign_page = eve.browser.page(&format!("/c/{}", hers.chat)).await;
    let unknown_page = eve.browser.page(&format!("/c/{unknown}")).await;
    assert_eq!((foreign_page.status, unknown_page.status), (404, 404));
    let masked = |page: &Reply, id: ChatId| {
        let nonce = page.body.split("nonce=\"").nth(1).unwrap();
        let nonce = nonce.split('"').next().unwrap();
        page.body
            .replace(nonce, "NONCE")
            .replace(&id.to_string(), "ID")
    };
    assert_eq!(
        masked(&foreign_page, hers.chat),
        masked(&unknown_page, unknown)
    );
    assert!(!foreign_page.body.contains("secret of mine"));
}

#[tokio::test]
async fn lists_and_searches_hold_only_what_is_ones_own() {
    let app = TestApp::start().await;
    let (ada, eve) = (app.person("ada").await, app.person("eve").await);
    chat_of(&ada).await;
    let list = eve
        .browser
        .send("list_chats", &json!({ "before": null }))
        .await;
    assert_eq!(list.json()["chats"], json!([]));
    let found = eve
        .browser
        .call("search_chats", &[("words", "secret")])
        .await;
    assert_eq!(found.json(), json!([]));
    let found = ada
        .browser
        .call("search_chats", &[("words", "secret")])
        .await;
    assert_eq!(found.json().as_array().unwrap().len(), 1);
}
