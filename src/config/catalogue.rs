//! Models that are offered without a line of configuration.

use super::{CallLimits, LOCAL_PROVIDER, ModelConfig, ProviderConfig, TargetConfig};
use crate::types::{Llm, LlmKind, LlmName, NanoDollars, Price};

/// A model's name, its title and its context, and its list price in thousandths of a dollar per million
/// tokens: input, cached input, cache write, output.
type Listed = (&'static str, &'static str, u32, [i64; 4]);

/// From OpenAI's pricing page (openai.com/api/pricing) as of August 2025.
const OPENAI: &[Listed] = &[
    ("gpt-5-mini", "GPT-5 mini", 400_000, [250, 25, 250, 2_000]),
    ("gpt-5", "GPT-5", 400_000, [1_250, 125, 1_250, 10_000]),
    ("gpt-5-nano", "GPT-5 nano", 400_000, [50, 5, 50, 400]),
    (
        "gpt-4.1-mini",
        "GPT-4.1 mini",
        1_047_576,
        [400, 100, 400, 1_600],
    ),
    ("gpt-4o-mini", "GPT-4o mini", 128_000, [150, 75, 150, 600]),
];

/// From the same page. What is embedded is read, and nothing is written.
const OPENAI_EMBEDDINGS: &[Listed] = &[
    (
        "text-embedding-3-small",
        "Text Embedding 3 small",
        8_192,
        [20, 20, 20, 0],
    ),
    (
        "text-embedding-3-large",
        "Text Embedding 3 large",
        8_192,
        [130, 130, 130, 0],
    ),
];

/// OpenAI judges texts for nothing.
const OPENAI_MODERATIONS: &[Listed] =
    &[("omni-moderation-latest", "Omni Moderation", 32_768, [0; 4])];

/// From Anthropic's pages on its models (platform.claude.com/docs) as of October 2026; the cache is written
/// for five minutes.
const ANTHROPIC: &[Listed] = &[
    (
        "claude-sonnet-5",
        "Claude Sonnet 5",
        1_000_000,
        [2_000, 200, 2_500, 10_000],
    ),
    (
        "claude-haiku-4-5",
        "Claude Haiku 4.5",
        200_000,
        [1_000, 100, 1_250, 5_000],
    ),
];

/// From Google's pricing page (ai.google.dev/gemini-api/docs/pricing) as of October 2026. What came from the
/// cache counts as any other input: less is asked for it, so nobody is charged too little.
const GOOGLE: &[Listed] = &[
    (
        "gemini-3.5-flash",
        "Gemini 3.5 Flash",
        1_048_576,
        [1_500, 1_500, 1_500, 9_000],
    ),
    (
        "gemini-3.5-flash-lite",
        "Gemini 3.5 Flash-Lite",
        1_048_576,
        [300, 300, 300, 2_500],
    ),
];

/// From the same page.
const GOOGLE_EMBEDDINGS: &[Listed] = &[(
    "gemini-embedding-001",
    "Gemini Embedding",
    2_048,
    [150, 150, 150, 0],
)];

/// The models of a provider that is known without being described.
pub(super) fn of(provider: &ProviderConfig) -> Vec<ModelConfig> {
    use LlmKind::{Chat, Embedding, Moderation};
    let listed: &[(LlmKind, &[Listed])] = match provider.name.as_str() {
        "openai" => &[
            (Chat, OPENAI),
            (Embedding, OPENAI_EMBEDDINGS),
            (Moderation, OPENAI_MODERATIONS),
        ],
        "anthropic" => &[(Chat, ANTHROPIC)],
        "google" => &[(Chat, GOOGLE), (Embedding, GOOGLE_EMBEDDINGS)],
        _ => &[],
    };
    let of_kind = |&(kind, listed): &(LlmKind, &'static [Listed])| {
        listed
            .iter()
            .map(move |listed| model(provider, kind, listed))
    };
    listed.iter().flat_map(of_kind).collect()
}

fn model(
    provider: &ProviderConfig,
    kind: LlmKind,
    &(name, title, context, price): &Listed,
) -> ModelConfig {
    let thousandths = |amount: i64| NanoDollars(amount * NanoDollars::DOLLAR.0 / 1_000);
    let [input, cached_input, cache_write, output] = price.map(thousandths);
    let llm = Llm {
        name: LlmName(name.into()),
        kind,
        title: title.into(),
        provider: provider.title.clone(),
        price: Price {
            input,
            cached_input,
            cache_write,
            output,
        },
        context,
        local: false,
    };
    ModelConfig {
        llm,
        limits: CallLimits::of(provider, kind),
        targets: vec![target(&provider.name, name)],
    }
}

/// The model that needs no key.
pub(super) fn local() -> ModelConfig {
    let name = "smollm2-135m";
    let llm = Llm {
        name: LlmName(name.into()),
        kind: LlmKind::Chat,
        title: "SmolLM2 135M".into(),
        provider: "this machine".into(),
        price: Price::FREE,
        context: 4_096,
        local: true,
    };
    ModelConfig {
        llm,
        limits: CallLimits::default(),
        targets: vec![target(LOCAL_PROVIDER, name)],
    }
}

fn target(provider: &str, model: &str) -> TargetConfig {
    TargetConfig {
        provider: provider.into(),
        model: model.into(),
        weight: 1,
    }
}
