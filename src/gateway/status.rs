//! How every provider is doing, for admins.

use super::record::Lately;
use super::refresh::Models;
use super::target::Lane;
use super::{Admin, Gateway};
use crate::error::{Error, Result};
use crate::types::{TargetStatus, Timestamp};
use std::sync::PoisonError;
use std::time::Duration;

/// A provider as it stands.
#[derive(Clone, Debug)]
pub struct ProviderStatus {
    /// Its name in the configuration.
    pub name: String,
    /// As people read it.
    pub title: String,
    pub lately: Lately,
    /// Calls there and calls in line, where there is a queue.
    pub queue: Option<(u32, u32)>,
    pub targets: Vec<TargetStatus>,
    /// What it said last when it was asked what models it has.
    pub listed: Option<Listed>,
}

/// What a provider said of its models.
#[derive(Clone, Debug)]
pub struct Listed {
    pub at: Timestamp,
    pub took: Duration,
    /// A sentence if it did not say.
    pub models: std::result::Result<Models, String>,
}

impl Gateway {
    pub fn providers(&self, _admin: &Admin) -> Vec<ProviderStatus> {
        let lanes = self.routes.all_lanes().iter();
        lanes.map(|lane| self.status(lane)).collect()
    }

    /// Asks a provider what models it has, which shows whether it can be reached and takes the key, and costs
    /// nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is no such provider. That it did not answer is no error here.
    pub async fn probe_provider(&self, _admin: &Admin, name: &str) -> Result<ProviderStatus> {
        let lanes = self.routes.all_lanes();
        let lane = lanes.iter().find(|lane| lane.name == name);
        let lane = lane.ok_or(Error::NotFound)?;
        let begun = self.clock.now();
        let asked = self.routes.refresh_one(lane).await;
        let at = self.clock.now();
        let listed = Listed {
            at,
            took: begun.until(at),
            models: asked.models.map_err(|error| error.to_string()),
        };
        *lane.listed.lock().unwrap_or_else(PoisonError::into_inner) = Some(listed);
        Ok(self.status(lane))
    }

    fn status(&self, lane: &Lane) -> ProviderStatus {
        let mut targets = self.targets();
        targets.retain(|target| target.id.provider == lane.name);
        let listed = lane.listed.lock().unwrap_or_else(PoisonError::into_inner);
        ProviderStatus {
            name: lane.name.clone(),
            title: lane.title.clone(),
            lately: lane.record.lately(),
            queue: lane.status().map(|lane| (lane.under_way, lane.waiting)),
            targets,
            listed: listed.clone(),
        }
    }
}
