//! Texts that are embedded or judged: what may come back in place of an answer.

use super::*;
use crate::provider::{EmbedRequest, ModerateRequest};
use serde_json::json;

fn texts() -> Vec<String> {
    vec!["one two".into(), "three".into()]
}

fn embed_request() -> EmbedRequest {
    EmbedRequest {
        model: "echo".into(),
        texts: texts(),
        dimensions: Some(8),
    }
}

fn moderate_request() -> ModerateRequest {
    ModerateRequest {
        model: "echo".into(),
        texts: texts(),
    }
}

/// What both kinds of call fail with, if the provider plays this.
async fn reasons(scripted: &ScriptedProvider, script: &Script) -> [ProviderReason; 2] {
    let provider = impatient(scripted);
    scripted.script(script.clone());
    let embedded = provider.embed(&embed_request()).await;
    scripted.script(script.clone());
    let judged = provider.moderate(&moderate_request()).await;
    [
        embedded.expect_err("no vectors").reason,
        judged.expect_err("no verdicts").reason,
    ]
}

fn says(status: u16, kind: &str, body: &str) -> Script {
    let kind = BTreeMap::from([("content-type".to_owned(), kind.to_owned())]);
    Script::of([
        Step::Status(status),
        Step::Headers(kind),
        Step::Send(body.into()),
    ])
}

#[tokio::test]
async fn each_dialect_that_embeds_does_so_at_its_own_address_with_its_key() {
    let scripted = scripted().await;
    let mut vectors = Vec::new();
    for (dialect, path, key) in [
        (Dialect::OpenAi, "/embeddings", "authorization"),
        (
            Dialect::Google,
            "/v1beta/models/echo:batchEmbedContents",
            "x-goog-api-key",
        ),
    ] {
        let provider = speaking(dialect, &scripted.base_url(), Timeouts::default());
        let embeddings = provider.embed(&embed_request()).await.expect("vectors");
        vectors.push(embeddings.vectors);
        let call = scripted.received().pop().expect("a call");
        assert_eq!(call.path, path);
        assert!(call.headers[key].contains(KEY), "{dialect:?}");
    }
    assert_eq!(vectors[0], vectors[1]);
    let reply = json!({ "embeddings": [[1.0, 0.5], [0.0, 2.0]], "prompt_eval_count": 3 });
    scripted.script(says(200, "application/json", &reply.to_string()));
    let ollama = speaking(Dialect::Ollama, &scripted.base_url(), Timeouts::default());
    let embeddings = ollama.embed(&embed_request()).await.expect("vectors");
    assert_eq!(embeddings.vectors, [[1.0, 0.5], [0.0, 2.0]]);
    assert_eq!(
        scripted.received().pop().expect("a call").path,
        "/api/embed"
    );
}

#[tokio::test]
async fn nobody_is_asked_for_what_is_not_offered() {
    let scripted = scripted().await;
    let anthropic = speaking(
        Dialect::Anthropic,
        &scripted.base_url(),
        Timeouts::default(),
    );
    anthropic
        .embed(&embed_request())
        .await
        .expect_err("nothing");
    let google = speaking(Dialect::Google, &scripted.base_url(), Timeouts::default());
    google
        .moderate(&moderate_request())
        .await
        .expect_err("nothing");
    assert_eq!(scripted.calls(), 0);
}

#[tokio::test]
async fn what_is_no_answer_is_said_to_be_none() {
    use ProviderReason::{BrokeOff, Empty, Refused, Stalled, Timeout, Unreadable};
    let scripted = scripted().await;
    let json = "application/json";
    let error = r#"{"error":{"message":"no more","code":"insufficient_quota"}}"#;
    let cut = Script::of([Step::Send("{\"data\":[".into()), Step::Reset]);
    let falls_silent = Script::of([Step::Send("{".into()), Step::Stall]);
    for (script, is_right) in [
        (
            says(503, json, "{}"),
            (|reason| matches!(reason, Refused { status: 503, .. })) as fn(&ProviderReason) -> bool,
        ),
        (
            says(200, json, error),
            |reason| matches!(reason, Refused { failure, .. } if failure.code.as_deref() == Some("insufficient_quota")),
        ),
        (says(200, "text/html", "<html>"), |reason| {
            matches!(reason, Unreadable(_))
        }),
        (says(200, json, ""), |reason| matches!(reason, Empty)),
        (says(200, json, "{\"data\":[],\"results\":[]}"), |reason| {
            matches!(reason, Unreadable(_))
        }),
        (cut, |reason| matches!(reason, BrokeOff)),
        (falls_silent, |reason| matches!(reason, Stalled(_))),
        (Script::of([Step::Stall]), |reason| {
            matches!(reason, Timeout(_) | Stalled(_))
        }),
    ] {
        for reason in reasons(&scripted, &script).await {
            assert!(is_right(&reason), "{script:?}: {reason:?}");
        }
    }
}

#[tokio::test]
async fn an_answer_without_end_is_given_up() {
    let scripted = scripted().await;
    let endless = Repeat {
        times: None,
        steps: vec![Step::Send("[1.0,".repeat(200_000))],
    };
    let script = Script::of([Step::Repeat(endless)]);
    for reason in reasons(&scripted, &script).await {
        let ProviderReason::Unreadable(why) = &reason else {
            panic!("{reason:?}");
        };
        assert!(why.contains("longer than any"), "{why}");
    }
}

#[tokio::test]
async fn a_key_that_is_quoted_is_hidden() {
    let scripted = scripted().await;
    for status in [200, 401] {
        let quoted = format!(r#"{{"error":{{"message":"the key {KEY} is wrong"}}}}"#);
        for reason in reasons(&scripted, &says(status, "application/json", &quoted)).await {
            let text = format!("{reason} {reason:?}");
            assert!(!text.contains(KEY) && text.contains("[key]"), "{text}");
        }
    }
}
