//! Every door that leads to a provider leads down the one road. Nothing outside the core can hold a provider; here
//! it is seen that the doors are known, all of them, and what each passes on its way.

use crate::browser::{Reply, eventually};
use crate::test_app::{Person, TestApp, Wishes, prompt};
use reqwest::Method;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use tollgate::types::AnswerId;

/// Where the core is asked for something that a provider does. A new place belongs here, and below.
const DOORS: [&str; 8] = [
    // Asks what models there are, as below; no model is asked anything.
    "app/src/features/probe_provider/api/probe_provider.rs",
    "app/src/features/regenerate_answer/api/regenerate_answer.rs",
    "app/src/features/send_prompt/api/send_prompt.rs",
    // An admin asks, and pays.
    "app/src/features/try_model/api/try_model.rs",
    "server/src/commands/providers.rs",
    "server/src/routes/chat_completions/mod.rs",
    "server/src/routes/embeddings.rs",
    "server/src/routes/moderations.rs",
];
/// What the core offers that leads to a provider.
const ENTRIES: [&str; 9] = [
    ".ask(&caller",
    ".answer(admitted",
    ".embed(&caller",
    ".moderate(&caller",
    ".send_prompt(&caller",
    ".regenerate(&caller",
    ".refresh_models(",
    ".probe_provider(",
    ".try_model(",
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
}

/// Files below these folders that hold one of these texts; tests beside the code are left out.
fn that_say(folders: &[&str], texts: &[&str]) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut files = Vec::new();
    for folder in folders {
        sources(&root.join(folder), &mut files);
    }
    let say = |file: &PathBuf| {
        let text = fs::read_to_string(file).unwrap();
        texts.iter().any(|wanted| text.contains(wanted))
    };
    let named = files.into_iter().filter(say).map(|file| {
        let path = file.strip_prefix(root).unwrap();
        path.to_str().unwrap().to_owned()
    });
    let mut names: Vec<_> = named.filter(|name| !name.contains("test")).collect();
    names.sort();
    names
}

#[test]
fn the_doors_to_a_provider_are_these() {
    assert_eq!(that_say(&["app/src", "server/src"], &ENTRIES), DOORS);
    // Behind them: one loop of attempts, what it sends for batches, who asks for lists of models, and who takes a
    // place at the provider.
    let senders = that_say(&["src"], &["lane.provider"]);
    let known = ["attempt.rs", "batch/work.rs", "refresh.rs", "target.rs"];
    assert_eq!(senders, known.map(|file| format!("src/gateway/{file}")));
}

/// Who opens connections to somewhere else: to the providers, to Redis, to endpoints of webhooks and to the mail
/// server. The last two carry alerts of budgets and know no model.
#[test]
fn those_who_open_connections_are_these() {
    let openers = [
        "Client::builder()",
        "Client::new()",
        "reqwest::get",
        "Client::open(",
        "SmtpTransport::",
    ];
    let found = that_say(&["src", "app/src", "server/src"], &openers);
    let known = [
        "src/alerts/mail.rs",
        "src/alerts/webhook.rs",
        "src/ephemeral/redis.rs",
        "src/provider/http/mod.rs",
    ];
    assert_eq!(found, known);
}

struct House {
    app: TestApp,
    ada: Person,
    key: String,
}

impl House {
    async fn post(&self, path: &str, body: &Value) -> Reply {
        let visitor = self.app.visitor();
        let request = visitor.request(Method::POST, path);
        visitor
            .reply(request.bearer_auth(&self.key).json(body))
            .await
    }

    async fn chat(&self, text: &str, stream: bool) -> Reply {
        let messages = json!([{ "role": "user", "content": text }]);
        let body = json!({ "model": "echo", "messages": messages, "stream": stream });
        self.post("/v1/chat/completions", &body).await
    }

    async fn texts(&self, kind: &str, text: &str) -> Reply {
        let body = json!({ "model": kind, "input": text });
        self.post(&format!("/v1/{kind}s"), &body).await
    }

    /// Every call that reached the provider was charged once, and none is open.
    async fn is_settled(&self) -> bool {
        let store = &self.app.tollgate.store;
        let charges = store.charges_of(self.ada.account.id).await.unwrap();
        let open = store.open_calls().await.unwrap();
        open.is_empty() && charges.len() == self.app.provider.received().len()
    }
}

#[tokio::test]
async fn every_door_is_moderated_redacted_and_settled() {
    let app = TestApp::with(Wishes {
        settings: "[[moderation.rules]]\ncategory = \"project names\"\nwords = [\"Project Falcon\"]\n",
        ..Wishes::default()
    })
    .await;
    let ada = app.person("ada").await;
    let key = app.key(&ada).await;
    let house = House { app, ada, key };
    let browser = &house.ada.browser;

    // What is refused reaches nobody.
    let banned = "When does Project Falcon start?";
    for refused in [
        browser.send_prompt(&prompt("echo", banned)).await,
        house.chat(banned, false).await,
        house.chat(banned, true).await,
        house.texts("embedding", banned).await,
    ] {
        assert_eq!(refused.status, 400, "{refused:?}");
        assert!(refused.body.contains("content_policy"), "{refused:?}");
    }
    assert_eq!(house.app.provider.received().len(), 0);

    // What is answered shows no secret, and has its charge.
    let secret = ["s", "k-", &"abc123".repeat(8)].concat();
    let asked = prompt("echo", &format!("Say {secret}"));
    assert_eq!(browser.send_prompt(&asked).await.status, 200);
    let again = AnswerId::new();
    let whole = browser.whole(asked.answer).await;
    let (question, answer) = (asked.question.to_string(), again.to_string());
    let fields = [("question", question.as_str()), ("answer", &answer)];
    assert_eq!(browser.call("regenerate_answer", &fields).await.status, 200);
    let mut said = vec![whole.text, browser.whole(again).await.text];
    for stream in [false, true] {
        said.push(
            house
                .chat(&format!("Please say {secret}, {stream}"), stream)
                .await
                .body,
        );
    }
    for text in said {
        assert!(
            text.contains("[REDACTED]") && !text.contains("abc123"),
            "{text}"
        );
    }
    for kind in ["embedding", "moderation"] {
        assert_eq!(house.texts(kind, "one two").await.status, 200);
    }
    eventually(|| house.is_settled()).await;
    // The question with its title, the second answer, two of programs, vectors and a verdict.
    assert_eq!(house.app.provider.received().len(), 7);
}
