//! What was decided about what people asked, for admins to read.

use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::gateway::Admin;
use crate::store::{Decided, DecisionFilter, DecisionPage, DecisionTurn, Store};
use crate::types::{AccountId, Email};
use std::sync::Arc;

/// Rows of a page.
const PAGE: usize = 50;

#[derive(Clone)]
pub struct ModerationLog {
    store: Arc<dyn Store>,
    clock: Clock,
}

impl ModerationLog {
    pub fn new(store: Arc<dyn Store>, clock: Clock) -> Self {
        Self { store, clock }
    }

    /// A page of the log, newest first.
    ///
    /// # Errors
    /// If the database fails; so below.
    pub async fn page(
        &self,
        _admin: &Admin,
        filter: &DecisionFilter,
        turn: DecisionTurn,
    ) -> Result<DecisionPage> {
        let page = self.store.decisions(filter, turn, PAGE).await;
        page.map_err(Error::Store)
    }

    /// How many decisions there were today and in the days before it.
    pub async fn numbers(&self, _admin: &Admin, days: u32) -> Result<Decided> {
        let before = i64::from(days.saturating_sub(1)) * 86_400;
        let since = self.clock.now().plus_seconds(-before);
        self.store.decided_since(since).await.map_err(Error::Store)
    }

    /// Who has this e-mail address.
    pub async fn account_of(&self, _admin: &Admin, email: &Email) -> Result<Option<AccountId>> {
        let known = self.store.credentials(email).await.map_err(Error::Store)?;
        Ok(known.map(|known| known.account.id))
    }
}
