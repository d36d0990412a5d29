//! The shape of `tollgate.toml`. A key that is not known is refused, with the nearest one that is.

use super::ConfigError;
use crate::types::{NanoDollars, TierId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct File {
    pub listen: Option<String>,
    pub data_dir: Option<String>,
    pub models_dir: Option<String>,
    pub database_url: Option<String>,
    pub public_url: Option<String>,
    pub trusted_proxies: Vec<String>,
    /// Who may make an account: `open`, `invite` or `closed`.
    pub signup: Option<String>,
    pub base_limit: BaseLimitSection,
    pub defaults: DefaultsSection,
    pub providers: Vec<ProviderSection>,
    pub models: Vec<ModelSection>,
    /// Prices of models that are known without being described, by the model's name.
    pub prices: BTreeMap<String, Vec<PriceSection>>,
    /// By the provider's name.
    pub shaping: BTreeMap<String, ShapingSection>,
    /// By the provider's name.
    pub timeouts: BTreeMap<String, TimeoutsSection>,
    pub redaction: RedactionSection,
    pub moderation: ModerationSection,
    pub cache: CacheSection,
    pub redis_url: Option<String>,
    pub metrics_token: Option<String>,
    pub smtp_url: Option<String>,
    pub smtp_from: Option<String>,
    pub alerts: AlertsSection,
    /// What each tier's people may ask, where it differs; only set in the browser.
    #[serde(skip)]
    pub tier_moderation: BTreeMap<TierId, TierModerationSection>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct BaseLimitSection {
    pub requests: Option<u32>,
    pub minutes: Option<u32>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AlertsSection {
    pub allow_private_webhooks: bool,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct ModerationSection {
    /// Who judges: `built-in`, `openai`, `llama-guard` or `chat`.
    pub engine: Option<String>,
    /// The model that the engine asks.
    pub model: Option<String>,
    /// What becomes of a text that could not be judged: `closed` or `open`.
    pub on_failure: Option<String>,
    /// Whether decisions keep the text.
    pub keep_text: Option<bool>,
    pub categories: BTreeMap<String, CategorySection>,
    pub rules: Vec<RuleSection>,
}

/// What of the [`ModerationSection`] a tier has for itself.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct TierModerationSection {
    pub categories: BTreeMap<String, CategorySection>,
}

/// `"block"`, or `{ action = "block", threshold = 0.7 }`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(from = "ActionOrTable")]
pub struct CategorySection {
    pub action: String,
    pub threshold: Option<f64>,
}

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "an action (off, flag, block), or a table of `action` and `threshold`"
)]
enum ActionOrTable {
    Action(String),
    Table(CategoryTable),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryTable {
    action: String,
    threshold: Option<f64>,
}

impl From<ActionOrTable> for CategorySection {
    fn from(read: ActionOrTable) -> Self {
        match read {
            ActionOrTable::Action(action) => Self {
                action,
                threshold: None,
            },
            ActionOrTable::Table(CategoryTable { action, threshold }) => Self { action, threshold },
        }
    }
}

/// What an admin wants found.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSection {
    pub category: String,
    #[serde(default)]
    pub words: Vec<String>,
    #[serde(default)]
    pub patterns: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct CacheSection {
    /// `account`, `tier` or `everyone`.
    pub scope: Option<String>,
    pub ttl_seconds: Option<u64>,
    pub max_bytes: Option<u64>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct RedactionSection {
    /// Names of built-in rules.
    pub off: Vec<String>,
    pub patterns: Vec<PatternSection>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PatternSection {
    pub name: String,
    pub pattern: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DefaultsSection {
    pub model: Option<String>,
    pub system_prompt: Option<String>,
    pub temperature: Option<f32>,
    pub max_tokens: Option<u32>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderSection {
    pub name: String,
    pub title: Option<String>,
    /// How it is spoken to; OpenAI's way if left out.
    pub dialect: Option<String>,
    pub base_url: String,
    /// The variable that holds the key; the file never does.
    pub api_key_env: Option<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ModelSection {
    pub name: String,
    pub title: Option<String>,
    /// Where it is served, and what it is called there.
    pub provider: Option<String>,
    pub upstream: Option<String>,
    /// Or several places.
    pub targets: Option<Vec<TargetSection>>,
    /// What it does: `chat` if left out, `embedding` or `moderation`.
    pub kind: Option<String>,
    pub context: u32,
    /// Most texts in one call, for models that take several.
    pub inputs_per_call: Option<u32>,
    /// Since ever.
    pub price: Option<PriceSection>,
    /// Each from its day on.
    #[serde(default)]
    pub prices: Vec<PriceSection>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TargetSection {
    pub provider: String,
    pub model: Option<String>,
    pub weight: Option<u32>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ShapingSection {
    pub at_once: Option<u32>,
    pub apart_ms: Option<u32>,
    pub queue: Option<u32>,
    pub abort: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TimeoutsSection {
    pub connect_ms: Option<u32>,
    pub headers_ms: Option<u32>,
    pub idle_ms: Option<u32>,
    pub total_ms: Option<u32>,
}

/// Dollars per million tokens, as texts so that no digit is lost: `input = "0.25"`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PriceSection {
    /// The day it begins on, `2026-01-31`, or the moment, `2026-01-31T14:05:00Z`.
    pub from: Option<String>,
    pub input: String,
    pub cached_input: Option<String>,
    pub cache_write: Option<String>,
    /// Only models that answer write something.
    pub output: Option<String>,
}

impl File {
    /// What addresses of services may hold, and tokens.
    pub(super) fn without_secrets(self) -> Self {
        Self {
            database_url: None,
            redis_url: None,
            metrics_token: None,
            smtp_url: None,
            ..self
        }
    }

    pub(super) fn parse(text: &str) -> Result<Self, ConfigError> {
        toml::from_str(text).map_err(|error| {
            let line = error
                .span()
                .map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            let place = line.map_or("tollgate.toml".into(), |line| {
                format!("tollgate.toml, line {line}")
            });
            ConfigError::new(place, with_suggestion(error.message()))
        })
    }
}

/// Turns serde's list of all known keys into the one that was probably meant.
fn with_suggestion(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let (true, Some(unknown)) = (message.starts_with("unknown field"), quoted.next()) else {
        return message.to_owned();
    };
    let nearest = quoted.max_by(|a, b| {
        strsim::jaro_winkler(unknown, a).total_cmp(&strsim::jaro_winkler(unknown, b))
    });
    match nearest.filter(|known| strsim::jaro_winkler(unknown, known) > 0.7) {
        Some(known) => format!("there is no setting `{unknown}`; did you mean `{known}`?"),
        None => format!("there is no setting `{unknown}`"),
    }
}

/// Reads dollars with up to nine decimals, exactly.
pub(super) fn dollars(text: &str) -> Result<NanoDollars, String> {
    NanoDollars::of_dollars(text)
        .ok_or_else(|| format!("`{text}` is not an amount in dollars; write one like \"0.25\""))
}
