//! What may be lost, in this process: bounded by bytes, and what is used least goes first.

use super::{Ephemeral, Held};
use crate::live::Live;
use async_trait::async_trait;
use bytes::Bytes;
use moka::Expiry;
use moka::sync::Cache;
use std::time::{Duration, Instant};

/// What an entry takes beside its key and its value: about what the table and its queues need.
const OVERHEAD: usize = 200;
/// No value takes more than this share of the room, so that one does not drive out all others.
const LARGEST_SHARE: u64 = 8;

pub struct Memory(Live<Room>);

struct Room {
    entries: Cache<String, Entry>,
    max_bytes: u64,
}

#[derive(Clone)]
struct Entry {
    value: Bytes,
    ttl: Duration,
}

impl Memory {
    /// Keeps at most so many bytes; nothing takes room before it is kept.
    pub fn new(max_bytes: u64) -> Self {
        Self(Live::new(Room::new(max_bytes)))
    }
}

impl Room {
    fn new(max_bytes: u64) -> Self {
        let entries = Cache::builder()
            .max_capacity(max_bytes)
            .weigher(|key: &String, entry: &Entry| {
                u32::try_from(weight(key, &entry.value)).unwrap_or(u32::MAX)
            })
            .expire_after(OwnTime)
            .build();
        Self { entries, max_bytes }
    }
}

fn weight(key: &str, value: &Bytes) -> u64 {
    (key.len() + value.len() + OVERHEAD) as u64
}

/// Each entry says how long it may stay.
struct OwnTime;

impl Expiry<String, Entry> for OwnTime {
    fn expire_after_create(&self, _key: &String, entry: &Entry, _at: Instant) -> Option<Duration> {
        Some(entry.ttl)
    }

    fn expire_after_update(
        &self,
        _key: &String,
        entry: &Entry,
        _at: Instant,
        _left: Option<Duration>,
    ) -> Option<Duration> {
        Some(entry.ttl)
    }
}

#[async_trait]
impl Ephemeral for Memory {
    async fn get(&self, key: &str) -> Option<Bytes> {
        self.0.get().entries.get(key).map(|entry| entry.value)
    }

    async fn put(&self, key: &str, value: Bytes, ttl: Duration) {
        let room = self.0.get();
        if weight(key, &value) > room.max_bytes / LARGEST_SHARE || ttl.is_zero() {
            room.entries.invalidate(key);
        } else {
            room.entries.insert(key.to_owned(), Entry { value, ttl });
        }
    }

    async fn remove(&self, key: &str) {
        self.0.get().entries.invalidate(key);
    }

    async fn remove_all(&self, begin: &str) {
        let room = self.0.get();
        for (key, _) in &room.entries {
            if key.starts_with(begin) {
                room.entries.invalidate(key.as_str());
            }
        }
    }

    async fn held(&self) -> Option<Held> {
        let room = self.0.get();
        room.entries.run_pending_tasks();
        Some(Held {
            entries: room.entries.entry_count(),
            bytes: room.entries.weighted_size(),
        })
    }

    fn resize(&self, max_bytes: u64) {
        if self.0.get().max_bytes != max_bytes {
            self.0.set(Room::new(max_bytes));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ephemeral::contract::contract;
    use std::sync::Arc;

    async fn memory() -> Option<(Arc<dyn Ephemeral>, ())> {
        Some((Arc::new(Memory::new(1 << 20)), ()))
    }

    contract!(memory);

    const HOUR: Duration = Duration::from_secs(3_600);

    #[tokio::test]
    async fn it_stays_within_its_bound() {
        let memory = Memory::new(1 << 20);
        for n in 0..10_000_u32 {
            let value = Bytes::from(vec![0; 10_000]);
            memory.put(&format!("key {n}"), value, HOUR).await;
        }
        let held = memory.held().await.unwrap().bytes;
        assert!((500_000..=1 << 20).contains(&held), "{held}");
    }

    #[tokio::test]
    async fn what_is_too_large_for_it_is_not_kept_nor_is_what_stood_there_before() {
        let memory = Memory::new(100_000);
        memory.put("key", "old".into(), HOUR).await;
        let large = Bytes::from(vec![0; 12_500]);
        memory.put("key", large, HOUR).await;
        assert_eq!(memory.get("key").await, None);
        let small = Bytes::from(vec![0; 12_000]);
        memory.put("key", small.clone(), HOUR).await;
        assert_eq!(memory.get("key").await, Some(small));
    }

    #[tokio::test]
    async fn it_says_what_it_holds_and_another_room_is_empty() {
        let memory = Memory::new(100_000);
        memory.put("key", Bytes::from(vec![0; 1_000]), HOUR).await;
        let held = memory.held().await.unwrap();
        assert_eq!((held.entries, held.bytes), (1, 1_203));
        memory.resize(100_000);
        assert_eq!(memory.held().await.unwrap().entries, 1);
        memory.resize(4_000);
        assert_eq!(memory.held().await.unwrap().entries, 0);
        memory.put("key", Bytes::from(vec![0; 1_000]), HOUR).await;
        assert_eq!(memory.get("key").await, None, "too large for the room now");
    }

    #[tokio::test]
    async fn without_room_nothing_is_kept() {
        let memory = Memory::new(0);
        memory.put("key", "value".into(), HOUR).await;
        assert_eq!(memory.get("key").await, None);
    }
}
