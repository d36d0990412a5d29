//! What admins and operators changed, for admins to read. It is written by the store in the transaction of each
//! change, so there is no change without its row.

use crate::error::{Error, Result};
use crate::gateway::Admin;
use crate::store::Store;
use crate::types::{AccountId, AuditFilter, AuditPage, AuditPlace};
use std::sync::Arc;

/// Rows of a page.
const PAGE: usize = 50;

#[derive(Clone)]
pub struct Audit {
    store: Arc<dyn Store>,
}

impl Audit {
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store }
    }

    /// A page of the log, newest first.
    ///
    /// # Errors
    /// If the database fails; so below.
    pub async fn page(
        &self,
        _admin: &Admin,
        filter: AuditFilter,
        place: AuditPlace,
    ) -> Result<AuditPage> {
        let page = self.store.audit(filter, place, PAGE).await;
        page.map_err(Error::Store)
    }

    /// The accounts that changed something, by name.
    pub async fn actors(&self, _admin: &Admin) -> Result<Vec<(AccountId, String)>> {
        self.store.audit_actors().await.map_err(Error::Store)
    }
}
