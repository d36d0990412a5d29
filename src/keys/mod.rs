//! Keys with which programs call: made and revoked here, and found in memory when they are shown.

mod holder;
mod seen;
#[cfg(test)]
mod tests;

use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::gateway::Caller;
use crate::handover::Handover;
use crate::store::{KeyTerms, NewKey, Store};
use crate::types::{AccountId, Email, KeyId};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
pub use holder::{HeldKey, KeyWishes, MadeKey};
use seen::{Seen, Use};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::time::Duration;

/// What every key begins with, so that it is recognised where it should not be.
const PREFIX: &str = "tg_";
/// Characters of 32 bytes.
const SECRET_CHARS: usize = 43;
/// How often a call asks whether its key is still good. With the time for which a key is believed it leaves
/// room within the two seconds that are promised.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// Longest name, in characters.
const LONGEST_NAME: usize = 80;

#[derive(Clone)]
pub struct Keys {
    store: Arc<dyn Store>,
    clock: Clock,
    seen: Arc<Seen>,
    handover: Arc<Handover<MadeKey>>,
}

impl Keys {
    pub fn new(store: Arc<dyn Store>, clock: Clock) -> Self {
        Self {
            store,
            clock,
            seen: Arc::default(),
            handover: Arc::default(),
        }
    }

    /// A new key of the account with this address. It is given out here and never again.
    ///
    /// # Errors
    /// [`Error::Invalid`] if there is no such account, or the name is too long or taken.
    pub async fn create(&self, email: &str, name: &str) -> Result<String> {
        let account = self.account(email).await?;
        self.add(account, name, KeyTerms::default()).await
    }

    async fn add(&self, account: AccountId, name: &str, terms: KeyTerms) -> Result<String> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(Error::invalid("name", "A name has 1 to 80 characters."));
        }
        let secret = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
        let key = format!("{PREFIX}{secret}");
        let new = NewKey {
            id: KeyId::new(),
            account,
            name,
            secret_hash: hash(&key),
            terms,
            created_at: self.clock.now(),
        };
        if self.store.create_key(&new).await.map_err(Error::Store)? {
            return Ok(key);
        }
        let taken = "This account has a key of this name. Revoke it, or choose another name.";
        Err(Error::invalid("name", taken))
    }

    /// Ends the key of this name for good, from the command line, within two seconds everywhere.
    ///
    /// # Errors
    /// [`Error::Invalid`] if there is no such account or key.
    pub async fn revoke(&self, email: &str, name: &str) -> Result<()> {
        let account = self.account(email).await?;
        let keys = self.store.keys_of(account).await.map_err(Error::Store)?;
        let key = keys.into_iter().find(|key| key.name == name);
        let unknown = || Error::invalid("name", "This account has no key of this name.");
        let key = key.ok_or_else(unknown)?;
        let revoked = self.store.take_key(account, key.id, None, self.clock.now());
        let revoked = revoked.await.map_err(Error::Store)?;
        revoked.then_some(()).ok_or_else(unknown)
    }

    /// A key that a program shows.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] if it cannot be one.
    pub fn shown(&self, key: &str) -> Result<Shown> {
        let well_formed = key.strip_prefix(PREFIX).map(str::len) == Some(SECRET_CHARS);
        if !well_formed {
            return Err(Error::Unauthenticated);
        }
        Ok(Shown {
            keys: self.clone(),
            hash: hash(key),
        })
    }

    /// Nobody waits for it: it may be lost.
    fn note_use(&self, key: KeyId) {
        let (store, now) = (self.store.clone(), self.clock.now());
        tokio::spawn(async move {
            if let Err(error) = store.use_key(key, now).await {
                tracing::warn!(%key, %error, "the use of a key could not be noted");
            }
        });
    }

    async fn account(&self, email: &str) -> Result<AccountId> {
        let known = match Email::parse(email) {
            Some(email) => self.store.credentials(&email).await.map_err(Error::Store)?,
            None => None,
        };
        let unknown = || Error::invalid("email", "No account has this address.");
        known.map(|known| known.account.id).ok_or_else(unknown)
    }
}

/// A key in the hand of a program, good or not.
pub struct Shown {
    keys: Keys,
    hash: [u8; 32],
}

impl Shown {
    /// The caller that it stands for.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] if it is unknown or revoked or has expired, [`Error::Suspended`].
    pub async fn caller(&self) -> Result<Caller> {
        let keys = &self.keys;
        let now = keys.clock.now();
        let found = match keys.seen.find(&self.hash, now) {
            Some(found) => found,
            None => {
                let known = keys.store.key(&self.hash).await.map_err(Error::Store)?;
                keys.seen.keep(self.hash, known, now)
            }
        };
        let Use { caller, to_note } = found?;
        if let Some(key) = to_note {
            keys.note_use(key);
        }
        Ok(caller)
    }

    /// Waits until it opens nothing any more, whoever revoked it, and says why.
    pub async fn ended(self) -> Error {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            // A database that fails takes nobody's key away.
            if let Err(why @ (Error::Unauthenticated | Error::Suspended)) = self.caller().await {
                return why;
            }
        }
    }
}

fn hash(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}
