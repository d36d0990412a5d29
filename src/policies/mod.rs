//! What admins change of the configuration while the program runs. What they set stands in the store, is checked
//! like the file, and counts from then on for every call that begins.

#[cfg(test)]
mod tests;
mod trial;

pub use trial::{Does, Finder, Finding, Sample, Side, Trial, sentence};

use crate::accounts::Accounts;
use crate::clock::Clock;
use crate::config::{Config, ConfigError};
use crate::error::{Error, Result};
use crate::gateway::{Admin, Gateway};
use crate::live::Live;
use crate::store::Store;
use crate::types::{Override, Section};
use serde::Serialize;
use std::sync::Arc;
use tokio::sync::Mutex;

#[derive(Clone)]
pub struct Policies {
    store: Arc<dyn Store>,
    clock: Clock,
    /// As the file and the environment have it.
    told: Arc<Config>,
    live: Live<Config>,
    gateway: Gateway,
    accounts: Accounts,
    /// One change after the other, so that what is live is what was written last.
    turn: Arc<Mutex<()>>,
}

/// What counts now: the file, and what was set in the browser in place of parts of it.
///
/// # Errors
/// The first that is wrong, or does not fit to what is left of the file; if the database fails.
pub(crate) async fn in_force(config: &Config, store: &dyn Store) -> Result<Config> {
    let overrides = store.overrides().await.map_err(Error::Store)?;
    config.with(&overrides).map_err(|error| {
        Error::Internal(format!(
            "{error}. Put right what it needs, or give it up: tollgate policy reset"
        ))
    })
}

impl Policies {
    pub(crate) fn new(
        told: Arc<Config>,
        live: Live<Config>,
        store: Arc<dyn Store>,
        clock: Clock,
        gateway: Gateway,
        accounts: Accounts,
    ) -> Self {
        Self {
            store,
            clock,
            told,
            live,
            gateway,
            accounts,
            turn: Arc::default(),
        }
    }

    /// What counts now.
    pub fn now(&self) -> Arc<Config> {
        self.live.get()
    }

    /// What the file says, which counts where nothing was set.
    pub fn told(&self) -> &Config {
        &self.told
    }

    /// What would become of a text by the rules in force.
    ///
    /// # Errors
    /// As [`Sample::run`].
    pub async fn try_out(&self, _admin: &Admin, sample: Sample) -> Result<Trial> {
        let now = self.now();
        let run = move || sample.run(&now.moderation, &now.redaction);
        let tried = tokio::task::spawn_blocking(run).await;
        tried.map_err(|error| Error::Internal(error.to_string()))?
    }

    /// What was set of a section, if ever.
    ///
    /// # Errors
    /// If the database fails; so below.
    pub async fn of(&self, _admin: &Admin, section: &Section) -> Result<Option<Override>> {
        let all = self.store.overrides().await.map_err(Error::Store)?;
        Ok(all.into_iter().find(|one| &one.section == section))
    }

    /// Every version of a section, newest first.
    ///
    /// # Errors
    /// As above.
    pub async fn history(&self, _admin: &Admin, section: &Section) -> Result<Vec<Override>> {
        let versions = self.store.override_history(section).await;
        versions.map_err(Error::Store)
    }

    /// Sets a section for all calls that begin from now on, or gives it back to the file. `seen` is the version
    /// that the admin has seen, 0 if there was none.
    ///
    /// # Errors
    /// [`Error::Invalid`] of the field `section` if it is wrong, or does not fit to the rest; [`Error::Stale`] if
    /// somebody changed it since.
    pub async fn set<T: Serialize>(
        &self,
        admin: &Admin,
        section: Section,
        seen: i64,
        document: Option<&T>,
    ) -> Result<()> {
        let _turn = self.turn.lock().await;
        let document = document.map(serde_json::to_string).transpose();
        let document = document.map_err(|error| Error::Internal(error.to_string()))?;
        let now = self.clock.now();
        let mut overrides = self.store.overrides().await.map_err(Error::Store)?;
        overrides.retain(|one| one.section != section);
        overrides.push(Override {
            section: section.clone(),
            version: seen + 1,
            document: document.clone(),
            changed_at: now,
            changed_by: None,
        });
        let config = self.told.with(&overrides).map_err(invalid)?;
        let by = Some(admin.id());
        let set = self
            .store
            .set_override(&section, seen, document.as_deref(), by, now);
        if !set.await.map_err(Error::Store)? {
            return Err(Error::Stale);
        }
        self.gateway.take(&config);
        self.accounts.take(&config);
        self.live.set(config);
        Ok(())
    }
}

fn invalid(error: ConfigError) -> Error {
    Error::invalid("section", sentence(&error.message))
}
