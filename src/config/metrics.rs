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
