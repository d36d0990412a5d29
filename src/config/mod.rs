//! The configuration: `tollgate.toml` and the environment, read once, checked once. Nothing else in the
//! program reads the environment. Where both say something, the environment wins.

mod alerts;
mod base_limit;
mod cache;
mod catalogue;
mod file;
mod limits;
mod metrics;
mod models;
mod moderation;
mod overrides;
mod prices;
mod providers;
mod redaction;
mod shown;
mod sign_up;
mod timeouts;

pub use alerts::{AlertsConfig, MailConfig};
pub use base_limit::BaseLimit;
pub use cache::{CacheConfig, Sharing};
pub use catalogue::{Source, source_of};
pub use file::{
    AlertsSection, BaseLimitSection, CacheSection, CategorySection, DefaultsSection, File,
    ModelSection, ModerationSection, PatternSection, PriceSection, ProviderSection,
    RedactionSection, RuleSection, ShapingSection, TargetSection, TierModerationSection,
    TimeoutsSection,
};
pub use prices::Prices;
pub use shown::shown_url;
pub use sign_up::SignUpConfig;

use crate::moderation::Moderation;
use crate::provider::{Dialect, Timeouts};
use crate::redact::Rules;
use crate::types::{ChatSettings, Llm, LlmKind, LlmName};
use secrecy::SecretString;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// What is wrong and where: `tollgate.toml, line 3` or the name of a variable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {message}")]
pub struct ConfigError {
    pub place: String,
    pub message: String,
}

impl ConfigError {
    fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            message: message.into(),
        }
    }
}

/// Everything the program was told, checked.
#[derive(Debug, Clone)]
pub struct Config {
    pub listen: SocketAddr,
    pub data_dir: PathBuf,
    pub models_dir: PathBuf,
    pub database_url: String,
    /// Where people reach the program, without a slash at the end.
    pub public_url: String,
    pub trusted_proxies: Vec<IpAddr>,
    pub sign_up: SignUpConfig,
    pub base_limit: BaseLimit,
    pub providers: Vec<ProviderConfig>,
    pub models: Vec<ModelConfig>,
    /// By the provider's name; see [`Config::shaping_of`].
    pub shaping: HashMap<String, Shaping>,
    pub defaults: Defaults,
    /// What may not be read of an answer.
    pub redaction: Rules,
    /// What may not be asked.
    pub moderation: Moderation,
    pub cache: CacheConfig,
    /// Where to keep what may be lost, if not in this process. May hold a password.
    pub redis_url: Option<SecretString>,
    /// Who shows it may read metrics; without one nobody may.
    pub metrics_token: Option<SecretString>,
    /// How people are told about their budgets.
    pub alerts: AlertsConfig,
    /// What it was read from, without what may be secret.
    file: Arc<File>,
}

/// A provider is data: another service that speaks a known dialect is a row and not a file.
#[derive(Debug, Clone)]
pub struct ProviderConfig {
    pub name: String,
    /// As people read it.
    pub title: String,
    pub dialect: Dialect,
    pub base_url: String,
    /// `None` for services on one's own machine that ask for none.
    pub key: Option<SecretString>,
    pub timeouts: Timeouts,
}

/// A model that may be asked and where it is found.
#[derive(Debug, Clone)]
pub struct ModelConfig {
    /// With the first of its prices; which one is in force, the clock decides.
    pub llm: Llm,
    pub prices: Prices,
    /// For models that take several texts at once.
    pub limits: CallLimits,
    /// Never empty.
    pub targets: Vec<TargetConfig>,
}

/// Most that one call may hold of texts that are embedded or judged. One text alone always goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallLimits {
    pub inputs: usize,
    pub tokens: u64,
    pub bytes: usize,
}

/// One place where a model is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetConfig {
    /// Name of a [`ProviderConfig`], or [`LOCAL_PROVIDER`].
    pub provider: String,
    /// What the provider calls the model.
    pub model: String,
    /// Its share of the calls, next to the other targets' weights.
    pub weight: u32,
}

/// How calls to one provider are spread out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shaping {
    /// Most calls at once.
    pub at_once: u32,
    /// From the beginning of one call to that of the next.
    pub apart: Duration,
    /// Most calls that wait for their turn.
    pub queue: u32,
    pub abort: Abort,
}

/// What becomes of an answer that nobody reads any more. Who presses Stop always stops the provider.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Abort {
    /// The provider is stopped, and what came is counted.
    #[default]
    Cancel,
    /// It is read to its end, for what the provider says that it used: for those who charge all the same.
    Drain,
}

/// How a new chat is asked unless the person says otherwise.
#[derive(Debug, Clone)]
pub struct Defaults {
    pub llm: LlmName,
    pub system_prompt: String,
    pub temperature: f32,
    pub max_tokens: u32,
}

/// The provider that runs in this process.
pub const LOCAL_PROVIDER: &str = "local";

impl Config {
    /// Reads `tollgate.toml` in the working folder, if there is one, and the environment.
    ///
    /// # Errors
    /// The first setting that is wrong, with its place.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one reader of the environment"
    )]
    pub fn load() -> Result<Self, ConfigError> {
        let path = Path::new("tollgate.toml");
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => {
                return Err(ConfigError::new(
                    "tollgate.toml",
                    format!("cannot be read: {error}"),
                ));
            }
        };
        Self::from_parts(&text, |name| {
            std::env::var(name).ok().filter(|value| !value.is_empty())
        })
    }

    /// The same from a text and a lookup, for tests.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn from_parts(
        toml: &str,
        env: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let file = File::parse(toml)?;
        let listen = listen(&file, &env)?;
        let data_dir: PathBuf = pick(&env, "TOLLGATE_DATA_DIR", &file.data_dir)
            .unwrap_or_else(|| "./data".into())
            .into();
        let models_dir = match pick(&env, "TOLLGATE_MODELS_DIR", &file.models_dir) {
            Some(dir) => dir.into(),
            None if Path::new("./models").is_dir() => "./models".into(),
            None => data_dir.join("models"),
        };
        let database_url = pick(&env, "DATABASE_URL", &file.database_url)
            .unwrap_or_else(|| format!("sqlite:{}", data_dir.join("tollgate.db").display()));
        let mut providers = providers::providers(&file, &env)?;
        timeouts::set(&file, &mut providers)?;
        let models = models::models(&file, &providers)?;
        let shaping = models::shaping(&file, &providers)?;
        let defaults = defaults(&file, &models)?;
        let moderation = moderation::moderation(&file, &models)?;
        let public_url = public_url(&file, &env, listen)?;
        Ok(Self {
            alerts: alerts::alerts(&file, &env, &public_url)?,
            public_url,
            trusted_proxies: trusted_proxies(&file, &env)?,
            sign_up: sign_up::sign_up(&file, &env)?,
            base_limit: base_limit::base_limit(&file.base_limit)?,
            listen,
            data_dir,
            models_dir,
            database_url,
            providers,
            models,
            shaping,
            defaults,
            redaction: redaction::rules(&file.redaction)?,
            moderation,
            cache: cache::cache(&file.cache)?,
            redis_url: cache::redis_url(&file, &env)?,
            metrics_token: metrics::token(&file, &env)?,
            file: Arc::new(file.without_secrets()),
        })
    }

    pub fn shaping_of(&self, provider: &str) -> Shaping {
        self.shaping.get(provider).copied().unwrap_or_default()
    }

    /// How a new chat is asked.
    pub fn chat_settings(&self) -> ChatSettings {
        let defaults = self.defaults.clone();
        ChatSettings {
            llm: defaults.llm,
            system_prompt: defaults.system_prompt,
            temperature: defaults.temperature,
            max_tokens: defaults.max_tokens,
        }
    }

    /// Tells the address that was got where a free port was asked for (`:0`), and people with it.
    pub fn listens_on(&mut self, address: SocketAddr) {
        if self.public_url == format!("http://{}", self.listen) {
            self.public_url = format!("http://{address}");
        }
        self.listen = address;
    }
}

type Env<'a> = &'a dyn Fn(&str) -> Option<String>;

fn pick(env: Env, name: &str, file: &Option<String>) -> Option<String> {
    env(name).or_else(|| file.clone())
}

fn place(env: Env, name: &str, key: &str) -> String {
    if env(name).is_some() {
        name.into()
    } else {
        format!("tollgate.toml, {key}")
    }
}

fn listen(file: &File, env: Env) -> Result<SocketAddr, ConfigError> {
    let text =
        pick(env, "TOLLGATE_LISTEN", &file.listen).unwrap_or_else(|| "127.0.0.1:3000".into());
    text.parse().map_err(|_| {
        let message =
            format!("`{text}` is not an address with a port; write one like 127.0.0.1:3000");
        ConfigError::new(place(env, "TOLLGATE_LISTEN", "listen"), message)
    })
}

fn public_url(file: &File, env: Env, listen: SocketAddr) -> Result<String, ConfigError> {
    let Some(text) = pick(env, "TOLLGATE_PUBLIC_URL", &file.public_url) else {
        return Ok(format!("http://{listen}"));
    };
    checked_url(&text).map_err(|message| {
        ConfigError::new(place(env, "TOLLGATE_PUBLIC_URL", "public_url"), message)
    })
}

fn checked_url(text: &str) -> Result<String, String> {
    match url::Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => {
            Ok(text.trim_end_matches('/').into())
        }
        _ => Err(format!(
            "`{}` is not a web address; write one like https://chat.example.org",
            shown_url(text)
        )),
    }
}

fn trusted_proxies(file: &File, env: Env) -> Result<Vec<IpAddr>, ConfigError> {
    let listed = match env("TOLLGATE_TRUSTED_PROXIES") {
        Some(text) => text.split(',').map(|part| part.trim().to_owned()).collect(),
        None => file.trusted_proxies.clone(),
    };
    let parse = |text: &String| {
        let address: Result<IpAddr, _> = text.parse();
        // An IPv4 address has a second name in IPv6; one is enough to be compared.
        address.map(|address| address.to_canonical()).map_err(|_| {
            let message = format!("`{text}` is not an IP address");
            ConfigError::new(
                place(env, "TOLLGATE_TRUSTED_PROXIES", "trusted_proxies"),
                message,
            )
        })
    };
    listed.iter().map(parse).collect()
}

fn defaults(file: &File, models: &[ModelConfig]) -> Result<Defaults, ConfigError> {
    let section = &file.defaults;
    let fail = |key: &str, message: String| {
        ConfigError::new(format!("tollgate.toml, [defaults] {key}"), message)
    };
    let llm = match &section.model {
        Some(name) => {
            let known = models.iter().find(|model| &model.llm.name.0 == name);
            let known =
                known.ok_or_else(|| fail("model", format!("there is no model `{name}`")))?;
            if known.llm.kind != LlmKind::Chat {
                return Err(fail("model", format!("`{name}` writes no answers")));
            }
            known
        }
        None => models
            .iter()
            .find(|model| model.llm.kind == LlmKind::Chat && !model.prices.is_empty())
            .ok_or_else(|| fail("model", "there is no model that writes answers".into()))?,
    };
    let temperature = section.temperature.unwrap_or(0.7);
    if !(0.0..=2.0).contains(&temperature) {
        return Err(fail(
            "temperature",
            format!("{temperature} is outside 0 to 2"),
        ));
    }
    let max_tokens = section.max_tokens.unwrap_or(1_000);
    if max_tokens == 0 {
        return Err(fail("max_tokens", "must be at least 1".into()));
    }
    let system_prompt = section.system_prompt.clone().unwrap_or_default();
    Ok(Defaults {
        llm: llm.llm.name.clone(),
        system_prompt,
        temperature,
        max_tokens,
    })
}

#[cfg(test)]
mod tests;
