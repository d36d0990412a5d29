//! The providers: three that a key in the environment is enough for, and those of `tollgate.toml`.

use super::{ConfigError, Env, File, LOCAL_PROVIDER, ProviderConfig, ProviderSection, checked_url};
use crate::provider::{Dialect, Timeouts};

/// A provider that is known without being described.
struct Known {
    name: &'static str,
    title: &'static str,
    dialect: Dialect,
    key: &'static str,
    base_url: (&'static str, &'static str),
}

const KNOWN: [Known; 3] = [
    Known {
        name: "openai",
        title: "OpenAI",
        dialect: Dialect::OpenAi,
        key: "OPENAI_API_KEY",
        base_url: ("OPENAI_BASE_URL", "https://api.openai.com/v1"),
    },
    Known {
        name: "anthropic",
        title: "Anthropic",
        dialect: Dialect::Anthropic,
        key: "ANTHROPIC_API_KEY",
        base_url: ("ANTHROPIC_BASE_URL", "https://api.anthropic.com"),
    },
    Known {
        name: "google",
        title: "Google",
        dialect: Dialect::Google,
        key: "GEMINI_API_KEY",
        base_url: (
            "GEMINI_BASE_URL",
            "https://generativelanguage.googleapis.com",
        ),
    },
];

pub(super) fn providers(file: &File, env: Env) -> Result<Vec<ProviderConfig>, ConfigError> {
    let mut providers = Vec::new();
    for known in &KNOWN {
        providers.extend(known.enabled(env)?);
    }
    for section in &file.providers {
        let place = format!("tollgate.toml, [[providers]] {}", section.name);
        let is_taken = section.name == LOCAL_PROVIDER
            || providers.iter().any(|known| known.name == section.name);
        let provider = if is_taken {
            Err("this name is taken; choose another".to_owned())
        } else {
            section.provider(env)
        };
        providers.push(provider.map_err(|message| ConfigError::new(place, message))?);
    }
    Ok(providers)
}

impl Known {
    /// A key or an address of one's own enables it.
    fn enabled(&self, env: Env) -> Result<Option<ProviderConfig>, ConfigError> {
        let (variable, usual) = self.base_url;
        let (key, base_url) = (env(self.key), env(variable));
        if key.is_none() && base_url.is_none() {
            return Ok(None);
        }
        let base_url = checked_url(base_url.as_deref().unwrap_or(usual))
            .map_err(|message| ConfigError::new(variable, message))?;
        Ok(Some(ProviderConfig {
            name: self.name.into(),
            title: self.title.into(),
            dialect: self.dialect,
            base_url,
            key: key.map(Into::into),
            timeouts: Timeouts::default(),
        }))
    }
}

impl ProviderSection {
    fn provider(&self, env: Env) -> Result<ProviderConfig, String> {
        let key = match &self.api_key_env {
            Some(name) => Some(env(name).ok_or(format!("the variable {name} is not set"))?),
            None => None,
        };
        Ok(ProviderConfig {
            name: self.name.clone(),
            title: self.title.clone().unwrap_or_else(|| self.name.clone()),
            dialect: self.dialect()?,
            base_url: checked_url(&self.base_url)?,
            key: key.map(Into::into),
            timeouts: Timeouts::default(),
        })
    }

    fn dialect(&self) -> Result<Dialect, String> {
        let Some(name) = &self.dialect else {
            return Ok(Dialect::default());
        };
        Dialect::named(name).ok_or_else(|| {
            let known = Dialect::NAMES.map(|(name, _)| name).join(", ");
            format!("there is no dialect `{name}`; there are: {known}")
        })
    }
}
