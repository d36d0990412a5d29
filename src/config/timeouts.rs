//! How long each provider may keep a call waiting.

use super::{ConfigError, File, ProviderConfig, TimeoutsSection};
use crate::provider::Timeouts;
use std::time::Duration;

/// Puts what `tollgate.toml` says about single providers in place; the others have the default.
pub(super) fn set(file: &File, providers: &mut [ProviderConfig]) -> Result<(), ConfigError> {
    for (name, section) in &file.timeouts {
        let wrong =
            |message| ConfigError::new(format!("tollgate.toml, [timeouts.{name}]"), message);
        let provider = providers.iter_mut().find(|known| &known.name == name);
        let provider = provider.ok_or_else(|| wrong(format!("there is no provider `{name}`")))?;
        provider.timeouts = section.timeouts().map_err(wrong)?;
    }
    Ok(())
}

impl TimeoutsSection {
    fn timeouts(&self) -> Result<Timeouts, String> {
        let usual = Timeouts::default();
        Ok(Timeouts {
            connect: wait("connect_ms", self.connect_ms, usual.connect)?,
            headers: wait("headers_ms", self.headers_ms, usual.headers)?,
            idle: wait("idle_ms", self.idle_ms, usual.idle)?,
            total: longest(wait("total_ms", self.total_ms, usual.total)?)?,
        })
    }
}

/// What a call may cost is held for twenty minutes, so it must have ended by then.
fn longest(total: Duration) -> Result<Duration, String> {
    let most = Timeouts::default().total;
    match total <= most {
        true => Ok(total),
        false => Err(format!("`total_ms` must be at most {}", most.as_millis())),
    }
}

fn wait(key: &str, said: Option<u32>, usual: Duration) -> Result<Duration, String> {
    match said {
        None => Ok(usual),
        Some(0) => Err(format!("`{key}` must be at least 1")),
        Some(ms) => Ok(Duration::from_millis(ms.into())),
    }
}
