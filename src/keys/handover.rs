//! A new key on its way to the page that shows it. It is kept in memory alone, for a minute, and given out once,
//! to the session that asked for it.

use crate::types::AccountId;
use secrecy::{ExposeSecret, SecretString};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

const KEPT: Duration = Duration::from_secs(60);

/// A key that was just made.
#[derive(Clone, Debug)]
pub struct MadeKey {
    pub name: String,
    pub(super) key: SecretString,
}

impl MadeKey {
    /// The key itself, to be shown.
    pub fn shown(&self) -> &str {
        self.key.expose_secret()
    }
}

/// By account and session.
type Place = (AccountId, String);

#[derive(Default)]
pub(super) struct Handover(Mutex<HashMap<Place, Vec<(u64, MadeKey)>>>);

impl Handover {
    pub(super) fn leave(self: &Arc<Self>, account: AccountId, session: &str, made: MadeKey) {
        let place = (account, session.to_owned());
        let ticket = rand::random();
        self.lock()
            .entry(place.clone())
            .or_default()
            .push((ticket, made));
        let handover = Arc::downgrade(self);
        tokio::spawn(async move {
            tokio::time::sleep(KEPT).await;
            if let Some(handover) = handover.upgrade() {
                handover.forget(&place, ticket);
            }
        });
    }

    pub(super) fn take(&self, account: AccountId, session: &str) -> Vec<MadeKey> {
        let taken = self.lock().remove(&(account, session.to_owned()));
        let taken = taken.unwrap_or_default().into_iter();
        taken.map(|(_, made)| made).collect()
    }

    fn forget(&self, place: &Place, ticket: u64) {
        let mut kept = self.lock();
        if let Some(left) = kept.get_mut(place) {
            left.retain(|(other, _)| *other != ticket);
            if left.is_empty() {
                kept.remove(place);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Place, Vec<(u64, MadeKey)>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(name: &str) -> MadeKey {
        MadeKey {
            name: name.into(),
            key: "tg_secret".into(),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_key_is_given_once_to_whom_it_was_made_for_and_not_after_a_minute() {
        let handover = Arc::<Handover>::default();
        let (ada, grace) = (AccountId::new(), AccountId::new());
        handover.leave(ada, "one", made("laptop"));
        assert!(!format!("{:?}", made("laptop")).contains("tg_secret"));
        assert!(handover.take(grace, "one").is_empty());
        assert!(handover.take(ada, "another").is_empty());
        let taken = handover.take(ada, "one");
        assert_eq!(taken[0].shown(), "tg_secret");
        assert!(handover.take(ada, "one").is_empty());

        handover.leave(ada, "one", made("early"));
        tokio::time::sleep(KEPT / 2).await;
        handover.leave(ada, "one", made("late"));
        tokio::time::sleep(KEPT * 3 / 4).await;
        let names: Vec<_> = handover
            .take(ada, "one")
            .into_iter()
            .map(|made| made.name)
            .collect();
        assert_eq!(names, ["late"]);
        handover.leave(ada, "one", made("forgotten"));
        tokio::time::sleep(KEPT * 2).await;
        assert!(handover.lock().is_empty());
    }
}
