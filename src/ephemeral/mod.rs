//! What may be lost: kept to be quicker, never to be right. In this process, or in Redis where several
//! processes share it. Whoever asks must be able to do without.

mod memory;
mod redis;

#[cfg(test)]
mod contract;
#[cfg(test)]
pub(crate) mod redis_server;

pub use self::redis::{Patience, Redis};
pub use memory::Memory;

use crate::config::Config;
use crate::error::{Error, Result};
use async_trait::async_trait;
use bytes::Bytes;
use secrecy::ExposeSecret;
use std::sync::Arc;
use std::time::Duration;

/// Values under keys, for a while. It never fails: what cannot be reached holds nothing.
#[async_trait]
pub trait Ephemeral: Send + Sync {
    async fn get(&self, key: &str) -> Option<Bytes>;

    /// Keeps a value for at most as long, in place of the one before. It may be gone sooner, or at once.
    async fn put(&self, key: &str, value: Bytes, ttl: Duration);

    async fn remove(&self, key: &str);

    /// All whose keys begin so.
    async fn remove_all(&self, begin: &str);

    /// What is kept now; `None` where that cannot be told.
    async fn held(&self) -> Option<Held>;

    /// Another room, where it is ours to say. It is empty.
    fn resize(&self, max_bytes: u64);
}

/// What is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    pub entries: u64,
    pub bytes: u64,
}

/// Redis where there is an address of one, else this process.
///
/// # Errors
/// If the address cannot be used. A Redis that is not there is no error.
pub fn open(config: &Config) -> Result<Arc<dyn Ephemeral>> {
    let Some(url) = &config.redis_url else {
        return Ok(Arc::new(Memory::new(config.cache.max_bytes)));
    };
    let redis = Redis::open(url.expose_secret(), Patience::default());
    redis
        .map(|redis| Arc::new(redis) as Arc<dyn Ephemeral>)
        .map_err(|error| Error::Internal(format!("the address of Redis: {}", error.category())))
}
