//! What is remembered of the keys that programs have shown, so that a call with one costs a look into a map.
//! A key that nobody has is remembered too.

use crate::error::{Error, Result};
use crate::gateway::Caller;
use crate::store::KnownKey;
use crate::types::{KeyId, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How long it is believed: a key that was revoked stops within this time.
const FRESH: i64 = Timestamp::SECOND;
/// How often the last use of a key is written down.
const NOTED_EVERY: i64 = 60 * Timestamp::SECOND;
/// Keys that are remembered at most.
const MOST: usize = 10_000;

#[derive(Default)]
pub(super) struct Seen(Mutex<HashMap<[u8; 32], Entry>>);

struct Entry {
    known: Option<KnownKey>,
    read_at: Timestamp,
}

/// A call with a key that is good.
pub(super) struct Use {
    pub(super) caller: Caller,
    /// The key whose use is to be written down now.
    pub(super) to_note: Option<KeyId>,
}

impl Seen {
    /// `None` if it must be looked up.
    pub(super) fn find(&self, hash: &[u8; 32], now: Timestamp) -> Option<Result<Use>> {
        let mut entries = self.lock();
        let entry = entries.get_mut(hash)?;
        entry.is_fresh(now).then(|| entry.used(now))
    }

    /// Remembers what was found.
    pub(super) fn keep(
        &self,
        hash: [u8; 32],
        known: Option<KnownKey>,
        now: Timestamp,
    ) -> Result<Use> {
        let mut entries = self.lock();
        if entries.len() >= MOST {
            entries.retain(|_, entry| entry.is_fresh(now));
        }
        if entries.len() >= MOST {
            entries.clear();
        }
        let read_at = now;
        let entry = entries.entry(hash).insert_entry(Entry { known, read_at });
        entry.into_mut().used(now)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    /// A clock that was set back makes nothing last longer.
    fn is_fresh(&self, now: Timestamp) -> bool {
        (0..FRESH).contains(&(now.0 - self.read_at.0))
    }

    fn used(&mut self, now: Timestamp) -> Result<Use> {
        let known = self.known.as_mut().ok_or(Error::Unauthenticated)?;
        if known.expires_at.is_some_and(|end| now >= end) {
            return Err(Error::Unauthenticated);
        }
        let caller = Caller::new(known.account.clone())?.with_key(known.id, known.llms.clone());
        let is_due = |last: Timestamp| now.0 - last.0 >= NOTED_EVERY;
        let to_note = known.last_used_at.is_none_or(is_due).then_some(known.id);
        if to_note.is_some() {
            known.last_used_at = Some(now);
        }
        Ok(Use { caller, to_note })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_has_is_remembered_and_bounded() {
        let seen = Seen::default();
        for n in 0..MOST + 10 {
            let mut hash = [0; 32];
            hash[..8].copy_from_slice(&n.to_le_bytes());
            let kept = seen.keep(hash, None, Timestamp(0));
            assert!(matches!(kept, Err(Error::Unauthenticated)));
            let found = seen.find(&hash, Timestamp(FRESH - 1));
            assert!(matches!(found, Some(Err(Error::Unauthenticated))));
            assert!(seen.find(&hash, Timestamp(FRESH)).is_none());
            assert!(seen.find(&hash, Timestamp(-1)).is_none());
        }
        assert!(seen.lock().len() <= MOST);
    }
}
