//! The whole server on a free port, with a database of its own, a clock that can be moved and a provider that
//! plays scripts.

use crate::browser::{Browser, PATIENCE, Reply, eventually};
use axum::body::Bytes;
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tollgate::Tollgate;
use tollgate::accounts::NewPerson;
use tollgate::clock::Clock;
use tollgate::config::Config;
use tollgate::gateway::Admin;
use tollgate::store::{self, Charge};
use tollgate::types::{
    Account, AnswerId, ChatId, ChatSettings, Limits, LlmName, NewTier, Prompt, QuestionId, Role,
    Status, Timestamp,
};
use tollgate_scripted_provider::ScriptedProvider;
use tollgate_server::{Serving, Site, bind, start};

/// Where programs talk to models.
pub const CHAT: &str = "/v1/chat/completions";
pub const PASSWORD: &str = "correct horse battery";
/// What the provider's key is in every test.
pub const PROVIDER_KEY: &str = "sk-canary-5b1f6f8a";

/// Models of the scripted provider, named after the scenarios that they play.
const MODELS: [&str; 12] = [
    "echo",
    "slow-20",
    "stall",
    "endless",
    "reset",
    "status-401",
    "status-500",
    "late-60000",
    "scripted",
    "tools",
    "schema",
    "meta/llama-3",
];

/// The other dialects, each with a model of its kind.
pub const DIALECTS: [(&str, &str); 3] = [
    ("anthropic", "claude-haiku-4-5"),
    ("google", "gemini-3-flash"),
    ("ollama", "llama3"),
];

pub struct TestApp {
    pub url: String,
    pub tollgate: Tollgate,
    pub provider: ScriptedProvider,
    serving: Option<Serving>,
    first_admin: OnceCell<Account>,
    _dir: TempDir,
}

/// Settings that name the provider's address.
type More = Box<dyn Fn(&str) -> String>;

/// What a test wants otherwise than usual.
#[derive(Default)]
pub struct Wishes {
    /// Settings in `tollgate.toml`, before the providers.
    pub settings: &'static str,
    pub clock: Clock,
    /// More of it behind them, for who needs the scripted provider's address.
    pub more: Option<More>,
    /// The tiers as they come with the program; else everybody may ask as much as they like.
    pub limited: bool,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::with(Wishes::default()).await
    }

    pub async fn with(wishes: Wishes) -> Self {
        // A second test of the same process finds the first one's, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let provider = ScriptedProvider::start().await.unwrap();
        let dir = TempDir::new().unwrap();
        let listener = bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut settings = wishes.settings.to_owned() + &providers(&provider);
        if let Some(more) = wishes.more {
            settings += &more(&provider.base_url());
        }
        let environment = |name: &str| match name {
            "SCRIPTED_KEY" => Some(PROVIDER_KEY.to_owned()),
            "TOLLGATE_DATA_DIR" => Some(dir.path().display().to_string()),
            "TOLLGATE_LISTEN" => Some(address.to_string()),
            _ => None,
        };
        let config = Config::from_parts(&settings, environment).unwrap();
        let store = store::open(&config.database_url).await.unwrap();
        if !wishes.limited {
            for tier in store.tiers().await.unwrap() {
                let lifted = NewTier {
                    name: tier.name,
                    limits: Limits::default(),
                };
                let changed = store.change_tier(tier.id, tier.version, &lifted, None, Timestamp(0));
                assert!(changed.await.unwrap());
            }
        }
        let tollgate = Tollgate::with_store(config, store, wishes.clock)
            .await
            .unwrap();
        let serving = start(listener, tollgate.clone(), Site::given(bundle())).unwrap();
        Self {
            url: format!("http://{address}"),
            tollgate,
            provider,
            serving: Some(serving),
            first_admin: OnceCell::new(),
            _dir: dir,
        }
    }

    /// A browser that has never been here.
    pub fn visitor(&self) -> Browser {
        Browser::new(&self.url)
    }

    /// A program that sends this key wherever it goes.
    pub fn program(&self, key: &str) -> Browser {
        Browser::with_key(&self.url, key)
    }

    /// Somebody with an account, signed in.
    pub async fn person(&self, name: &str) -> Person {
        self.somebody(name, Role::Person).await
    }

    pub async fn admin(&self) -> Person {
        self.signed_in(self.first_admin().await.clone()).await
    }

    /// Puts somebody out of the house.
    pub async fn suspend(&self, person: &Person) {
        let admin = self.as_admin().await;
        let id = person.account.id;
        let suspended = self.tollgate.set_status(&admin, id, Status::Suspended);
        suspended.await.unwrap();
    }

    async fn as_admin(&self) -> Admin {
        let admin = self.first_admin().await;
        let accounts = &self.tollgate.accounts;
        let admin = accounts.caller(admin.id, admin.epoch).await.unwrap();
        admin.into_admin().unwrap()
    }

    /// Everybody comes by an invitation of the first admin.
    async fn somebody(&self, name: &str, role: Role) -> Person {
        let accounts = &self.tollgate.accounts;
        let admin = self.as_admin().await;
        let secret = accounts.invite(&admin, role, None).await.unwrap();
        let person = NewPerson {
            email: format!("{name}@example.org"),
            name: name.into(),
            password: PASSWORD.into(),
        };
        self.signed_in(accounts.redeem(&secret, person).await.unwrap())
            .await
    }

    async fn first_admin(&self) -> &Account {
        let make = || async {
            let accounts = &self.tollgate.accounts;
            let made = accounts.create_admin("root@example.org", "Root", PASSWORD);
            made.await.unwrap()
        };
        self.first_admin.get_or_init(make).await
    }

    async fn signed_in(&self, account: Account) -> Person {
        let browser = self.visitor();
        let reply = browser.sign_in(account.email.as_str(), PASSWORD).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        Person { account, browser }
    }

    /// A key of this person, called `test`.
    pub async fn key(&self, person: &Person) -> String {
        let email = person.account.email.as_str();
        self.tollgate.keys.create(email, "test").await.unwrap()
    }

    /// The charges for answers; those for titles are left out.
    pub async fn charges(&self, account: &Account) -> Vec<Charge> {
        let charges = self.tollgate.store.charges_of(account.id).await.unwrap();
        let of_answers = charges.into_iter().filter(|charge| charge.answer.is_some());
        of_answers.collect()
    }

    /// Takes what runs, to end it.
    pub fn serving(&mut self) -> Serving {
        self.serving.take().unwrap()
    }
}

/// A program that asks as Ada.
pub struct Client {
    pub app: TestApp,
    pub ada: Person,
    pub key: String,
}

impl Client {
    pub async fn start() -> Self {
        Self::of(TestApp::start().await).await
    }

    pub async fn of(app: TestApp) -> Self {
        let ada = app.person("ada").await;
        let key = app.key(&ada).await;
        Self { app, ada, key }
    }

    pub fn request(&self, path: &str, body: &Value) -> RequestBuilder {
        let request = self.app.visitor().request(Method::POST, path);
        request.bearer_auth(&self.key).json(body)
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.app.visitor().reply(self.request(path, body)).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        let visitor = self.app.visitor();
        let request = visitor.request(Method::GET, path);
        visitor.reply(request.bearer_auth(&self.key)).await
    }

    /// Asks a model in OpenAI's words.
    pub async fn chat(&self, body: &Value) -> Reply {
        self.post(CHAT, body).await
    }

    /// Begins to read a stream, up to its first words.
    pub async fn begin(&self, body: &Value) -> Response {
        let mut response = self.request(CHAT, body).send().await.unwrap();
        let read = async {
            let mut seen = String::new();
            while !seen.contains("\"content\"") {
                let chunk = response.chunk().await.unwrap().unwrap();
                seen += &String::from_utf8_lossy(&chunk);
            }
        };
        tokio::time::timeout(PATIENCE, read).await.unwrap();
        response
    }

    pub async fn charges(&self) -> Vec<Charge> {
        let store = &self.app.tollgate.store;
        store.charges_of(self.ada.account.id).await.unwrap()
    }

    /// The one charge there is, once it is there, and no call is open.
    pub async fn charge(&self) -> Charge {
        eventually(|| async { self.charges().await.len() == 1 }).await;
        assert_eq!(self.app.tollgate.store.open_calls().await.unwrap(), []);
        self.charges().await.remove(0)
    }
}

/// What a program asks, with these fields besides or instead.
pub fn question(model: &str, changes: Value) -> Value {
    let messages = json!([{ "role": "user", "content": "How far is the moon?" }]);
    let mut body = json!({ "model": model, "messages": messages });
    let fields = changes.as_object().unwrap().clone();
    body.as_object_mut().unwrap().extend(fields);
    body
}

pub struct Person {
    pub account: Account,
    pub browser: Browser,
}

pub fn prompt(model: &str, text: &str) -> Prompt {
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

/// The part of `tollgate.toml` that names the scripted provider.
pub fn providers(provider: &ScriptedProvider) -> String {
    let mut toml = format!(
        "\n[[providers]]\nname = \"scripted\"\ntitle = \"Scripted\"\nbase_url = \"{}/v1\"\napi_key_env = \"SCRIPTED_KEY\"\n\
        [shaping.scripted]\nat_once = 100\napart_ms = 0\n",
        provider.base_url()
    );
    for name in MODELS {
        toml += &format!(
            "[[models]]\nname = \"{name}\"\nprovider = \"scripted\"\ncontext = 8000\nprice = {{ input = \"1\", output = \"2\" }}\n"
        );
    }
    for (dialect, name) in DIALECTS {
        toml += &format!(
            "[[providers]]\nname = \"{dialect}\"\ntitle = \"The {dialect}\"\ndialect = \"{dialect}\"\nbase_url = \"{}\"\n\
            [[models]]\nname = \"{name}\"\nprovider = \"{dialect}\"\ncontext = 8000\nprice = {{ input = \"1\", output = \"2\" }}\n",
            provider.base_url()
        );
    }
    for kind in ["embedding", "moderation"] {
        toml += &format!(
            "[[models]]\nname = \"{kind}\"\nkind = \"{kind}\"\nprovider = \"scripted\"\nupstream = \"echo\"\ncontext = 8000\nprice = {{ input = \"1\" }}\n"
        );
    }
    toml
}

/// Stands for what `frontend/bundle` makes.
fn bundle() -> BTreeMap<String, Bytes> {
    let manifest = r#"{
        "main.css": {"file": "main.1a2b.css"},
        "tollgate.js": {"file": "tollgate.3c4d.js"},
        "tollgate_bg.wasm": {"file": "tollgate_bg.5e6f.wasm"}
    }"#;
    let files = [
        ("manifest.json", manifest),
        ("main.1a2b.css", "body { color: black }"),
        ("main.1a2b.css.br", "css in brotli"),
        ("main.1a2b.css.gz", "css in gzip"),
        ("tollgate.3c4d.js", "export default 1"),
        ("tollgate_bg.5e6f.wasm", "\0asm"),
    ];
    files
        .into_iter()
        .map(|(name, content)| (name.to_owned(), Bytes::from_static(content.as_bytes())))
        .collect()
}
