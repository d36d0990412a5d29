//! Who may read how the program is doing.

use super::{ConfigError, Env, File, pick, place};
use secrecy::SecretString;

/// Shortest token: what is shorter could be guessed.
const SHORTEST: usize = 16;

/// `None` if nobody may.
pub(super) fn token(file: &File, env: Env) -> Result<Option<SecretString>, ConfigError> {
    let Some(token) = pick(env, "TOLLGATE_METRICS_TOKEN", &file.metrics_token) else {
        return Ok(None);
    };
    if token.len() < SHORTEST || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        let place = place(env, "TOLLGATE_METRICS_TOKEN", "metrics_token");
        let message =
            "has at least 16 characters, without spaces; `openssl rand -hex 32` makes a good one";
        return Err(ConfigError::new(place, message));
    }
    Ok(Some(token.into()))
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use secrecy::ExposeSecret;

    fn token(file: &str, variable: Option<&str>) -> Result<Option<String>, String> {
        let env = |name: &str| match name {
            "TOLLGATE_METRICS_TOKEN" => variable.map(str::to_owned),
            _ => None,
        };
        let config = Config::from_parts(file, env).map_err(|error| error.to_string())?;
        let token = config.metrics_token;
        Ok(token.map(|token| token.expose_secret().to_owned()))
    }

    #[test]
    fn there_is_no_token_unless_one_is_set() {
        assert_eq!(token("", None), Ok(None));
        let file = "metrics_token = \"0123456789abcdef\"";
        assert_eq!(token(file, None), Ok(Some("0123456789abcdef".into())));
        let other = "another-0123456789";
        assert_eq!(token(file, Some(other)), Ok(Some(other.into())));
    }

    #[test]
    fn a_token_that_could_be_guessed_or_never_arrives_is_refused_and_not_shown() {
        for wrong in ["0123456789abcde", "0123456789 abcdef", "0123456789abcdeé"] {
            let error = token("", Some(wrong)).unwrap_err();
            assert!(error.starts_with("TOLLGATE_METRICS_TOKEN: "), "{error}");
            assert!(!error.contains("0123456789"), "{error}");
        }
    }
}
