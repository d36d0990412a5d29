//! What accounts are told about their budgets: on their pages, by e-mail and by webhook. An alert is raised in
//! the transaction that brought it about (`ledger/alert.rs` decides, the store writes); here it is read, and a
//! [`Courier`] takes it to those who do not look at the pages.

mod address;
mod courier;
mod mail;
mod signature;
#[cfg(test)]
mod tests;
mod text;
mod webhook;

pub use courier::Courier;

use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::gateway::Caller;
use crate::store::{Store, Webhook};
use crate::types::{Alert, AlertId, AlertSettings, Timestamp};
use secrecy::ExposeSecret;
use std::sync::Arc;

/// Alerts of one page.
const SHOWN: u32 = 50;

/// An account's own alerts, and how it wants to be told. Cheap to clone.
#[derive(Clone)]
pub struct Alerts {
    store: Arc<dyn Store>,
    clock: Clock,
    allow_private: bool,
}

impl Alerts {
    pub fn new(store: Arc<dyn Store>, clock: Clock, config: &Config) -> Self {
        Self {
            store,
            clock,
            allow_private: config.alerts.allow_private_webhooks,
        }
    }

    /// A page of the caller's alerts, newest first, and whether there are older ones; `before` is the last of
    /// the page before.
    ///
    /// # Errors
    /// If the database fails; so below.
    pub async fn list(
        &self,
        caller: &Caller,
        before: Option<AlertId>,
    ) -> Result<(Vec<Alert>, bool)> {
        let listed = self.store.alerts_of(caller.id(), before, SHOWN + 1).await;
        let mut listed = listed.map_err(Error::Store)?;
        let more = listed.len() > SHOWN as usize;
        listed.truncate(SHOWN as usize);
        Ok((listed, more))
    }

    /// How many the caller has not read.
    ///
    /// # Errors
    /// As [`Alerts::list`].
    pub async fn unread(&self, caller: &Caller) -> Result<u32> {
        let unread = self.store.unread_alerts(caller.id()).await;
        unread.map_err(Error::Store)
    }

    /// Marks one that the account has seen.
    ///
    /// # Errors
    /// [`Error::NotFound`] if it has no such alert.
    pub async fn mark_one(&self, caller: &Caller, alert: AlertId) -> Result<()> {
        let now = self.clock.now();
        let marked = self.store.read_alert(caller.id(), alert, now).await;
        marked
            .map_err(Error::Store)?
            .then_some(())
            .ok_or(Error::NotFound)
    }

    /// Marks what the account has seen: what was raised until then.
    ///
    /// # Errors
    /// As [`Alerts::list`].
    pub async fn mark_read(&self, caller: &Caller, raised_until: Timestamp) -> Result<()> {
        let now = self.clock.now();
        let marked = self.store.read_alerts(caller.id(), raised_until, now).await;
        marked.map_err(Error::Store)
    }

    /// # Errors
    /// As [`Alerts::list`].
    pub async fn settings(&self, caller: &Caller) -> Result<AlertSettings> {
        let settings = self.store.alert_settings(caller.id()).await;
        settings.map_err(Error::Store)
    }

    /// # Errors
    /// As [`Alerts::list`].
    pub async fn set_emails(&self, caller: &Caller, wanted: bool) -> Result<()> {
        let set = self.store.set_alert_emails(caller.id(), wanted).await;
        set.map_err(Error::Store)
    }

    /// Has alerts posted to this address from now on. Gives the new secret that signs them, here and never
    /// again.
    ///
    /// # Errors
    /// [`Error::Invalid`] if nothing may be posted there.
    pub async fn set_webhook(&self, caller: &Caller, url: &str) -> Result<String> {
        let url = address::endpoint(url, self.allow_private)
            .map_err(|message| Error::invalid("url", message))?;
        let webhook = Webhook {
            url: url.into(),
            secret: signature::new_secret(),
        };
        let now = self.clock.now();
        let set = self.store.set_webhook(caller.id(), Some(&webhook), now);
        set.await.map_err(Error::Store)?;
        Ok(webhook.secret.expose_secret().to_owned())
    }

    /// # Errors
    /// As [`Alerts::list`].
    pub async fn remove_webhook(&self, caller: &Caller) -> Result<()> {
        let now = self.clock.now();
        let removed = self.store.set_webhook(caller.id(), None, now).await;
        removed.map_err(Error::Store)
    }
}
