//! What people set for their own account, where they are signed in, and its end.

use super::{Accounts, LONGEST_NAME};
use crate::error::{Error, Result};
use crate::gateway::Caller;
use crate::store::SessionRecord;
use crate::types::{AccountId, Profile, SessionInfo, Theme, Timestamp};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// How much of what a deleted account has said is erased at once, so that nobody waits for it long.
const ERASED_AT_ONCE: u32 = 100;

/// Where a session's data says with what somebody signed in, and when it was last used, in seconds.
pub const SESSION_DEVICE: &str = "device";
pub const SESSION_USED: &str = "used";

/// Of a session's id only this is kept, so that a copy of the database opens none.
pub fn session_hash(id: i128) -> [u8; 32] {
    Sha256::digest(id.to_le_bytes()).into()
}

impl Accounts {
    /// # Errors
    /// If the database fails; so below.
    pub async fn profile(&self, caller: &Caller) -> Result<Profile> {
        let profile = self.store.profile(caller.id()).await;
        profile.map_err(Error::Store)?.ok_or(Error::NotFound)
    }

    /// How pages look for whoever is signed in as this account.
    pub async fn theme(&self, id: AccountId) -> Result<Theme> {
        let profile = self.store.profile(id).await.map_err(Error::Store)?;
        Ok(profile.map_or(Theme::System, |profile| profile.theme))
    }

    /// # Errors
    /// [`Error::Invalid`] for a name that is none.
    pub fn check_name(name: &str) -> Result<()> {
        checked_name(name).map(drop)
    }

    /// # Errors
    /// As [`Accounts::check_name`].
    pub async fn set_profile(&self, caller: &Caller, name: &str, theme: Theme) -> Result<()> {
        let name = checked_name(name)?;
        let set = self.store.set_profile(caller.id(), &name, theme).await;
        let set = set.map_err(Error::Store)?;
        set.then_some(()).ok_or(Error::NotFound)
    }

    /// Where the caller is signed in, newest first; `current` is the session that asks.
    pub async fn sessions(&self, caller: &Caller, current: &[u8; 32]) -> Result<Vec<SessionInfo>> {
        let found = self.store.sessions_of(caller.id(), self.clock.now()).await;
        let found = found.map_err(Error::Store)?;
        Ok(found.iter().map(|record| info(record, current)).collect())
    }

    /// Ends one of the caller's sessions.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the caller has no such session.
    pub async fn end_session(&self, caller: &Caller, handle: &str) -> Result<()> {
        let hash = hash_of(handle).ok_or(Error::NotFound)?;
        let ended = self.store.end_session(caller.id(), &hash).await;
        let ended = ended.map_err(Error::Store)?;
        ended.then_some(()).ok_or(Error::NotFound)
    }

    /// Ends all of the caller's sessions but this one; gives how many.
    pub async fn end_other_sessions(&self, caller: &Caller, kept: &[u8; 32]) -> Result<u64> {
        let ended = self.store.end_other_sessions(caller.id(), kept).await;
        ended.map_err(Error::Store)
    }

    /// Ends the account for good. What it said is erased by [`Accounts::erase_deleted`].
    pub(crate) async fn delete(&self, caller: &Caller, current: &str) -> Result<()> {
        self.prove(caller.id(), current).await?;
        let now = self.clock.now();
        let deleted = self.store.delete_account(caller.id(), now).await;
        let last = || {
            let message = "You are the last open admin. Make another one first.";
            Error::invalid("account", message)
        };
        deleted
            .map_err(Error::Store)?
            .then_some(())
            .ok_or_else(last)
    }

    /// Erases what deleted accounts have said, until nothing is left.
    pub async fn erase_deleted(&self) -> Result<()> {
        loop {
            let erased = self.store.erase_some(ERASED_AT_ONCE, self.clock.now());
            if !erased.await.map_err(Error::Store)? {
                return Ok(());
            }
            // Others may write in between.
            tokio::task::yield_now().await;
        }
    }
}

fn info(record: &SessionRecord, current: &[u8; 32]) -> SessionInfo {
    let data: Value = serde_json::from_str(&record.data).unwrap_or_default();
    let used = data[SESSION_USED].as_i64();
    let used = used.map(|seconds| Timestamp::default().plus_seconds(seconds));
    SessionInfo {
        handle: record.id_hash.map(|byte| format!("{byte:02x}")).concat(),
        device: data[SESSION_DEVICE].as_str().unwrap_or_default().to_owned(),
        created_at: record.created_at,
        used_at: used.unwrap_or_default().max(record.created_at),
        current: record.id_hash == *current,
    }
}

/// `None` for what no [`SessionInfo`] is called.
fn hash_of(handle: &str) -> Option<[u8; 32]> {
    let mut hash = [0; 32];
    if handle.len() != 2 * hash.len() {
        return None;
    }
    for (index, byte) in hash.iter_mut().enumerate() {
        let digits = handle.get(2 * index..2 * index + 2)?;
        *byte = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(hash)
}

/// # Errors
/// [`Error::Invalid`] if it is empty or too long.
pub(super) fn checked_name(name: &str) -> Result<String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(Error::invalid("name", "A name has 1 to 80 characters."));
    }
    Ok(name)
}
