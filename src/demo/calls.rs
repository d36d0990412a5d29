//! Calls that never were: whose, for what, by which model, how it ended, what it cost.

use super::dice::Dice;
use super::rhythm::Rhythm;
use crate::error::{Error, Result};
use crate::store::{Charge, Store};
use crate::types::{
    AccountId, Attempt, CallId, KeyId, LlmName, NanoDollars, Outcome, Price, Purpose, Timestamp,
    Tokens, Usage, UsageSource,
};

/// Charges of one transaction.
const AT_ONCE: usize = 5_000;

pub(super) struct Model {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) provider: &'static str,
    /// Thousandths of a dollar per million tokens: input, cached input, cache write, output.
    price: [i64; 4],
    /// How often it is asked.
    weight: u64,
    thinks: bool,
}

const fn model(
    name: &'static str,
    title: &'static str,
    provider: &'static str,
    price: [i64; 4],
    weight: u64,
    thinks: bool,
) -> Model {
    Model {
        name,
        title,
        provider,
        price,
        weight,
        thinks,
    }
}

#[rustfmt::skip]
const MODELS: [Model; 6] = [
    model("gpt-5-mini", "GPT-5 mini", "OpenAI", [250, 25, 250, 2_000], 34, true),
    model("gpt-5", "GPT-5", "OpenAI", [1_250, 125, 1_250, 10_000], 22, true),
    model("claude-sonnet-5", "Claude Sonnet 5", "Anthropic", [2_000, 200, 2_500, 10_000], 20, false),
    model("gemini-3-flash", "Gemini 3 Flash", "Google", [500, 50, 500, 3_000], 12, false),
    model("gpt-4.1-mini", "GPT-4.1 mini", "OpenAI", [400, 100, 400, 1_600], 8, false),
    model("local-small", "Local, small", "this machine", [0, 0, 0, 0], 4, false),
];
const OF_TITLES: Model = model(
    "gpt-5-nano",
    "GPT-5 nano",
    "OpenAI",
    [50, 5, 50, 400],
    1,
    false,
);
#[rustfmt::skip]
const OF_JUDGEMENTS: Model =
    model("omni-moderation-latest", "Omni Moderation", "OpenAI", [0, 0, 0, 0], 1, false);

const OUTCOMES: [(Outcome, u64); 5] = [
    (Outcome::Complete, 86),
    (Outcome::Cached, 6),
    (Outcome::Stopped, 4),
    (Outcome::Failed, 2),
    (Outcome::Abandoned, 2),
];

const FAILURES: [(&str, &str); 3] = [
    ("Azure EU", "did not answer in 30 s"),
    ("OpenAI", "is overloaded"),
    ("Anthropic", "broke off"),
];

/// Somebody who asks, by hand and with keys.
pub(super) struct Asker<'k> {
    account: AccountId,
    keys: &'k [KeyId],
}

impl<'k> Asker<'k> {
    pub(super) fn new(account: AccountId, keys: &'k [KeyId]) -> Self {
        Self { account, keys }
    }

    pub(super) fn account(&self) -> AccountId {
        self.account
    }

    pub(super) fn model(&self, dice: &Dice) -> &'static Model {
        dice.choice(&MODELS, |model| model.weight)
    }

    /// So many calls in the order of time; what they cost together.
    pub(super) async fn ask(
        &self,
        store: &dyn Store,
        dice: &Dice,
        rhythm: &Rhythm,
        count: usize,
    ) -> Result<NanoDollars> {
        let mut cost = NanoDollars::ZERO;
        for times in rhythm.times(dice, count).chunks(AT_ONCE) {
            let charges: Vec<_> = times.iter().map(|at| self.charge(dice, *at)).collect();
            cost += charges.iter().map(|charge| charge.cost).sum();
            let invented = store.invent_charges(&charges).await;
            invented.map_err(Error::Store)?;
        }
        Ok(cost)
    }

    /// Some call that began then.
    fn charge(&self, dice: &Dice, at: Timestamp) -> Charge {
        let by_program = !self.keys.is_empty() && dice.happens(450);
        let (purpose, model) = match dice.between(0, 100) {
            _ if by_program => (Purpose::Api, self.model(dice)),
            0..8 => (Purpose::Title, &OF_TITLES),
            8..12 => (Purpose::Moderation, &OF_JUDGEMENTS),
            _ => (Purpose::Chat, self.model(dice)),
        };
        let outcome = dice.choice(&OUTCOMES, |outcome| outcome.1).0;
        let key = by_program.then(|| *dice.choice(self.keys, |_| 1));
        Charge {
            key,
            ..self.charge_of(dice, at, model, purpose, outcome)
        }
    }

    pub(super) fn charge_of(
        &self,
        dice: &Dice,
        at: Timestamp,
        model: &Model,
        purpose: Purpose,
        outcome: Outcome,
    ) -> Charge {
        let tokens = tokens(dice, model, purpose);
        let price = model.price();
        let kept = outcome == Outcome::Cached;
        let whole = price.cost(&tokens);
        let (cost, saved) = match kept {
            true => (NanoDollars::ZERO, whole),
            false => (whole, NanoDollars::ZERO),
        };
        let millis = match kept {
            true => dice.between(1, 9),
            false => 300 + dice.between(0, 900) + tokens.output * dice.between(6, 14),
        };
        let source = match outcome {
            Outcome::Stopped | Outcome::Abandoned => UsageSource::Counted,
            _ => UsageSource::Provider,
        };
        Charge {
            call: CallId(dice.id(at)),
            account: self.account,
            key: None,
            requests: u32::from(purpose.is_request()),
            kept,
            answer: None,
            purpose,
            llm: LlmName(model.name.into()),
            provider: model.provider.into(),
            usage: Usage { tokens, source },
            price: Some(price),
            cost,
            saved,
            outcome,
            failed_attempts: failed(dice, kept),
            started_at: at,
            ended_at: Timestamp(at.0 + i64::try_from(millis).unwrap_or(0) * 1_000),
        }
    }
}

impl Model {
    fn price(&self) -> Price {
        let [input, cached_input, cache_write, output] = self
            .price
            .map(|thousandths| NanoDollars(thousandths * 1_000_000));
        Price {
            input,
            cached_input,
            cache_write,
            output,
        }
    }
}

fn tokens(dice: &Dice, model: &Model, purpose: Purpose) -> Tokens {
    let (prompt, answer) = match purpose {
        Purpose::Chat | Purpose::Api | Purpose::Trial => (60_000, 5_000),
        Purpose::Title => (900, 20),
        Purpose::Moderation => (900, 1),
    };
    let input = 12 + dice.skewed(prompt);
    // What was said before is read again from the provider's cache.
    let cached_input = match dice.happens(300) {
        true => input / 2 / 128 * 128,
        false => 0,
    };
    let output = match purpose {
        Purpose::Moderation => 0,
        _ => 4 + dice.skewed(answer),
    };
    let reasoning = match model.thinks {
        true => output * dice.between(0, 60) / 100,
        false => 0,
    };
    Tokens {
        input: input - cached_input,
        cached_input,
        cache_write: 0,
        output,
        reasoning,
    }
}

fn failed(dice: &Dice, kept: bool) -> Vec<Attempt> {
    if kept || !dice.happens(30) {
        return Vec::new();
    }
    let (provider, failed) = dice.choice(&FAILURES, |_| 1);
    vec![Attempt {
        provider: (*provider).into(),
        failed: (*failed).into(),
        cost: NanoDollars::ZERO,
    }]
}
