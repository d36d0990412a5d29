//! Who may make an account.

use super::{ConfigError, Env, File, place};
use crate::types::SignUp;

const VARIABLE: &str = "TOLLGATE_SIGNUP";

/// What counts, and whether the environment says it, which wins over all else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignUpConfig {
    pub mode: SignUp,
    pub by_environment: bool,
}

pub(super) fn sign_up(file: &File, env: Env) -> Result<SignUpConfig, ConfigError> {
    let said = env(VARIABLE);
    let by_environment = said.is_some();
    let mode = match said.as_ref().or(file.signup.as_ref()) {
        None => SignUp::default(),
        Some(word) => SignUp::from_word(word).ok_or_else(|| {
            let message = format!("there is no `{word}`; there are: open, invite, closed");
            ConfigError::new(place(env, VARIABLE, "signup"), message)
        })?,
    };
    Ok(SignUpConfig {
        mode,
        by_environment,
    })
}

impl SignUpConfig {
    /// With another file, but for what the environment says.
    pub(super) fn with(self, file: &File) -> Result<Self, ConfigError> {
        match self.by_environment {
            true => Ok(self),
            false => sign_up(file, &|_| None),
        }
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
        let error = read("signup = \"ajar\"\n", None).unwrap_err();
        assert_eq!(error.place, "tollgate.toml, signup");
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
