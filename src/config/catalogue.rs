//! Models that are offered without a line of configuration, with the list prices of their makers. Where a price
//! depends on the length of the prompt the model is not listed, because a price here is one for all lengths; nor
//! is it where its pages could not be read. An admin can offer such a model with a price of their own.

use super::{CallLimits, LOCAL_PROVIDER, ModelConfig, Prices, ProviderConfig, TargetConfig};
use crate::types::{Day, Llm, LlmKind, LlmName, NanoDollars, Price, Timestamp};

/// A model as its maker offers it.
struct Listed {
    name: &'static str,
    title: &'static str,
    context: u32,
    prices: &'static [Since],
}

/// From this day on (`""`: since it is offered), in thousandths of a dollar per million tokens: input, cached
/// input, cache write, output.
struct Since(&'static str, [i64; 4]);

const fn listed(
    name: &'static str,
    title: &'static str,
    context: u32,
    prices: &'static [Since],
) -> Listed {
    Listed {
        name,
        title,
        context,
        prices,
    }
}

/// From OpenAI's page (developers.openai.com/api/docs/pricing), compared in November 2026 with the copy of it in
/// github.com/simonw/llm-prices (`data/openai.json`). None of these is dearer for long prompts.
const OPENAI: &[Listed] = &[
    listed(
        "gpt-5-mini",
        "GPT-5 mini",
        400_000,
        &[Since("", [250, 25, 250, 2_000])],
    ),
    listed(
        "gpt-5.4-mini",
        "GPT-5.4 mini",
        400_000,
        &[Since("", [750, 75, 750, 4_500])],
    ),
    listed(
        "gpt-5.4-nano",
        "GPT-5.4 nano",
        400_000,
        &[Since("", [200, 20, 200, 1_250])],
    ),
    listed(
        "gpt-5",
        "GPT-5",
        400_000,
        &[Since("", [1_250, 125, 1_250, 10_000])],
    ),
    listed(
        "gpt-5-nano",
        "GPT-5 nano",
        400_000,
        &[Since("", [50, 5, 50, 400])],
    ),
    listed(
        "gpt-4.1-mini",
        "GPT-4.1 mini",
        1_047_576,
        &[Since("", [400, 100, 400, 1_600])],
    ),
    listed(
        "gpt-4o-mini",
        "GPT-4o mini",
        128_000,
        &[Since("", [150, 75, 150, 600])],
    ),
];

/// From the same page, compared in November 2026 with LiteLLM's `model_prices_and_context_window.json`. What is
/// embedded is read, and nothing is written.
const OPENAI_EMBEDDINGS: &[Listed] = &[
    listed(
        "text-embedding-3-small",
        "Text Embedding 3 small",
        8_192,
        &[Since("", [20, 20, 20, 0])],
    ),
    listed(
        "text-embedding-3-large",
        "Text Embedding 3 large",
        8_192,
        &[Since("", [130, 130, 130, 0])],
    ),
];

/// OpenAI judges texts for nothing.
const OPENAI_MODERATIONS: &[Listed] = &[listed(
    "omni-moderation-latest",
    "Omni Moderation",
    32_768,
    &[Since("", [0; 4])],
)];

/// From Anthropic's pages (platform.claude.com/docs/en/about-claude/pricing and the page of each model under
/// platform.claude.com/docs/en/models), read in November 2026 as they were kept by then; the cache is written for
/// five minutes.
const ANTHROPIC: &[Listed] = &[
    listed(
        "claude-sonnet-5",
        "Claude Sonnet 5",
        1_000_000,
        &[Since("", [2_000, 200, 2_500, 10_000])],
    ),
    listed(
        "claude-sonnet-5-5",
        "Claude Sonnet 5.5",
        1_000_000,
        &[Since("", [2_000, 200, 2_500, 10_000])],
    ),
    listed(
        "claude-opus-5-5",
        "Claude Opus 5.5",
        1_000_000,
        &[Since("", [4_000, 200, 5_000, 20_000])],
    ),
    listed(
        "claude-opus-5",
        "Claude Opus 5",
        1_000_000,
        &[Since("", [5_000, 500, 6_250, 25_000])],
    ),
    listed(
        "claude-haiku-4-5",
        "Claude Haiku 4.5",
        200_000,
        &[Since("", [1_000, 100, 1_250, 5_000])],
    ),
];

/// From Google's page (ai.google.dev/gemini-api/docs/pricing) as it was copied on 7 October 2026. What came from the
/// cache counts as any other input: less is asked for it, so nobody is charged too little.
const GOOGLE: &[Listed] = &[
    listed(
        "gemini-3.5-flash",
        "Gemini 3.5 Flash",
        1_048_576,
        &[Since("", [1_500, 1_500, 1_500, 9_000])],
    ),
    listed(
        "gemini-3.5-flash-lite",
        "Gemini 3.5 Flash-Lite",
        1_048_576,
        &[Since("", [300, 300, 300, 2_500])],
    ),
    listed(
        "gemini-3.8-flash",
        "Gemini 3.8 Flash",
        1_048_576,
        &[
            Since("", [750, 750, 750, 3_750]),
            Since("2027-01-01", [1_500, 1_500, 1_500, 7_500]),
        ],
    ),
];

/// From Google's announcement (developers.googleblog.com/en/gemini-embedding-available-gemini-api) and the same page,
/// which names this price for embeddings.
const GOOGLE_EMBEDDINGS: &[Listed] = &[listed(
    "gemini-embedding-001",
    "Gemini Embedding",
    2_048,
    &[Since("", [150, 150, 150, 0])],
)];

/// Where prices were read, and when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Source {
    pub page: &'static str,
    pub read: &'static str,
}

const OF_OPENAI: Source = Source {
    page: "developers.openai.com/api/docs/pricing",
    read: "November 2026",
};
const OF_ANTHROPIC: Source = Source {
    page: "platform.claude.com/docs/en/about-claude/pricing",
    read: "November 2026",
};
const OF_GOOGLE: Source = Source {
    page: "ai.google.dev/gemini-api/docs/pricing",
    read: "7 October 2026",
};

/// By provider and kind.
const LISTS: &[(&str, LlmKind, &[Listed], Source)] = &[
    ("openai", LlmKind::Chat, OPENAI, OF_OPENAI),
    ("openai", LlmKind::Embedding, OPENAI_EMBEDDINGS, OF_OPENAI),
    ("openai", LlmKind::Moderation, OPENAI_MODERATIONS, OF_OPENAI),
    ("anthropic", LlmKind::Chat, ANTHROPIC, OF_ANTHROPIC),
    ("google", LlmKind::Chat, GOOGLE, OF_GOOGLE),
    ("google", LlmKind::Embedding, GOOGLE_EMBEDDINGS, OF_GOOGLE),
];

/// The models of a provider that is known without being described.
pub(super) fn of(provider: &ProviderConfig) -> Vec<ModelConfig> {
    let its = LISTS.iter().filter(|(name, ..)| *name == provider.name);
    let models = its
        .flat_map(|(_, kind, listed, _)| listed.iter().map(|listed| listed.model(provider, *kind)));
    models.collect()
}

/// Whether a model would be offered if its provider had a key.
pub(super) fn lists(name: &str) -> bool {
    source_of(name).is_some()
}

/// Where the prices of a model were read that is known without being described.
pub fn source_of(name: &str) -> Option<Source> {
    let lists =
        |(_, _, listed, _): &&(_, _, &[Listed], _)| listed.iter().any(|one| one.name == name);
    LISTS.iter().find(lists).map(|(.., source)| *source)
}

impl Listed {
    fn model(&self, provider: &ProviderConfig, kind: LlmKind) -> ModelConfig {
        let prices = self.prices();
        let llm = Llm {
            name: LlmName(self.name.into()),
            kind,
            title: self.title.into(),
            provider: provider.title.clone(),
            price: prices.first().unwrap_or_default(),
            context: self.context,
            local: false,
        };
        ModelConfig {
            llm,
            prices,
            limits: CallLimits::of(provider, kind),
            targets: vec![target(&provider.name, self.name)],
        }
    }

    /// A list that is wrong would be none; a test reads them all.
    fn prices(&self) -> Prices {
        let all = self.prices.iter().map(Since::price);
        Prices::new(all.collect()).unwrap_or_default()
    }
}

impl Since {
    fn price(&self) -> (Timestamp, Price) {
        let from = Day::parse(self.0).map_or(Prices::EVER, Day::begins);
        let thousandths = |amount: i64| NanoDollars(amount * NanoDollars::DOLLAR.0 / 1_000);
        let [input, cached_input, cache_write, output] = self.1.map(thousandths);
        let price = Price {
            input,
            cached_input,
            cache_write,
            output,
        };
        (from, price)
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
        prices: Prices::always(Price::FREE),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_price_has_a_day_and_every_model_a_price_since_ever() {
        for listed in LISTS.iter().flat_map(|(_, _, listed, _)| *listed) {
            let name = listed.name;
            let days = listed.prices.iter().map(|since| since.0);
            assert!(
                days.clone()
                    .all(|day| day.is_empty() || Day::parse(day).is_some()),
                "{name}"
            );
            assert!(days.is_sorted(), "{name}");
            assert!(listed.prices().at(Timestamp(0)).is_some(), "{name}");
        }
    }

    #[test]
    fn a_price_that_is_announced_comes_into_force_on_its_day() {
        let flash = GOOGLE
            .iter()
            .find(|listed| listed.name == "gemini-3.8-flash");
        let prices = flash.unwrap().prices();
        let turn = Day::parse("2027-01-01").unwrap().begins();
        let dollars = |at| prices.at(at).unwrap().input.as_price();
        assert_eq!(dollars(Timestamp(turn.0 - 1)), "$0.75");
        assert_eq!(dollars(turn), "$1.50");
    }
}
