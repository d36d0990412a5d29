//! Sessions of tower-sessions in the core's store. Their ids are secrets, so only hashes of them are kept.

use async_trait::async_trait;
use sha2::{Digest, Sha256};
use std::fmt;
use std::sync::Arc;
use time::OffsetDateTime;
use tollgate::clock::Clock;
use tollgate::error::StoreError;
use tollgate::store::{SessionRecord, Store};
use tollgate::types::Timestamp;
use tollgate_app::shared::server::SignedIn;
use tower_sessions::cookie::time;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{self, Error, Result};

#[derive(Clone)]
pub struct SessionStore {
    store: Arc<dyn Store>,
    clock: Clock,
}

impl SessionStore {
    pub fn new(store: Arc<dyn Store>, clock: Clock) -> Self {
        Self { store, clock }
    }

    fn record(&self, record: &Record) -> Result<SessionRecord> {
        let data = serde_json::to_string(&record.data).map_err(|e| Error::Encode(e.to_string()))?;
        let signed_in = record.data.get("signed_in").cloned();
        let signed_in = signed_in.and_then(|value| serde_json::from_value::<SignedIn>(value).ok());
        let micros = record.expiry_date.unix_timestamp_nanos() / 1_000;
        Ok(SessionRecord {
            id_hash: hash(&record.id),
            account: signed_in.map(|signed_in| signed_in.account),
            data,
            created_at: self.clock.now(),
            expires_at: Timestamp(i64::try_from(micros).unwrap_or(i64::MAX)),
        })
    }
}

impl fmt::Debug for SessionStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionStore")
    }
}

/// What is kept of a session's id.
pub(crate) fn hash(id: &Id) -> [u8; 32] {
    Sha256::digest(id.0.to_le_bytes()).into()
}

fn failed(error: StoreError) -> Error {
    Error::Backend(error.to_string())
}

#[async_trait]
impl session_store::SessionStore for SessionStore {
    async fn create(&self, record: &mut Record) -> Result<()> {
        while !self
            .store
            .create_session(&self.record(record)?)
            .await
            .map_err(failed)?
        {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.store
            .save_session(&self.record(record)?)
            .await
            .map_err(failed)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let found = self
            .store
            .session(&hash(id), self.clock.now())
            .await
            .map_err(failed)?;
        let Some(found) = found else { return Ok(None) };
        let data = serde_json::from_str(&found.data).map_err(|e| Error::Decode(e.to_string()))?;
        let expiry_date =
            OffsetDateTime::from_unix_timestamp_nanos(i128::from(found.expires_at.0) * 1_000);
        let expiry_date = expiry_date.map_err(|e| Error::Decode(e.to_string()))?;
        Ok(Some(Record {
            id: *id,
            data,
            expiry_date,
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.store.delete_session(&hash(id)).await.map_err(failed)
    }
}
