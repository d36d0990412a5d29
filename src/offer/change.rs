//! What admins change of the models. Prices that have begun stay as they are, because charges rest on them.

use super::Offer;
use crate::config::{Config, ModelSection, PriceSection, TargetSection};
use crate::error::{Error, Result};
use crate::gateway::Admin;
use crate::types::{Day, LlmKind, LlmName, NewTier, Price, Section, Tier, TierId, Timestamp};
use std::collections::HashMap;

/// Longest name and title, in characters.
const LONGEST: usize = 100;
/// Most tokens that a model may hold; far more than any does.
const MOST_CONTEXT: u32 = 100_000_000;
/// Places that serve one model at most.
const MOST_TARGETS: usize = 20;

/// What an admin may say of a model, apart from its prices.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ModelWishes {
    pub title: String,
    pub context: u32,
    pub targets: Vec<TargetWish>,
}

/// A place that is to serve it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TargetWish {
    pub provider: String,
    /// What the provider calls it; as it is called here if left empty.
    pub model: String,
    pub weight: u32,
}

impl Offer {
    /// Sets all but the prices, for every call that begins from now on. `seen` is the version that the admin has
    /// seen; so below.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the field that is wrong, [`Error::Stale`] if somebody changed it since,
    /// [`Error::NotFound`] if there is no such model; so below.
    pub async fn set(
        &self,
        admin: &Admin,
        name: &LlmName,
        seen: i64,
        wishes: ModelWishes,
    ) -> Result<()> {
        let section = self.section(name)?;
        let section = wishes.put_into(section)?;
        self.write(admin, name, seen, &section).await
    }

    /// Makes a model that the file does not know. Without a price nobody may ask it yet.
    pub async fn create(
        &self,
        admin: &Admin,
        name: &str,
        kind: LlmKind,
        wishes: ModelWishes,
        price: Option<Price>,
    ) -> Result<LlmName> {
        let name = checked(name)?;
        let config = self.policies.now();
        if config.models.iter().any(|known| known.llm.name == name) {
            return Err(Error::invalid("name", "There is a model of this name."));
        }
        let price = price.map(|price| PriceSection::of(self.clock.now(), &price));
        let section = wishes.put_into(ModelSection {
            name: name.0.clone(),
            title: None,
            provider: None,
            upstream: None,
            targets: None,
            kind: Some(kind.as_str().to_owned()),
            context: 0,
            inputs_per_call: None,
            price: None,
            prices: price.into_iter().collect(),
        })?;
        // There may have been one of this name.
        let set = Section::Model(name.clone());
        let before = self.policies.of(admin, &set).await?;
        let seen = before.map_or(0, |before| before.version);
        self.write(admin, &name, seen, &section).await?;
        Ok(name)
    }

    /// Sets what it costs from the beginning of a day, in UTC, or from now on.
    pub async fn add_price(
        &self,
        admin: &Admin,
        name: &LlmName,
        seen: i64,
        from: Option<Day>,
        price: Price,
    ) -> Result<()> {
        let now = self.clock.now();
        let from = from.map_or(now, Day::begins);
        if from < now {
            let message = "This day has begun. Leave it empty for a price from now on.";
            return Err(Error::invalid("from", message));
        }
        let mut section = self.section(name)?;
        let added = PriceSection::of(from, &price);
        if section.prices.iter().any(|known| known.from == added.from) {
            let message = "A price begins then already. Remove it first.";
            return Err(Error::invalid("from", message));
        }
        section.prices.push(added);
        self.write(admin, name, seen, &section).await
    }

    /// Takes back a price that has not begun.
    pub async fn drop_price(
        &self,
        admin: &Admin,
        name: &LlmName,
        seen: i64,
        from: Timestamp,
    ) -> Result<()> {
        if from <= self.clock.now() {
            let message = "This price has begun, and calls were charged by it.";
            return Err(Error::invalid("from", message));
        }
        let mut section = self.section(name)?;
        let gone = PriceSection::of(from, &Price::FREE).from;
        section.prices.retain(|known| known.from != gone);
        self.write(admin, name, seen, &section).await
    }

    /// Lets count again what the file says, or the catalogue. A model that neither knows is gone.
    pub async fn reset(&self, admin: &Admin, name: &LlmName, seen: i64) -> Result<()> {
        let section = Section::Model(name.clone());
        self.policies.set::<()>(admin, section, seen, None).await
    }

    /// Sets which tiers may use a model: those that are `open`, of those that the admin has `seen` in this version.
    /// A tier that was open to all models gets a list of its own when one is closed.
    pub async fn set_tiers(
        &self,
        admin: &Admin,
        name: &LlmName,
        open: &[TierId],
        seen: &HashMap<TierId, i64>,
    ) -> Result<()> {
        let config = self.policies.now();
        self.section(name)?;
        let mut changes = Vec::new();
        for tier in self.store.tiers().await.map_err(Error::Store)? {
            let Some(version) = seen.get(&tier.id) else {
                continue;
            };
            let wanted = open.contains(&tier.id);
            if tier.opens(name) != wanted {
                changes.push((tier.id, *version, with(&config, &tier, name, wanted)));
            }
        }
        let (by, now) = (Some(admin.id()), self.clock.now());
        let changed = self.store.change_tiers(&changes, by, now).await;
        let changed = changed.map_err(Error::Store)?;
        changed.then_some(()).ok_or(Error::Stale)
    }

    fn section(&self, name: &LlmName) -> Result<ModelSection> {
        let section = self.policies.now().section_of(name);
        section.ok_or(Error::NotFound)
    }

    async fn write(
        &self,
        admin: &Admin,
        name: &LlmName,
        seen: i64,
        section: &ModelSection,
    ) -> Result<()> {
        let checked = section.check(self.policies.told());
        checked.map_err(|message| Error::invalid("targets", sentence(&message)))?;
        let set = Section::Model(name.clone());
        self.policies.set(admin, set, seen, Some(section)).await
    }
}

impl ModelWishes {
    fn put_into(self, section: ModelSection) -> Result<ModelSection> {
        let title = self.title.split_whitespace().collect::<Vec<_>>().join(" ");
        if title.is_empty() || title.chars().count() > LONGEST {
            let message = "A title has 1 to 100 characters.";
            return Err(Error::invalid("title", message));
        }
        if self.context == 0 || self.context > MOST_CONTEXT {
            let message = "A model holds between 1 and 100 000 000 tokens.";
            return Err(Error::invalid("context", message));
        }
        if self.targets.is_empty() {
            let message = "Name at least one provider that serves it.";
            return Err(Error::invalid("targets", message));
        }
        if self.targets.len() > MOST_TARGETS {
            let message = "A model is served in 20 places at most.";
            return Err(Error::invalid("targets", message));
        }
        let targets = self.targets.into_iter().map(|target| TargetSection {
            provider: target.provider,
            model: Some(target.model.trim().to_owned()).filter(|model| !model.is_empty()),
            weight: Some(target.weight),
        });
        Ok(ModelSection {
            title: Some(title),
            context: self.context,
            targets: Some(targets.collect()),
            provider: None,
            upstream: None,
            ..section
        })
    }
}

/// A name that stands in an address and in `model` of a request.
fn checked(name: &str) -> Result<LlmName> {
    let name = name.trim();
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "._-:/@+".contains(letter);
    let ends = |at: Option<char>| at.is_some_and(|letter| letter.is_ascii_alphanumeric());
    let is_path = name.split('/').any(|part| matches!(part, "" | "." | ".."));
    let is_good = name.len() <= LONGEST
        && name.chars().all(fits)
        && ends(name.chars().next())
        && ends(name.chars().last())
        && !is_path;
    is_good.then(|| LlmName(name.to_owned())).ok_or_else(|| {
        let message = "A name has up to 100 letters, digits and . _ - : / @ +, and begins and ends with a letter or digit.";
        Error::invalid("name", message)
    })
}

/// The tier with this model open or closed.
fn with(config: &Config, tier: &Tier, name: &LlmName, open: bool) -> NewTier {
    let all = || config.models.iter().map(|model| model.llm.name.clone());
    let mut models = tier.models.clone().unwrap_or_else(|| all().collect());
    models.retain(|known| known != name);
    if open {
        models.push(name.clone());
    }
    NewTier {
        models: Some(models),
        ..tier.said()
    }
}

/// What the configuration says of a mistake, as a sentence of a page.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    let text: String = first.into_iter().chain(letters).collect();
    format!("{text}.")
}
