//! Models that are offered without a line of configuration.

use super::{LOCAL_PROVIDER, ModelConfig};
use crate::types::{Llm, LlmName, NanoDollars, Price};

/// List prices in thousandths of a dollar per million tokens (input, cached input, output), from OpenAI's
/// pricing page (openai.com/api/pricing) as of August 2025.
const OPENAI: [(&str, &str, u32, [i64; 3]); 5] = [
    ("gpt-5-mini", "GPT-5 mini", 400_000, [250, 25, 2_000]),
    ("gpt-5", "GPT-5", 400_000, [1_250, 125, 10_000]),
    ("gpt-5-nano", "GPT-5 nano", 400_000, [50, 5, 400]),
    ("gpt-4.1-mini", "GPT-4.1 mini", 1_047_576, [400, 100, 1_600]),
    ("gpt-4o-mini", "GPT-4o mini", 128_000, [150, 75, 600]),
];

pub(super) fn openai(provider_title: &str) -> Vec<ModelConfig> {
    let model =
        |&(name, title, context, [input, cached_input, output]): &(&str, &str, u32, [i64; 3])| {
            let thousandths = |amount: i64| NanoDollars(amount * NanoDollars::DOLLAR.0 / 1_000);
            let price = Price {
                input: thousandths(input),
                cached_input: thousandths(cached_input),
                cache_write: thousandths(input),
                output: thousandths(output),
            };
            let llm = Llm {
                name: LlmName(name.into()),
                title: title.into(),
                provider: provider_title.into(),
                price,
                context,
                local: false,
            };
            ModelConfig {
                llm,
                provider: "openai".into(),
                upstream: name.into(),
            }
        };
    OPENAI.iter().map(model).collect()
}

/// The model that needs no key.
pub(super) fn local() -> ModelConfig {
    let name = "smollm2-135m";
    let llm = Llm {
        name: LlmName(name.into()),
        title: "SmolLM2 135M".into(),
        provider: "this machine".into(),
        price: Price::FREE,
        context: 4_096,
        local: true,
    };
    ModelConfig {
        llm,
        provider: LOCAL_PROVIDER.into(),
        upstream: name.into(),
    }
}
