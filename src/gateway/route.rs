//! From the name of a model to the targets that serve it, in the order in which they are asked.

use super::Call;
use super::backoff::RetryBudget;
use super::breaker::Breaker;
use super::record::Record;
use super::refresh::{Refreshed, refresh};
use super::shaping::Queue;
use super::target::{Lane, Target};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::{CallLimits, Config, LOCAL_PROVIDER, ModelConfig, Prices, TargetConfig};
use crate::error::{Error, Result};
use crate::live::Live;
use crate::metrics::LaneStatus;
use crate::provider::Provider;
use crate::types::{Llm, LlmKind, LlmName, TargetId, TargetStatus};
use futures::future::join_all;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// Families of models whose vocabulary is `o200k_base`, as OpenAI's own tiktoken lists them.
const O200K: [&str; 7] = [
    "gpt-4o", "gpt-4.1", "gpt-4.5", "gpt-5", "o1", "o3", "o4-mini",
];

/// A model and where it is served. A route that was drawn is never empty.
pub(super) struct Route {
    /// With the price in force when it was asked for.
    pub(super) llm: Llm,
    pub(super) limits: CallLimits,
    pub(super) targets: Vec<Arc<Target>>,
}

/// All models that may be asked, and the ways to where they are served.
#[derive(Default)]
pub struct Routes {
    table: Live<Table>,
    /// The ways to the providers, also to those that serve none of the models.
    lanes: Vec<Arc<Lane>>,
    clock: Clock,
}

/// The models in the order in which they are offered. Never changed, but replaced as a whole: who has found a
/// route keeps it.
#[derive(Default)]
struct Table(Vec<(Route, Prices)>);

impl Routes {
    /// # Errors
    /// [`Error::Internal`] if a provider cannot be set up.
    pub fn new(config: &Config, clock: &Clock) -> Result<Self> {
        let routes = Self {
            table: Live::default(),
            lanes: lanes(config, clock)?,
            clock: clock.clone(),
        };
        routes.take(config);
        Ok(routes)
    }

    /// What counts for every call that is admitted from now on. A target that stays keeps its breaker, and every
    /// provider its queue and its record.
    pub(super) fn take(&self, config: &Config) {
        let before = self.table.get();
        let known: HashMap<_, _> = before
            .targets()
            .map(|target| (&target.id, target))
            .collect();
        let route = |model: &ModelConfig| (self.made(model, &known), model.prices.clone());
        let routes = config.models.iter().map(route);
        let served = routes.filter(|(route, _)| !route.targets.is_empty());
        self.table.set(Table(served.collect()));
    }

    fn made(&self, model: &ModelConfig, known: &HashMap<&TargetId, &Arc<Target>>) -> Route {
        let target = |target: &TargetConfig| {
            let lane = self
                .lanes
                .iter()
                .find(|lane| lane.name == target.provider)?;
            let id = TargetId {
                llm: model.llm.name.clone(),
                provider: target.provider.clone(),
                model: target.model.clone(),
            };
            let breaker = known.get(&id).map(|known| known.breaker.clone());
            let breaker = breaker.unwrap_or_else(|| {
                let name = format!("{} at {}", target.model, target.provider);
                Breaker::new(name, self.clock.clone(), lane.record.clone())
            });
            Some(Arc::new(Target {
                id,
                weight: target.weight,
                lane: lane.clone(),
                breaker,
            }))
        };
        Route {
            llm: model.llm.clone(),
            limits: model.limits,
            targets: model.targets.iter().filter_map(target).collect(),
        }
    }

    /// # Errors
    /// [`Error::NoProvider`] if nobody offers the model, [`Error::NoPrice`] if nobody knows what it costs now.
    pub(super) fn find(&self, name: &LlmName) -> Result<Route> {
        let table = self.table.get();
        let found = table.listed(name).ok_or_else(|| Error::NoProvider {
            llm: name.0.clone(),
            retry_after: None,
        })?;
        let llm = self.in_force(found).ok_or_else(|| Error::NoPrice {
            llm: name.0.clone(),
        })?;
        let targets = found.0.targets.clone();
        Ok(Route {
            llm,
            targets,
            ..found.0
        })
    }

    /// The model with the price in force, if there is one.
    fn in_force(&self, (route, prices): &(Route, Prices)) -> Option<Llm> {
        let price = prices.at(self.clock.now())?;
        Some(Llm {
            price,
            ..route.llm.clone()
        })
    }

    /// # Errors
    /// Also if it is no model of this kind.
    pub(super) fn of_kind(&self, name: &LlmName, kind: LlmKind) -> Result<Route> {
        let route = self.find(name)?;
        if route.llm.kind == kind {
            return Ok(route);
        }
        let does = match route.llm.kind {
            LlmKind::Chat => "answers in words",
            LlmKind::Embedding => "turns texts into vectors",
            LlmKind::Moderation => "judges texts",
        };
        let message = format!("{} {does}, and can do nothing else.", route.llm.title);
        Err(Error::invalid("model", message))
    }

    pub(super) fn route(&self, name: &LlmName, chance: &Chance) -> Result<Route> {
        self.find(name)?.draw(chance)
    }

    pub(super) fn knows(&self, name: &LlmName) -> bool {
        self.table.get().listed(name).is_some()
    }

    /// Those that may be asked now.
    pub(super) fn llms(&self) -> Vec<Llm> {
        let table = self.table.get();
        table
            .0
            .iter()
            .filter_map(|found| self.in_force(found))
            .collect()
    }

    pub(super) fn targets(&self) -> Vec<TargetStatus> {
        let table = self.table.get();
        table.targets().map(|target| target.status()).collect()
    }

    /// What each provider has, beside what is looked for there. Providers are asked at the same time; nothing is
    /// sent that a model would read.
    pub async fn refresh_models(&self) -> Vec<Refreshed> {
        join_all(self.lanes.iter().map(|lane| self.refresh_one(lane))).await
    }

    pub(super) async fn refresh_one(&self, lane: &Arc<Lane>) -> Refreshed {
        let at_lane = |target: &&Arc<Target>| Arc::ptr_eq(&target.lane, lane);
        let table = self.table.get();
        let targets = table.targets().filter(at_lane).map(|target| &target.id);
        refresh(lane, targets.collect()).await
    }

    pub(super) fn all_lanes(&self) -> &[Arc<Lane>] {
        &self.lanes
    }

    /// How much there is to do at each provider that is called over the network.
    pub(super) fn lanes(&self) -> Vec<LaneStatus> {
        self.lanes.iter().filter_map(|lane| lane.status()).collect()
    }

    /// `false` if there is no such target.
    pub(super) fn reset(&self, id: &TargetId) -> bool {
        let table = self.table.get();
        let target = table.targets().find(|target| &target.id == id);
        target.inspect(|target| target.breaker.reset()).is_some()
    }
}

impl Table {
    fn listed(&self, name: &LlmName) -> Option<&(Route, Prices)> {
        let mut all = self.0.iter();
        all.find(|(route, _)| &route.llm.name == name)
    }

    fn targets(&self) -> impl Iterator<Item = &Arc<Target>> {
        self.0.iter().flat_map(|(route, _)| &route.targets)
    }
}

impl Route {
    /// Whether the model's vocabulary is the one that we count with, wherever it is served.
    pub(super) fn counts_as_we_do(&self) -> bool {
        let ours = |target: &Arc<Target>| {
            let model = target.id.model.as_str();
            O200K.iter().any(|family| model.starts_with(family))
        };
        self.targets.iter().all(ours)
    }

    /// All places where it is served, whoever is asked: what it stands for.
    pub(super) fn places(&self) -> String {
        let place = |target: &Arc<Target>| format!("{}/{}", target.id.provider, target.id.model);
        let mut places: Vec<_> = self.targets.iter().map(place).collect();
        places.sort();
        places.join(" ")
    }

    /// Those of its targets that have words for all that the call says.
    ///
    /// # Errors
    /// [`Error::Unsayable`] if there is none.
    pub(super) fn that_can_say(&self, call: &Call) -> Result<Self> {
        let mut wrong = None;
        let mut can = |target: &Arc<Target>| match target.cannot_say(call) {
            None => true,
            Some(field) => {
                wrong.get_or_insert(field);
                false
            }
        };
        let route = self.with(|target| can(target));
        match wrong {
            Some(field) if route.targets.is_empty() => Err(Error::Unsayable {
                llm: route.llm.title,
                field,
            }),
            _ => Ok(route),
        }
    }

    /// The healthy targets: first one that is drawn by weight, then the others by weight.
    pub(super) fn draw(&self, chance: &Chance) -> Result<Self> {
        let mut route = self.with(|target| target.breaker.closed_for().is_none());
        if route.targets.is_empty() {
            return Err(self.nobody());
        }
        route.targets.sort_by_key(|target| Reverse(target.weight));
        let first = draw(&route.targets, chance);
        route.targets[..=first].rotate_right(1);
        Ok(route)
    }

    fn with(&self, fits: impl FnMut(&Arc<Target>) -> bool) -> Self {
        let mut targets = self.targets.clone();
        targets.retain(fits);
        Self {
            llm: self.llm.clone(),
            limits: self.limits,
            targets,
        }
    }

    /// Everybody is set aside: says when the first of them is asked again.
    pub(super) fn nobody(&self) -> Error {
        let waits = self
            .targets
            .iter()
            .map(|target| target.breaker.closed_for());
        Error::NoProvider {
            llm: self.llm.title.clone(),
            retry_after: Some(
                waits
                    .map(Option::unwrap_or_default)
                    .min()
                    .unwrap_or_default(),
            ),
        }
    }
}

fn lanes(config: &Config, clock: &Clock) -> Result<Vec<Arc<Lane>>> {
    let lane = |name: &str, title: &str, provider, queue| {
        Arc::new(Lane {
            name: name.to_owned(),
            provider,
            title: title.to_owned(),
            queue,
            retries: RetryBudget::default(),
            record: Arc::new(Record::new(clock.clone())),
            listed: Mutex::default(),
        })
    };
    let mut lanes = Vec::new();
    for provider in &config.providers {
        let queue = Queue::new(config.shaping_of(&provider.name), clock.clone());
        let reached = Provider::http(provider)?;
        lanes.push(lane(&provider.name, &provider.title, reached, Some(queue)));
    }
    if let Some(provider) = Provider::local(config) {
        lanes.push(lane(LOCAL_PROVIDER, "this machine", provider, None));
    }
    Ok(lanes)
}

/// The place of the target that the lot falls on, by weight.
fn draw(targets: &[Arc<Target>], chance: &Chance) -> usize {
    let weight = |target: &Arc<Target>| u64::from(target.weight);
    let mut lot = chance.below(targets.iter().map(weight).sum());
    let falls_on = |target: &Arc<Target>| match lot.checked_sub(weight(target)) {
        Some(left) => {
            lot = left;
            false
        }
        None => true,
    };
    targets.iter().position(falls_on).unwrap_or(0)
}
