//! What may be lost, in Redis: shared by several processes. A Redis that is slow or gone costs a call at most
//! [`Patience::wait`]; then it is left alone for a while, and one call at a time tries whether it is back.

use super::{Ephemeral, Held};
use async_trait::async_trait;
use bytes::Bytes;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{AsyncCommands, Client, RedisError, RedisResult};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Before every key, so that others may live in the same Redis.
const PREFIX: &str = "tollgate:";
/// Redis counts in whole milliseconds and takes no more than this.
const LONGEST: u64 = 1 << 48;

/// Keys that are gone through at a time.
const PIECE: u32 = 1_000;

/// How long Redis is waited for.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For each answer of it.
    pub wait: Duration,
    /// After it failed, before it is asked again.
    pub rest: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            wait: Duration::from_millis(40),
            rest: Duration::from_secs(1),
        }
    }
}

pub struct Redis {
    connection: ConnectionManager,
    patience: Patience,
    begun: Instant,
    /// Milliseconds after `begun` until which it is left alone.
    rests_until: AtomicU64,
    /// Whether the log says that it is gone.
    gone: AtomicBool,
}

impl Redis {
    /// Connects with the first call that needs it.
    ///
    /// # Errors
    /// If this is no address of a Redis.
    pub fn open(url: &str, patience: Patience) -> RedisResult<Self> {
        // Whoever is first decides; a connection with TLS that is made before anyone did would panic.
        let _already_there = rustls::crypto::ring::default_provider().install_default();
        // What is not there in a moment is tried again by the next call, not by this one.
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(0)
            .set_connection_timeout(Some(patience.rest))
            .set_response_timeout(Some(patience.rest))
            .set_pipeline_buffer_size(1_000);
        Ok(Self {
            connection: ConnectionManager::new_lazy_with_config(Client::open(url)?, config)?,
            patience,
            begun: Instant::now(),
            rests_until: AtomicU64::new(0),
            gone: AtomicBool::new(false),
        })
    }

    /// What Redis answers, unless it does not, or is left alone.
    async fn ask<T>(&self, question: impl Future<Output = RedisResult<T>>) -> Option<T> {
        if !self.may_ask() {
            return None;
        }
        match tokio::time::timeout(self.patience.wait, question).await {
            Ok(Ok(answer)) => {
                self.is_back();
                Some(answer)
            }
            Ok(Err(error)) => self.is_gone(Some(&error)),
            Err(_elapsed) => self.is_gone(None),
        }
    }

    /// Once it has rested, one call takes the next try upon itself.
    fn may_ask(&self) -> bool {
        let until = self.rests_until.load(Ordering::Relaxed);
        let now = self.millis();
        if until == 0 {
            return true;
        }
        now >= until
            && self
                .rests_until
                .compare_exchange(
                    until,
                    self.rested_at(now),
                    Ordering::Relaxed,
                    Ordering::Relaxed,
                )
                .is_ok()
    }

    fn is_gone<T>(&self, error: Option<&RedisError>) -> Option<T> {
        let until = self.rested_at(self.millis());
        self.rests_until.store(until, Ordering::Relaxed);
        if !self.gone.swap(true, Ordering::Relaxed) {
            // Only its kind: the text may quote an address with a password.
            let why = error.map_or("no answer in time", RedisError::category);
            tracing::warn!(why, "Redis cannot be used; it goes on without");
        }
        None
    }

    fn is_back(&self) {
        if self.gone.load(Ordering::Relaxed) && self.gone.swap(false, Ordering::Relaxed) {
            tracing::info!("Redis can be used again");
        }
        self.rests_until.store(0, Ordering::Relaxed);
    }

    fn millis(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn rested_at(&self, now: u64) -> u64 {
        let rest = u64::try_from(self.patience.rest.as_millis()).unwrap_or(u64::MAX);
        now.saturating_add(rest).max(1)
    }
}

fn name(key: &str) -> String {
    format!("{PREFIX}{key}")
}

#[async_trait]
impl Ephemeral for Redis {
    async fn get(&self, key: &str) -> Option<Bytes> {
        let mut connection = self.connection.clone();
        let name = name(key);
        self.ask(connection.get::<_, Option<Bytes>>(name))
            .await
            .flatten()
    }

    async fn put(&self, key: &str, value: Bytes, ttl: Duration) {
        let millis = u64::try_from(ttl.as_millis()).unwrap_or(LONGEST);
        if millis == 0 {
            return self.remove(key).await;
        }
        let mut connection = self.connection.clone();
        let name = name(key);
        let put = connection.pset_ex::<_, _, ()>(name, value.as_ref(), millis.min(LONGEST));
        self.ask(put).await;
    }

    async fn remove(&self, key: &str) {
        let mut connection = self.connection.clone();
        let name = name(key);
        self.ask(connection.del::<_, ()>(name)).await;
    }

    async fn remove_all(&self, begin: &str) {
        let mut connection = self.connection.clone();
        let pattern = format!("{}*", name(begin));
        let mut cursor = 0_u64;
        loop {
            let mut scan = redis::cmd("SCAN");
            scan.arg(cursor).arg("MATCH").arg(&pattern);
            scan.arg("COUNT").arg(PIECE);
            let found = scan.query_async::<(u64, Vec<String>)>(&mut connection);
            let Some((next, keys)) = self.ask(found).await else {
                return;
            };
            if !keys.is_empty() {
                self.ask(connection.unlink::<_, ()>(keys)).await;
            }
            if next == 0 {
                return;
            }
            cursor = next;
        }
    }

    /// Counting would mean to go through all that others keep there too.
    async fn held(&self) -> Option<Held> {
        None
    }

    /// It has a bound of its own.
    fn resize(&self, _max_bytes: u64) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ephemeral::contract::contract;
    use crate::ephemeral::redis_server::RedisServer;
    use std::sync::Arc;
    use tokio::net::TcpListener;

    const HOUR: Duration = Duration::from_secs(3_600);
    /// Long enough for a machine that is busy with other tests.
    const CALM: Patience = Patience {
        wait: Duration::from_secs(20),
        rest: Duration::from_millis(50),
    };

    async fn redis() -> Option<(Arc<dyn Ephemeral>, RedisServer)> {
        let server = RedisServer::start()?;
        let redis = Redis::open(&server.url(), CALM).unwrap();
        Some((Arc::new(redis), server))
    }

    contract!(redis);

    #[tokio::test]
    async fn a_redis_that_never_answers_costs_one_call_its_patience_and_the_next_ones_nothing() {
        // It accepts and says nothing.
        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("redis://{}", silent.local_addr().unwrap());
        let patience = Patience {
            rest: Duration::from_secs(600),
            ..Patience::default()
        };
        let redis = Redis::open(&url, patience).unwrap();
        let begun = Instant::now();
        assert_eq!(redis.get("a").await, None);
        let first = begun.elapsed();
        assert!(first >= patience.wait, "{first:?}");
        let begun = Instant::now();
        for _ in 0..1_000 {
            assert_eq!(redis.get("a").await, None);
            redis.put("a", "1".into(), HOUR).await;
        }
        // 2 000 calls that each waited would take more than a minute.
        assert!(begun.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn it_is_waited_for_less_than_50_ms() {
        assert!(Patience::default().wait < Duration::from_millis(50));
    }

    #[tokio::test]
    async fn after_it_has_rested_one_call_at_a_time_tries_whether_it_is_back() {
        let redis = Redis::open("redis://127.0.0.1:1", CALM).unwrap();
        assert_eq!(redis.get("a").await, None);
        assert!(!redis.may_ask());
        tokio::time::sleep(CALM.rest * 2).await;
        assert!(redis.may_ask());
        assert!(!redis.may_ask());
    }

    #[tokio::test]
    async fn a_redis_that_went_and_came_back_is_used_again_by_itself() {
        let Some(mut server) = RedisServer::start() else {
            return;
        };
        let redis = Redis::open(&server.url(), CALM).unwrap();
        redis.put("a", "1".into(), HOUR).await;
        assert_eq!(redis.get("a").await, Some("1".into()));
        server.kill();
        assert_eq!(redis.get("a").await, None);
        redis.put("b", "2".into(), HOUR).await;
        server.start_again();
        let begun = Instant::now();
        while redis.get("c").await.is_none() {
            assert!(begun.elapsed() < Duration::from_secs(20));
            redis.put("c", "3".into(), HOUR).await;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(redis.get("c").await, Some("3".into()));
    }
}
