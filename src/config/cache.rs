//! How long answers are kept, for whom, and where.

use super::{CacheSection, ConfigError, Env, File, pick, place};
use redis::IntoConnectionInfo;
use secrecy::SecretString;
use std::time::Duration;

/// For whom a kept answer is an answer. Whoever builds a key of the cache must say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sharing {
    /// Only for the account that asked.
    #[default]
    Account,
    /// For the people of its tier.
    Tier,
    Everyone,
}

/// How answers are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheConfig {
    pub sharing: Sharing,
    /// Nothing is kept if it is nothing.
    pub ttl: Duration,
    /// Most bytes in this process. Redis has a bound of its own.
    pub max_bytes: u64,
}

impl Default for CacheConfig {
    fn default() -> Self {
        Self {
            sharing: Sharing::default(),
            ttl: Duration::from_secs(3_600),
            max_bytes: 32 << 20,
        }
    }
}

impl Sharing {
    pub const ALL: [Self; 3] = [Self::Account, Self::Tier, Self::Everyone];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Tier => "tier",
            Self::Everyone => "everyone",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|sharing| sharing.as_str() == word)
    }
}

pub(super) fn cache(section: &CacheSection) -> Result<CacheConfig, ConfigError> {
    let usual = CacheConfig::default();
    let sharing = match &section.scope {
        None => usual.sharing,
        Some(word) => Sharing::from_word(word).ok_or_else(|| {
            let message = format!("there is no scope `{word}`; there are: account, tier, everyone");
            ConfigError::new("tollgate.toml, [cache] scope", message)
        })?,
    };
    Ok(CacheConfig {
        sharing,
        ttl: section.ttl_seconds.map_or(usual.ttl, Duration::from_secs),
        max_bytes: section.max_bytes.unwrap_or(usual.max_bytes),
    })
}

/// Never quotes the address, which may hold a password.
pub(super) fn redis_url(file: &File, env: Env) -> Result<Option<SecretString>, ConfigError> {
    let Some(url) = pick(env, "REDIS_URL", &file.redis_url) else {
        return Ok(None);
    };
    if url.as_str().into_connection_info().is_err() {
        let message = "this is not the address of a Redis; write one like redis://127.0.0.1:6379";
        return Err(ConfigError::new(
            place(env, "REDIS_URL", "redis_url"),
            message,
        ));
    }
    Ok(Some(url.into()))
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;

    fn read(toml: &str) -> Result<CacheConfig, ConfigError> {
        Config::from_parts(toml, |_| None).map(|config| config.cache)
    }

    #[test]
    fn answers_are_kept_for_an_hour_for_their_account_unless_the_admin_says_otherwise() {
        assert_eq!(read("").unwrap(), CacheConfig::default());
        let own = read("[cache]\nscope = \"everyone\"\nttl_seconds = 60\nmax_bytes = 0\n");
        let expected = CacheConfig {
            sharing: Sharing::Everyone,
            ttl: Duration::from_secs(60),
            max_bytes: 0,
        };
        assert_eq!(own.unwrap(), expected);
        let error = read("[cache]\nscope = \"world\"\n").unwrap_err();
        assert_eq!(error.place, "tollgate.toml, [cache] scope");
    }

    #[test]
    fn an_address_of_redis_is_checked_and_never_shown() {
        let with = |url: &'static str| {
            Config::from_parts("", move |name| {
                (name == "REDIS_URL").then(|| url.to_owned())
            })
        };
        let config = with("rediss://ada:hunter2@example.org:6380/1").unwrap();
        assert!(config.redis_url.is_some());
        assert!(!format!("{config:?}").contains("hunter2"));
        let error = with("http://ada:hunter2@example.org").unwrap_err();
        assert_eq!(error.place, "REDIS_URL");
        assert!(!error.message.contains("hunter2"), "{error}");
    }
}
