//! The store on one SQLite file.

use super::{Store, StoreResult};
use std::sync::Arc;

pub(super) async fn open(_url: &str) -> StoreResult<Arc<dyn Store>> {
    Err(crate::error::StoreError {
        what: "open",
        source: "SQLite is not built yet".into(),
    })
}
