//! `tollgate tier …`: what the accounts of a kind may use, from the command line.

use super::show;
use crate::failure::Failure;
use clap::Args;
use std::fmt::Write as _;
use std::str::FromStr;
use tollgate::Error;
use tollgate::clock::Clock;
use tollgate::config::Config;
use tollgate::types::{Limits, NanoDollars, NewTier, Tier, TierId};

/// Each limit that is to be set: a number, or `none` for no limit.
#[derive(Args, Default)]
pub(super) struct LimitArguments {
    /// Questions in an hour of the clock, or `none`; so below.
    #[arg(long)]
    requests_per_hour: Option<Value<u32>>,
    /// Answers that are written at the same time.
    #[arg(long)]
    at_once: Option<Value<u32>>,
    /// Of prompts and answers, in a calendar day.
    #[arg(long)]
    tokens_per_day: Option<Value<u64>>,
    /// In dollars: 10, or 0.25.
    #[arg(long)]
    daily_budget: Option<Value<Dollars>>,
    #[arg(long)]
    monthly_budget: Option<Value<Dollars>>,
}

#[derive(Clone, Copy)]
struct Value<T>(Option<T>);

#[derive(Clone, Copy)]
struct Dollars(NanoDollars);

impl<T: FromStr<Err: std::fmt::Display>> FromStr for Value<T> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "none" => Ok(Self(None)),
            text => {
                let value = text.parse().map_err(|error: T::Err| error.to_string())?;
                Ok(Self(Some(value)))
            }
        }
    }
}

impl FromStr for Dollars {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let dollars = NanoDollars::of_dollars(text).map(Self);
        dollars.ok_or_else(|| "write dollars like 10 or 0.25".into())
    }
}

impl LimitArguments {
    pub(super) fn are_none(&self) -> bool {
        self.changed(Limits::default()) == Limits::default()
            && self.changed(EVERYTHING) == EVERYTHING
    }

    /// The limits with those that were named.
    pub(super) fn changed(&self, limits: Limits) -> Limits {
        let money = |value: Value<Dollars>| value.0.map(|dollars| dollars.0);
        Limits {
            requests_per_hour: named(self.requests_per_hour, limits.requests_per_hour),
            at_once: named(self.at_once, limits.at_once),
            tokens_per_day: named(self.tokens_per_day, limits.tokens_per_day),
            daily_budget: self.daily_budget.map_or(limits.daily_budget, money),
            monthly_budget: self.monthly_budget.map_or(limits.monthly_budget, money),
        }
    }
}

/// Differs from what has no limits in each of them.
const EVERYTHING: Limits = Limits {
    requests_per_hour: Some(0),
    at_once: Some(0),
    tokens_per_day: Some(0),
    daily_budget: Some(NanoDollars::ZERO),
    monthly_budget: Some(NanoDollars::ZERO),
};

fn named<T>(value: Option<Value<T>>, before: Option<T>) -> Option<T> {
    value.map_or(before, |value| value.0)
}

pub(super) async fn list(config: &Config) -> Result<(), Failure> {
    let store = tollgate::store::open(&config.database_url).await?;
    for tier in store.tiers().await? {
        show(&described(&tier)?);
    }
    Ok(())
}

pub(super) async fn set(
    config: &Config,
    name: &str,
    limits: &LimitArguments,
) -> Result<(), Failure> {
    let store = tollgate::store::open(&config.database_url).await?;
    let now = Clock::real().now();
    let tiers = store.tiers().await?;
    let done = match tiers.into_iter().find(|tier| tier.name == name) {
        Some(tier) => {
            let new = NewTier {
                limits: limits.changed(tier.limits),
                name: tier.name,
                models: tier.models,
            };
            let changed = store.change_tier(tier.id, tier.version, &new, None, now);
            changed.await?
        }
        None => {
            let new = NewTier {
                limits: limits.changed(Limits::default()),
                name: name.to_owned(),
                models: None,
            };
            store.create_tier(TierId::new(), &new, None, now).await?
        }
    };
    if !done {
        return Err(Error::Stale.into());
    }
    list(config).await
}

fn described(tier: &Tier) -> Result<String, Failure> {
    let mut text = format!("{} (version {})", tier.name, tier.version);
    let Limits {
        requests_per_hour,
        at_once,
        tokens_per_day,
        daily_budget,
        monthly_budget,
    } = tier.limits;
    let none = || "none".to_owned();
    let rows = [
        (
            "requests per hour",
            requests_per_hour.map(|most| most.to_string()),
        ),
        ("at once", at_once.map(|most| most.to_string())),
        (
            "tokens per day",
            tokens_per_day.map(|most| most.to_string()),
        ),
        ("daily budget", daily_budget.map(NanoDollars::as_sum)),
        ("monthly budget", monthly_budget.map(NanoDollars::as_sum)),
    ];
    let models = tier.models.as_ref().map(|list| {
        let names: Vec<_> = list.iter().map(|llm| llm.0.as_str()).collect();
        names.join(", ")
    });
    for (what, most) in rows {
        write!(text, "\n  {what:<18} {}", most.unwrap_or_else(none))?;
    }
    if let Some(models) = models {
        write!(text, "\n  {:<18} {models}", "models")?;
    }
    Ok(text)
}
