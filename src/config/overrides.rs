//! What admins set in the browser takes the place of what the file says, in the same words and with the same checks.

use super::{Config, ConfigError, File, ModelSection, models, moderation, redaction};
use super::{base_limit, cache, defaults};
use crate::types::{LlmName, Override, Section};
use serde::de::DeserializeOwned;
use std::sync::Arc;

impl Config {
    /// What counts with these in place of what the file says.
    ///
    /// # Errors
    /// The first that is wrong, or does not fit to what is left of the file.
    pub fn with(&self, overrides: &[Override]) -> Result<Self, ConfigError> {
        let mut file = File::clone(&self.file);
        for one in overrides {
            file.take(one)?;
        }
        self.of(file).map_err(in_the_browser)
    }

    fn of(&self, file: File) -> Result<Self, ConfigError> {
        let models = models::models(&file, &self.providers)?;
        Ok(Self {
            defaults: defaults(&file, &models)?,
            moderation: moderation::moderation(&file, &models)?,
            models,
            sign_up: self.sign_up.with(&file)?,
            base_limit: base_limit::base_limit(&file.base_limit)?,
            redaction: redaction::rules(&file.redaction)?,
            cache: cache::cache(&file.cache)?,
            file: Arc::new(file),
            ..self.clone()
        })
    }

    /// In whose words each section that can be set is said.
    pub fn file(&self) -> &File {
        &self.file
    }
}

impl File {
    fn take(&mut self, one: &Override) -> Result<(), ConfigError> {
        let Some(document) = &one.document else {
            return Ok(());
        };
        match &one.section {
            Section::Moderation => self.moderation = read(one, document)?,
            Section::TierModeration(tier) => {
                self.tier_moderation.insert(*tier, read(one, document)?);
            }
            Section::Redaction => self.redaction = read(one, document)?,
            Section::Cache => self.cache = read(one, document)?,
            Section::SignUp => self.signup = read(one, document)?,
            Section::BaseLimit => self.base_limit = read(one, document)?,
            Section::Model(name) => self.take_model(name, read(one, document)?),
        }
        Ok(())
    }

    fn take_model(&mut self, name: &LlmName, model: ModelSection) {
        let model = ModelSection {
            name: name.0.clone(),
            ..model
        };
        // Its prices are its own.
        self.prices.remove(&name.0);
        match self.models.iter_mut().find(|known| known.name == name.0) {
            Some(known) => *known = model,
            None => self.models.push(model),
        }
    }
}

fn read<T: DeserializeOwned>(one: &Override, document: &str) -> Result<T, ConfigError> {
    serde_json::from_str(document)
        .map_err(|error| ConfigError::new(one.section.to_string(), error.to_string()))
}

fn in_the_browser(error: ConfigError) -> ConfigError {
    let place = error.place.replace("tollgate.toml", "set in the browser");
    ConfigError { place, ..error }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{NanoDollars, TierId, Timestamp};

    const FILE: &str = "redis_url = \"redis://ada:hunter2@example.org\"\n\
        [[providers]]\nname = \"p\"\nbase_url = \"http://127.0.0.1:1/v1\"\n\
        [redaction]\noff = [\"jwt\"]\n[cache]\nttl_seconds = 60\n\
        [[models]]\nname = \"m\"\nprovider = \"p\"\ncontext = 8000\nprice = { input = \"1\", output = \"1\" }\n";

    fn set(section: Section, document: &str) -> Override {
        Override {
            section,
            version: 1,
            document: Some(document.into()),
            changed_at: Timestamp(0),
            changed_by: None,
        }
    }

    fn model(name: &str) -> Section {
        Section::Model(LlmName(name.into()))
    }

    fn with(overrides: &[Override]) -> Result<Config, ConfigError> {
        Config::from_parts(FILE, |_| None).unwrap().with(overrides)
    }

    #[test]
    fn what_is_set_takes_the_place_of_its_section_and_of_no_other() {
        let set = [
            set(Section::Redaction, r#"{"off":["password"]}"#),
            set(
                model("m"),
                r#"{"name":"m","provider":"p","context":9000,"price":{"input":"2","output":"3"}}"#,
            ),
            set(model("n"), r#"{"name":"n","provider":"p","context":500}"#),
        ];
        let config = with(&set).unwrap();
        let names: Vec<_> = config.redaction.names().collect();
        assert!(names.contains(&"jwt") && !names.contains(&"password"));
        assert_eq!(config.cache.ttl.as_secs(), 60);
        let found = |name: &str| config.models.iter().find(|one| one.llm.name.0 == name);
        let price = found("m").unwrap().llm.price;
        assert_eq!(price.input, NanoDollars(2_000_000_000));
        assert!(found("n").unwrap().prices.is_empty());
        assert!(!format!("{config:?}").contains("hunter2"));
    }

    #[test]
    fn what_was_taken_back_leaves_the_file_in_force() {
        let gone = Override {
            document: None,
            ..set(Section::Redaction, "")
        };
        let config = with(&[gone]).unwrap();
        assert!(!config.redaction.names().any(|name| name == "jwt"));
    }

    #[test]
    fn a_tier_has_its_own_policy_where_it_says_something() {
        use crate::moderation::Action;
        use crate::types::Category::{Hate, Violence};
        let all = set(
            Section::Moderation,
            r#"{"categories":{"hate":{"action":"block"}}}"#,
        );
        let own = r#"{"categories":{"violence":{"action":"block","threshold":0.7}}}"#;
        let tier = set(Section::TierModeration(TierId::PRO), own);
        let moderation = with(&[all, tier]).unwrap().moderation;
        let of_pro = &moderation.tiers[&TierId::PRO];
        assert_eq!(of_pro.rule(&Violence).action, Action::Block);
        assert_eq!(of_pro.rule(&Hate).action, Action::Block);
        assert_eq!(moderation.policy.rule(&Violence).action, Action::Flag);
    }

    #[test]
    fn what_does_not_fit_is_refused_with_its_place() {
        let told = |one: Override| with(&[one]).unwrap_err().to_string();
        let elsewhere = r#"{"name":"m","provider":"gone","context":9000}"#;
        let error = told(set(model("m"), elsewhere));
        assert!(
            error.starts_with("set in the browser, [[models]] m: there is no provider `gone`"),
            "{error}"
        );
        let error = told(set(Section::Cache, r#"{"scopes":1}"#));
        assert!(
            error.starts_with("cache: unknown field `scopes`"),
            "{error}"
        );
    }
}
