//! Who may make an account.

use super::{ConfigError, Env, File};
use crate::types::SignUp;

const VARIABLE: &str = "TOLLGATE_SIGNUP";

/// What counts, and whether the environment says it, which wins over all else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignUpConfig {
    pub mode: SignUp,
    pub by_environment: bool,
}

pub(super) fn sign_up(file: &File, env: Env) -> Result<SignUpConfig, ConfigError> {
    let of_file = read(file.signup.as_deref(), "tollgate.toml, signup")?;
    let said = env(VARIABLE);
    let said = said.map(|word| read(Some(&word), VARIABLE)).transpose()?;
    Ok(SignUpConfig {
        mode: said.unwrap_or(of_file),
        by_environment: said.is_some(),
    })
}

fn read(word: Option<&str>, place: &str) -> Result<SignUp, ConfigError> {
    let Some(word) = word else {
        return Ok(SignUp::default());
    };
    SignUp::from_word(word).ok_or_else(|| {
        let message = format!("there is no `{word}`; there are: open, invite, closed");
        ConfigError::new(place, message)
    })
}

impl SignUpConfig {
    /// With another file, but for what the environment says.
    pub(super) fn with(self, file: &File) -> Result<Self, ConfigError> {
        let of_file = sign_up(file, &|_| None)?;
        Ok(if self.by_environment { self } else { of_file })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Config, ConfigError};
    use super::*;
    use crate::types::{Override, Section, Timestamp};

    fn read(toml: &str, said: Option<&'static str>) -> Result<Config, ConfigError> {
        let env = move |name: &str| said.filter(|_| name == VARIABLE).map(str::to_owned);
        Config::from_parts(toml, env)
    }

    #[test]
    fn people_are_invited_unless_something_else_is_said_and_the_environment_wins() {
        let mode = |toml, said| read(toml, said).unwrap().sign_up.mode;
        assert_eq!(mode("", None), SignUp::Invite);
        assert_eq!(mode("signup = \"open\"\n", None), SignUp::Open);
        assert_eq!(mode("signup = \"open\"\n", Some("closed")), SignUp::Closed);
        let error = read("", Some("ajar")).unwrap_err();
        assert_eq!(error.place, VARIABLE);
        for said in [None, Some("open")] {
            let error = read("signup = \"ajar\"\n", said).unwrap_err();
            assert_eq!(error.place, "tollgate.toml, signup");
        }
    }

    #[test]
    fn what_is_set_in_the_browser_counts_unless_the_environment_says_something() {
        let set = Override {
            section: Section::SignUp,
            version: 1,
            document: Some("\"open\"".into()),
            changed_at: Timestamp(0),
            changed_by: None,
        };
        let with = |said| {
            read("", said)
                .unwrap()
                .with(std::slice::from_ref(&set))
                .unwrap()
                .sign_up
        };
        assert_eq!(with(None).mode, SignUp::Open);
        assert_eq!(with(Some("closed")).mode, SignUp::Closed);
        assert!(with(Some("closed")).by_environment);
    }
}
