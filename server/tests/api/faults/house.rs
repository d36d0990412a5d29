//! A server whose providers are all at fault, and everything that can be seen of one call.

use super::fault::{Charged, Expected, Fault, QUESTION, TITLE};
use crate::browser::{Browser, Reply, eventually};
use crate::test_app::{PROVIDER_KEY, Person, TestApp, Wishes};
use reqwest::Method;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::sync::Arc;
use tollgate::clock::Clock;
use tollgate::provider::Dialect;
use tollgate::store::{Charge, OpenCall};
use tollgate::types::{AnswerState, ChatId, Outcome, Purpose, Timestamp, UsageSource};
use tollgate_scripted_provider::{Call, Queued};

pub struct House {
    pub app: TestApp,
    pub ada: Person,
    /// As which programs ask. Making one takes longer than asking.
    program: Browser,
    pub key: String,
    pub dialect: Dialect,
}

/// By which way a question comes in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Door {
    Person,
    Stream,
    Plain,
}

pub const DOORS: [Door; 3] = [Door::Person, Door::Stream, Door::Plain];

impl Door {
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Stream => "stream",
            Self::Plain => "plain",
        }
    }
}

/// What became of a question, as far as it can be seen from outside.
#[derive(Debug, Default)]
pub struct Seen {
    pub text: String,
    pub state: Option<AnswerState>,
    pub error: Option<String>,
    /// What a program gets of an error: its status and its code.
    refused: Option<(u16, String)>,
    retry_after: Option<u64>,
    /// Where a person finds it again.
    chat: Option<ChatId>,
    /// Everything that came out, for secrets to be looked for.
    pub raw: String,
}

impl House {
    /// Each fault has a provider of its own, and each door a model there, so that none sets another aside.
    pub async fn of(dialect: Dialect, faults: Arc<Vec<Fault>>) -> Self {
        let named = faults.clone();
        let house = Self::with(dialect, move |url| configuration(dialect, &named, url)).await;
        // Titles, whose prompt holds the question among other words, are always found.
        for fault in faults.iter() {
            for door in DOORS {
                let script = Queued::from((fault.script)(dialect));
                let script = script
                    .for_path(format!("/{}/", fault.name))
                    .for_model(door.name())
                    .for_body(format!("\"{QUESTION}\""));
                house.app.provider.script(match fault.times {
                    Some(times) => script.times(times),
                    None => script.always(),
                });
            }
        }
        house
    }

    /// The same with providers and models of one's own.
    pub async fn with(dialect: Dialect, more: impl Fn(&str) -> String + 'static) -> Self {
        let app = TestApp::with(Wishes {
            clock: Clock::fixed(Timestamp(1_800_000_000 * Timestamp::SECOND)),
            more: Some(Box::new(more)),
            ..Wishes::default()
        })
        .await;
        let ada = app.person("ada").await;
        let key = app.key(&ada).await;
        Self {
            program: app.visitor(),
            app,
            ada,
            key,
            dialect,
        }
    }

    /// Meets a fault at a door, and looks at everything that came of it.
    pub async fn meet(&self, fault: &Fault, door: Door) {
        let Some(expected) = (fault.expected)(self.dialect) else {
            return;
        };
        let place = format!("{} in {:?} at {door:?}", fault.name, self.dialect);
        let model = model(fault, door);
        let before = self.app.tollgate.clock.now();
        let mut seen = self.ask(door, &model).await;
        if let Some(chat) = seen.chat {
            let page = self.ada.browser.page(&format!("/c/{chat}")).await;
            write!(seen.raw, "{page:?}").unwrap();
        }
        // Who asks for a plain answer gets all of it or none.
        let text = match (door, expected.state) {
            (Door::Plain, AnswerState::Failed) => "",
            _ => expected.text,
        };
        let told = (seen.text.as_str(), seen.state, seen.error.as_deref());
        assert_eq!(
            told,
            (text, Some(expected.state), expected.error),
            "{place}"
        );
        if let Some((status, code)) = &seen.refused {
            assert_eq!((*status, code.as_str()), expected.refused, "{place}");
        }
        let waits =
            (door != Door::Person && expected.text.is_empty()).then_some(expected.retry_after);
        assert_eq!(seen.retry_after, waits.flatten(), "{place}");
        if let Some(millis) = expected.waits_ms {
            let waited = before.until(self.app.tollgate.clock.now());
            assert_eq!(waited.as_millis(), u128::from(millis), "{place}");
        }
        assert!(!seen.raw.contains(PROVIDER_KEY), "{place}: {seen:?}");
        assert_eq!(self.asked(fault, door), expected.asked, "{place}");
        self.check_charges(&model, &expected, &place).await;
    }

    pub async fn ask(&self, door: Door, model: &str) -> Seen {
        match door {
            Door::Person => self.ask_as_person(model).await,
            Door::Stream => self.stream(model).await,
            Door::Plain => self.ask_plainly(model).await,
        }
    }

    async fn ask_as_person(&self, model: &str) -> Seen {
        let browser = &self.ada.browser;
        let prompt = browser.ask(model, QUESTION).await;
        let whole = browser.whole(prompt.answer).await;
        assert!(whole.closed, "{model}");
        let chat = prompt.chat.to_string();
        let kept = browser.call("open_chat", &[("chat", &chat)]).await;
        let answer = kept.json()["turns"][0]["answers"][0].clone();
        let as_seen = json!([whole.text, whole.state, whole.error]);
        let as_kept = json!([answer["text"], answer["state"], answer["error"]]);
        assert_eq!(as_kept, as_seen, "{model}: what is kept is what was seen");
        Seen {
            chat: Some(prompt.chat),
            raw: format!("{whole:?} {kept:?}"),
            text: whole.text,
            state: whole.state,
            error: whole.error,
            ..Seen::default()
        }
    }

    /// What a program asks that holds Ada's key.
    pub async fn reply(&self, model: &str, stream: bool) -> Reply {
        let messages = [json!({ "role": "user", "content": QUESTION })];
        let body = json!({ "model": model, "messages": messages, "stream": stream });
        let browser = &self.program;
        let request = browser.request(Method::POST, "/v1/chat/completions");
        browser
            .reply(request.bearer_auth(&self.key).json(&body))
            .await
    }

    async fn ask_plainly(&self, model: &str) -> Seen {
        let reply = self.reply(model, false).await;
        if reply.status != 200 {
            return refused(&reply);
        }
        let text = reply.json()["choices"][0]["message"]["content"].clone();
        Seen {
            text: text.as_str().unwrap_or_default().to_owned(),
            state: Some(AnswerState::Complete),
            raw: format!("{reply:?}"),
            ..Seen::default()
        }
    }

    async fn stream(&self, model: &str) -> Seen {
        let reply = self.reply(model, true).await;
        if reply.status != 200 {
            return refused(&reply);
        }
        let mut seen = Seen {
            raw: format!("{reply:?}"),
            ..Seen::default()
        };
        for data in reply
            .body
            .split("\n\n")
            .filter_map(|event| event.strip_prefix("data: "))
        {
            assert_eq!(seen.state, None, "something follows the end: {reply:?}");
            if data == "[DONE]" {
                seen.state = Some(AnswerState::Complete);
                continue;
            }
            let chunk: Value = serde_json::from_str(data).unwrap();
            if chunk["error"].is_object() {
                seen.state = Some(AnswerState::Failed);
                // The head has gone out.
                (seen.error, seen.refused) = error_of(502, &chunk);
            }
            let content = &chunk["choices"][0]["delta"]["content"];
            seen.text += content.as_str().unwrap_or_default();
        }
        seen
    }

    /// How often the provider was asked for the answer; titles are calls of their own.
    fn asked(&self, fault: &Fault, door: Door) -> usize {
        let prefix = format!("/{}/", fault.name);
        let is_it = |call: &Call| {
            call.path.starts_with(&prefix)
                && call.model == door.name()
                && call.body.to_string().contains(&format!("\"{QUESTION}\""))
        };
        let received = self.app.provider.received();
        received.iter().filter(|call| is_it(call)).count()
    }

    /// All that was charged, but for titles.
    pub async fn charges(&self) -> Vec<Charge> {
        let store = &self.app.tollgate.store;
        let charges = store.charges_of(self.ada.account.id).await.unwrap();
        let is_title = |charge: &Charge| charge.purpose == Purpose::Title;
        charges
            .into_iter()
            .filter(|charge| !is_title(charge))
            .collect()
    }

    /// No call is left open, once everybody has had time to see to it.
    pub async fn all_is_settled(&self) {
        let store = &self.app.tollgate.store;
        eventually(|| async { store.open_calls().await.unwrap().is_empty() }).await;
    }

    async fn check_charges(&self, model: &str, expected: &Expected, place: &str) {
        // A call is settled before anybody learns that it has ended.
        let open = self.app.tollgate.store.open_calls().await.unwrap();
        let is_it = |call: &OpenCall| call.llm.0 == model && call.purpose != Purpose::Title;
        assert!(!open.iter().any(is_it), "{place}: {open:?}");
        let mut charges = self.charges().await;
        charges.retain(|charge| charge.llm.0 == model);
        let (outcome, source) = match expected.charged {
            Charged::Nothing => {
                assert_eq!(charges, [], "{place}");
                return;
            }
            Charged::Part(source) => (Outcome::Failed, source),
            Charged::Whole(source) => (Outcome::Complete, source),
        };
        let [charge] = charges.as_slice() else {
            panic!("{place}: {charges:?}");
        };
        assert_eq!(
            (charge.outcome, charge.usage.source),
            (outcome, source),
            "{place}: {charge:?}"
        );
        assert_eq!(charge.failed_attempts.len() + 1, expected.asked, "{place}");
        let tokens = charge.usage.tokens;
        assert!(tokens.input > 0 && tokens.output > 0, "{place}: {charge:?}");
        let cost = 1_000 * tokens.input + 2_000 * tokens.output;
        assert_eq!(u64::try_from(charge.cost.0).unwrap(), cost, "{place}");
        if source == UsageSource::Provider {
            assert_eq!(tokens.input, 5, "{place}");
        }
    }
}

/// How a fault's model is called that this door asks for.
fn model(fault: &Fault, door: Door) -> String {
    format!("{}.{}", fault.name, door.name())
}

fn refused(reply: &Reply) -> Seen {
    let body = reply.json();
    let (error, refused) = error_of(reply.status, &body);
    Seen {
        state: Some(AnswerState::Failed),
        error,
        refused,
        retry_after: reply.header("retry-after").parse().ok(),
        raw: format!("{reply:?}"),
        ..Seen::default()
    }
}

/// The message of an error as programs read it, and its status and code, which say whose fault it is.
fn error_of(status: u16, body: &Value) -> (Option<String>, Option<(u16, String)>) {
    let error = &body["error"];
    let kind = match status {
        403 => "permission_error",
        400..500 => "invalid_request_error",
        _ => "server_error",
    };
    assert_eq!(
        (&error["type"], &error["param"]),
        (&json!(kind), &Value::Null),
        "{body}"
    );
    let word = |key: &str| error[key].as_str().map(str::to_owned);
    (word("message"), word("code").map(|code| (status, code)))
}

fn configuration(dialect: Dialect, faults: &[Fault], url: &str) -> String {
    let mut toml = String::new();
    for fault in faults {
        let (name, timeouts) = (fault.name, fault.timeouts);
        let at = fault.place.url(url, name, dialect);
        let dialect = word(dialect);
        writeln!(
            toml,
            "[[providers]]\nname = \"{name}\"\ntitle = \"{TITLE}\"\ndialect = \"{dialect}\"\n\
             base_url = \"{at}\"\napi_key_env = \"SCRIPTED_KEY\"\n\
             [shaping.{name}]\napart_ms = 0\n[timeouts.{name}]\n{timeouts}"
        )
        .unwrap();
        for door in DOORS {
            let (model, upstream) = (model(fault, door), door.name());
            writeln!(
                toml,
                "[[models]]\nname = \"{model}\"\nprovider = \"{name}\"\nupstream = \"{upstream}\"\n\
                 context = 8000\nprice = {{ input = \"1\", output = \"2\" }}"
            )
            .unwrap();
        }
    }
    toml
}

/// The dialect's name in the configuration.
pub fn word(dialect: Dialect) -> &'static str {
    let mut names = Dialect::NAMES.iter();
    names.find(|(_, known)| *known == dialect).unwrap().0
}
