//! A whole core for tests: a real database in a temporary folder and a provider that plays scripts.

use crate::clock::Clock;
use crate::config::Config;
use crate::error::Result;
use crate::gateway::Caller;
use crate::ledger::Hold;
use crate::store::contract::given::open_call;
use crate::store::{self, NewAccount, Store};
use crate::tollgate::Tollgate;
use crate::turns::Position;
use crate::types::{
    AccountId, AnswerEvent, AnswerId, AnswerState, CallId, ChatId, ChatSettings, Email, Limits,
    LlmName, NewTier, Prompt, QuestionId, Role, Timestamp,
};
use futures::StreamExt;
use std::sync::{Arc, LazyLock};
use tempfile::TempDir;
use tollgate_scripted_provider::ScriptedProvider;

pub(crate) struct House {
    pub(crate) tollgate: Tollgate,
    pub(crate) provider: ScriptedProvider,
    pub(crate) caller: Caller,
    pub(crate) dir: TempDir,
}

/// Models of the scripted provider, named after the scenarios that they play.
const MODELS: [&str; 9] = [
    "echo",
    "endless",
    "slow-20",
    "stall",
    "no-usage",
    "zero-usage",
    "status-500",
    "say:",
    "filtered",
];

pub(crate) async fn house() -> House {
    let dir = TempDir::new().unwrap();
    let store = file(&dir).await;
    furnished(store, dir).await
}

/// The same on a store of one's own.
pub(crate) async fn house_on(store: Arc<dyn Store>) -> House {
    furnished(store, TempDir::new().unwrap()).await
}

async fn furnished(store: Arc<dyn Store>, dir: TempDir) -> House {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let provider = ScriptedProvider::start().await.unwrap();
    let tollgate = open_on(&provider, store).await;
    let caller = person(&tollgate, "ada@example.org").await;
    House {
        tollgate,
        provider,
        caller,
        dir,
    }
}

/// A core on the database of `dir`, as after a start.
pub(crate) async fn open(provider: &ScriptedProvider, dir: &TempDir) -> Tollgate {
    open_on(provider, file(dir).await).await
}

async fn file(dir: &TempDir) -> Arc<dyn Store> {
    let path = dir.path().join("tollgate.db");
    let url = format!("sqlite:{}", path.display());
    store::open(&url).await.unwrap()
}

async fn open_on(provider: &ScriptedProvider, store: Arc<dyn Store>) -> Tollgate {
    let config = Config::from_parts(&settings(provider), |_| None).unwrap();
    lift_limits(&store).await;
    let clock = Clock::fixed(Timestamp(1_800_000_000_000_000));
    Tollgate::with_store(config, store, clock).await.unwrap()
}

/// Everybody may ask as much as they like, as far as it is not limits that a test is about.
pub(crate) async fn lift_limits(store: &Arc<dyn Store>) {
    for tier in store.tiers().await.unwrap() {
        let lifted = NewTier {
            name: tier.name,
            limits: Limits::default(),
            models: tier.models,
        };
        let changed = store.change_tier(tier.id, tier.version, &lifted, None, Timestamp(0));
        assert!(changed.await.unwrap());
    }
}

/// A hold of nobody, with nothing to release.
pub(crate) fn idle_hold() -> Hold {
    // Opened apart, because who wants one may have stopped the clock.
    static STORE: LazyLock<Arc<dyn Store>> = LazyLock::new(|| {
        let opened = std::thread::spawn(|| {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            let store = runtime.block_on(store::open(":memory:")).unwrap();
            std::mem::forget(runtime);
            store
        });
        opened.join().unwrap()
    });
    let hold = Hold::of(STORE.clone(), open_call(AccountId::new(), CallId::new()));
    hold.ended();
    hold
}

fn settings(provider: &ScriptedProvider) -> String {
    let mut toml = format!(
        "[[providers]]\nname = \"scripted\"\ntitle = \"Scripted\"\nbase_url = \"{}/v1\"\n",
        provider.base_url()
    );
    for name in MODELS {
        toml += &format!(
            "[[models]]\nname = \"{name}\"\nprovider = \"scripted\"\ncontext = 8000\nprice = {{ input = \"1\", output = \"2\" }}\n"
        );
    }
    for dialect in ["anthropic", "google"] {
        toml += &format!(
            "[[providers]]\nname = \"{dialect}\"\ndialect = \"{dialect}\"\nbase_url = \"{}\"\n\
            [[models]]\nname = \"{dialect}-echo\"\nupstream = \"echo\"\nprovider = \"{dialect}\"\ncontext = 8000\nprice = {{ input = \"1\", output = \"2\" }}\n",
            provider.base_url()
        );
    }
    toml
}

pub(crate) async fn person(tollgate: &Tollgate, email: &str) -> Caller {
    let id = AccountId::new();
    let new = NewAccount {
        id,
        email: Email::parse(email).unwrap(),
        name: "Ada".into(),
        role: Role::Person,
        password_hash: "unused".into(),
        created_at: tollgate.clock.now(),
    };
    assert!(tollgate.store.create_account(new).await.unwrap());
    Caller::new(tollgate.store.account(id).await.unwrap().unwrap()).unwrap()
}

pub(crate) fn prompt(model: &str, text: &str) -> Prompt {
    Prompt {
        chat: ChatId::new(),
        question: QuestionId::new(),
        answer: AnswerId::new(),
        parent: None,
        text: text.into(),
        settings: Some(ChatSettings {
            llm: LlmName(model.into()),
            system_prompt: String::new(),
            temperature: 0.7,
            max_tokens: 100,
        }),
    }
}

/// An answer as a reader sees it who stays to the end.
#[derive(Debug, Default)]
pub(crate) struct Read {
    pub(crate) text: String,
    pub(crate) state: Option<AnswerState>,
    pub(crate) error: Option<String>,
    pub(crate) positions: Vec<Position>,
}

impl House {
    pub(crate) async fn send(&self, prompt: &Prompt) {
        let turns = &self.tollgate.turns;
        turns
            .send_prompt(&self.caller, prompt.clone())
            .await
            .unwrap();
    }

    pub(crate) async fn read(&self, answer: AnswerId, from: Position) -> Read {
        self.try_to_read(answer, from).await.unwrap()
    }

    pub(crate) async fn try_to_read(&self, answer: AnswerId, from: Position) -> Result<Read> {
        let turns = &self.tollgate.turns;
        let events = turns.events(&self.caller, answer, from).await?;
        let mut events = Box::pin(events);
        let mut read = Read::default();
        while let Some((position, event)) = events.next().await {
            read.positions.push(position);
            match event {
                AnswerEvent::Delta { text, .. } => read.text += &text,
                AnswerEvent::Ended { state, error, .. } => {
                    (read.state, read.error) = (Some(state), error);
                }
                AnswerEvent::Titled { .. } => {}
                AnswerEvent::Closed => break,
            }
        }
        Ok(read)
    }

    /// The charges for answers; those for titles are left out.
    pub(crate) async fn charges(&self) -> Vec<store::Charge> {
        let charges = self
            .tollgate
            .store
            .charges_of(self.caller.id())
            .await
            .unwrap();
        charges
            .into_iter()
            .filter(|charge| charge.answer.is_some())
            .collect()
    }
}
