//! What is offered: which models there are, where they are served, what they cost and who may use them; what admins
//! see of that, and change while the program runs.

mod change;
#[cfg(test)]
mod tests;
mod trial;

pub use change::{ModelWishes, TargetWish};
pub use trial::{QUESTION, Tried};

use crate::clock::Clock;
use crate::config::{Config, ModelConfig, ModelSection, Source, source_of};
use crate::error::{Error, Result};
use crate::gateway::{Admin, Gateway};
use crate::policies::Policies;
use crate::store::Store;
use crate::types::{LlmName, Override, Price, Section, TargetStatus, Tier, Timestamp};
use std::sync::Arc;

#[derive(Clone)]
pub struct Offer {
    policies: Policies,
    gateway: Gateway,
    store: Arc<dyn Store>,
    clock: Clock,
}

/// Who says what a model is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// An admin, in the browser.
    Browser,
    File,
    /// The list that comes with the program.
    Catalogue(Source),
    /// The model that comes with the program.
    Program,
}

/// A model as admins see it.
#[derive(Clone, Debug)]
pub struct Offered {
    pub model: ModelConfig,
    pub origin: Origin,
    /// `tollgate.toml` has prices for it beside those that are known.
    pub has_own_prices: bool,
    /// In force now; without one nobody may ask the model.
    pub price: Option<Price>,
    /// The one that follows.
    pub next: Option<(Timestamp, Price)>,
    pub targets: Vec<TargetStatus>,
}

/// One of them, with all that was ever set of it.
#[derive(Clone, Debug)]
pub struct OfferedModel {
    pub offered: Offered,
    /// What counts, in the words of `tollgate.toml`.
    pub section: ModelSection,
    /// What counts where nothing is set; `None` for a model that was made in the browser.
    pub told: Option<ModelSection>,
    /// Whoever changes it says this; 0 if nothing was ever set.
    pub version: i64,
    /// Newest first.
    pub history: Vec<Override>,
}

impl Offer {
    pub(crate) fn new(
        policies: Policies,
        gateway: Gateway,
        store: Arc<dyn Store>,
        clock: Clock,
    ) -> Self {
        Self {
            policies,
            gateway,
            store,
            clock,
        }
    }

    /// Every model, in the order in which they are offered.
    ///
    /// # Errors
    /// If the database fails; so below.
    pub async fn all(&self, _admin: &Admin) -> Result<Vec<Offered>> {
        let overrides = self.store.overrides().await.map_err(Error::Store)?;
        let config = self.policies.now();
        let targets = self.gateway.targets();
        let models = config.models.iter();
        let all = models.map(|model| self.offered(&config, model, &overrides, &targets));
        Ok(all.collect())
    }

    /// # Errors
    /// [`Error::NotFound`] if there is no such model.
    pub async fn one(&self, admin: &Admin, name: &LlmName) -> Result<OfferedModel> {
        let section = Section::Model(name.clone());
        let history = self.policies.history(admin, &section).await?;
        let config = self.policies.now();
        let model = config.models.iter().find(|one| &one.llm.name == name);
        let model = model.ok_or(Error::NotFound)?;
        let newest = &history[..history.len().min(1)];
        Ok(OfferedModel {
            offered: self.offered(&config, model, newest, &self.gateway.targets()),
            section: config.section_of(name).ok_or(Error::NotFound)?,
            told: self.policies.told().section_of(name),
            version: newest.first().map_or(0, |newest| newest.version),
            history,
        })
    }

    /// Those who may use it or not.
    pub async fn tiers(&self, _admin: &Admin) -> Result<Vec<Tier>> {
        self.store.tiers().await.map_err(Error::Store)
    }

    fn offered(
        &self,
        config: &Config,
        model: &ModelConfig,
        overrides: &[Override],
        targets: &[TargetStatus],
    ) -> Offered {
        let now = self.clock.now();
        let name = &model.llm.name;
        let targets = targets.iter().filter(|target| &target.id.llm == name);
        Offered {
            origin: origin(config, model, overrides),
            has_own_prices: config.file().prices.contains_key(&name.0),
            price: model.prices.at(now),
            next: model.prices.next(now),
            targets: targets.cloned().collect(),
            model: model.clone(),
        }
    }
}

fn origin(config: &Config, model: &ModelConfig, overrides: &[Override]) -> Origin {
    let name = &model.llm.name;
    let section = Section::Model(name.clone());
    let set = |one: &Override| one.section == section && one.document.is_some();
    let in_file = || config.file().models.iter().any(|one| one.name == name.0);
    match source_of(&name.0) {
        _ if model.llm.local => Origin::Program,
        _ if overrides.iter().any(set) => Origin::Browser,
        Some(source) if !in_file() => Origin::Catalogue(source),
        _ => Origin::File,
    }
}
