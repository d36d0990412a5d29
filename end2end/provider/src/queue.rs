//! Scripts that wait for calls.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::request::{Api, Asked};
use crate::script::{Script, ScriptError};

/// A script for the next calls that fit; the oldest that fits is played.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Queued {
    /// In JSON also the name of a scenario.
    #[serde(deserialize_with = "script_or_name")]
    pub script: Script,
    /// `null`: for every call until the queue is cleared.
    #[serde(default = "once")]
    pub times: Option<u32>,
    #[serde(default)]
    pub api: Option<Api>,
    #[serde(default)]
    pub model: Option<String>,
    /// Text that the path must hold, for example the prefix of one target's base URL.
    #[serde(default)]
    pub path: Option<String>,
    /// Text that the body must hold.
    #[serde(default)]
    pub contains: Option<String>,
}

impl From<Script> for Queued {
    fn from(script: Script) -> Self {
        Self {
            script,
            times: once(),
            api: None,
            model: None,
            path: None,
            contains: None,
        }
    }
}

impl Queued {
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    #[must_use]
    pub fn always(mut self) -> Self {
        self.times = None;
        self
    }

    #[must_use]
    pub fn for_api(mut self, api: Api) -> Self {
        self.api = Some(api);
        self
    }

    #[must_use]
    pub fn for_model(mut self, model: impl Into<String>) -> Self {
        self.model = Some(model.into());
        self
    }

    #[must_use]
    pub fn for_path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    #[must_use]
    pub fn for_body(mut self, contains: impl Into<String>) -> Self {
        self.contains = Some(contains.into());
        self
    }

    fn fits(&self, asked: &Asked, path: &str, body: &str) -> bool {
        self.api.is_none_or(|api| api == asked.api)
            && self
                .model
                .as_ref()
                .is_none_or(|model| *model == asked.model)
            && self.path.as_ref().is_none_or(|part| path.contains(part))
            && self
                .contains
                .as_ref()
                .is_none_or(|part| body.contains(part))
    }
}

#[derive(Default)]
pub(crate) struct Queue(Mutex<VecDeque<Queued>>);

impl Queue {
    pub(crate) fn push(&self, queued: Queued) {
        self.lock().push_back(queued);
    }

    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    pub(crate) fn take(&self, asked: &Asked, path: &str, body: &str) -> Option<Script> {
        let mut queue = self.lock();
        let place = queue
            .iter()
            .position(|queued| queued.fits(asked, path, body))?;
        let queued = queue.get_mut(place)?;
        let script = queued.script.clone();
        queued.times = queued.times.map(|times| times.saturating_sub(1));
        if queued.times == Some(0) {
            queue.remove(place);
        }
        Some(script)
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Queued>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "the default of a field has the field's type"
)]
fn once() -> Option<u32> {
    Some(1)
}

fn script_or_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Script, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Script::from_value(value).map_err(|error: ScriptError| serde::de::Error::custom(error))
}
