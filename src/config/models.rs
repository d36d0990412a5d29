//! The models that may be asked, where each is served, and how calls are spread out there.

use super::{
    Abort, CallLimits, Config, ConfigError, File, ModelConfig, ModelSection, PriceSection,
    ProviderConfig, Shaping, ShapingSection, TargetConfig, TargetSection, catalogue, prices,
};
use crate::types::{Llm, LlmKind, LlmName};
use std::collections::HashMap;
use std::time::Duration;

pub(super) fn models(
    file: &File,
    providers: &[ProviderConfig],
) -> Result<Vec<ModelConfig>, ConfigError> {
    let mut models = Vec::new();
    for section in &file.models {
        let place = format!("tollgate.toml, [[models]] {}", section.name);
        let model = section.model(providers);
        models.push(model.map_err(|message| ConfigError::new(place, message))?);
    }
    let is_own = |model: &ModelConfig| file.models.iter().any(|own| own.name == model.llm.name.0);
    let listed = providers.iter().flat_map(catalogue::of);
    models.extend(listed.filter(|model| !is_own(model)));
    models.push(catalogue::local());
    prices::set(file, &mut models)?;
    Ok(models)
}

impl ModelConfig {
    /// Where it is served, in one line: `openai`, or `openai (70), azure (30)`.
    pub fn served_by(&self) -> String {
        match self.targets.as_slice() {
            [only] => only.provider.clone(),
            targets => {
                let each = targets
                    .iter()
                    .map(|target| format!("{} ({})", target.provider, target.weight));
                each.collect::<Vec<_>>().join(", ")
            }
        }
    }
}

impl Config {
    /// All that counts of a model, in the words of `tollgate.toml`.
    pub fn section_of(&self, name: &LlmName) -> Option<ModelSection> {
        let model = self.models.iter().find(|one| &one.llm.name == name)?;
        let said = self.file.models.iter().find(|one| one.name == name.0);
        let prices = model.prices.all().iter();
        let mut prices: Vec<_> = prices
            .map(|(from, price)| PriceSection::of(*from, price))
            .collect();
        let since_ever = prices.first().is_some_and(|first| first.from.is_none());
        Some(ModelSection {
            name: name.0.clone(),
            title: Some(model.llm.title.clone()),
            provider: None,
            upstream: None,
            targets: Some(model.targets.iter().map(TargetSection::of).collect()),
            kind: Some(model.llm.kind.as_str().to_owned()),
            context: model.llm.context,
            inputs_per_call: said.and_then(|said| said.inputs_per_call),
            price: since_ever.then(|| prices.remove(0)),
            prices,
        })
    }
}

impl ModelSection {
    /// Whether it can be served as it says.
    ///
    /// # Errors
    /// What cannot be so, in a sentence.
    pub fn check(&self, config: &Config) -> Result<(), String> {
        self.model(&config.providers).map(drop)
    }

    fn model(&self, providers: &[ProviderConfig]) -> Result<ModelConfig, String> {
        let mut targets: Vec<TargetConfig> = Vec::new();
        let mut titles: Vec<&str> = Vec::new();
        let kind = self.kind()?;
        let mut limits: Option<CallLimits> = None;
        for section in self.targets()? {
            let provider = named(&section.provider, providers)?;
            let target = section.target(&self.name);
            let same = |known: &&TargetConfig| {
                (&known.provider, &known.model) == (&target.provider, &target.model)
            };
            if targets.iter().find(same).is_some() {
                let (provider, model) = (&target.provider, &target.model);
                return Err(format!("the target `{model}` of `{provider}` stands twice"));
            }
            if !provider.dialect.serves(kind) {
                let (name, word) = (&provider.name, kind.as_str());
                return Err(format!(
                    "`{name}` is not known to serve a model of kind `{word}`"
                ));
            }
            let its = CallLimits::of(provider, kind);
            limits = Some(limits.map_or(its, |known| known.and(its)));
            if !titles.contains(&provider.title.as_str()) {
                titles.push(&provider.title);
            }
            targets.push(target);
        }
        let prices = prices::of_model(self.price.as_ref(), &self.prices, kind)?;
        let llm = Llm {
            name: LlmName(self.name.clone()),
            kind,
            title: self.title.clone().unwrap_or_else(|| self.name.clone()),
            provider: titles.join(" or "),
            price: prices.first().unwrap_or_default(),
            context: self.context,
            local: false,
        };
        let limits = self.limits(kind, limits.unwrap_or_default())?;
        Ok(ModelConfig {
            llm,
            prices,
            limits,
            targets,
        })
    }

    fn kind(&self) -> Result<LlmKind, String> {
        let Some(word) = &self.kind else {
            return Ok(LlmKind::Chat);
        };
        LlmKind::from_word(word).ok_or_else(|| {
            format!("there is no kind `{word}`; there are: chat, embedding, moderation")
        })
    }

    fn limits(&self, kind: LlmKind, known: CallLimits) -> Result<CallLimits, String> {
        match self.inputs_per_call {
            None => Ok(known),
            Some(_) if kind == LlmKind::Chat => {
                Err("`inputs_per_call` is for models that take several texts at once".into())
            }
            Some(0) => Err("`inputs_per_call` must be at least 1".into()),
            Some(inputs) => Ok(CallLimits {
                inputs: usize::try_from(inputs).unwrap_or(usize::MAX),
                ..known
            }),
        }
    }

    /// One `provider`, or a list of `targets`.
    fn targets(&self) -> Result<Vec<TargetSection>, String> {
        match (&self.provider, &self.upstream, &self.targets) {
            (Some(provider), upstream, None) => Ok(vec![TargetSection {
                provider: provider.clone(),
                model: upstream.clone(),
                weight: None,
            }]),
            (None, None, Some(targets)) if !targets.is_empty() => Ok(targets.clone()),
            (None, None, Some(_)) => Err("`targets` is empty; name at least one".into()),
            (None, _, None) => Err("it needs a `provider`, or a list of `targets`".into()),
            (_, _, Some(_)) => {
                Err("`provider` and `upstream` belong into `targets` where there are some".into())
            }
        }
    }
}

impl TargetSection {
    fn of(target: &TargetConfig) -> Self {
        Self {
            provider: target.provider.clone(),
            model: Some(target.model.clone()),
            weight: Some(target.weight),
        }
    }

    fn target(&self, model: &str) -> TargetConfig {
        TargetConfig {
            provider: self.provider.clone(),
            model: self.model.clone().unwrap_or_else(|| model.to_owned()),
            weight: self.weight.unwrap_or(1),
        }
    }
}

fn named<'a>(name: &str, providers: &'a [ProviderConfig]) -> Result<&'a ProviderConfig, String> {
    let found = providers.iter().find(|known| known.name == name);
    found.ok_or_else(|| {
        let known: Vec<_> = providers.iter().map(|known| known.name.as_str()).collect();
        format!(
            "there is no provider `{name}`; there are: {}",
            known.join(", ")
        )
    })
}

impl Default for Shaping {
    fn default() -> Self {
        Self {
            at_once: 5,
            apart: Duration::from_millis(100),
            queue: 100,
            abort: Abort::Cancel,
        }
    }
}

/// What `tollgate.toml` says about single providers; the others have the default.
pub(super) fn shaping(
    file: &File,
    providers: &[ProviderConfig],
) -> Result<HashMap<String, Shaping>, ConfigError> {
    let mut shaping = HashMap::new();
    for (name, section) in &file.shaping {
        let checked = named(name, providers).and_then(|_| section.shaping());
        let place = format!("tollgate.toml, [shaping.{name}]");
        shaping.insert(
            name.clone(),
            checked.map_err(|message| ConfigError::new(place, message))?,
        );
    }
    Ok(shaping)
}

impl ShapingSection {
    fn shaping(&self) -> Result<Shaping, String> {
        let usual = Shaping::default();
        if self.at_once == Some(0) {
            return Err("`at_once` must be at least 1".into());
        }
        let apart = self.apart_ms.map(|ms| Duration::from_millis(ms.into()));
        Ok(Shaping {
            at_once: self.at_once.unwrap_or(usual.at_once),
            apart: apart.unwrap_or(usual.apart),
            queue: self.queue.unwrap_or(usual.queue),
            abort: self.abort()?,
        })
    }

    fn abort(&self) -> Result<Abort, String> {
        match self.abort.as_deref() {
            None | Some("cancel") => Ok(Abort::Cancel),
            Some("drain") => Ok(Abort::Drain),
            Some(_) => Err("`abort` is \"cancel\" or \"drain\"".into()),
        }
    }
}
