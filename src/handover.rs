//! A secret on its way to the page that shows it: kept in memory alone, for a minute, and given out once, to the
//! session that asked for it.

use crate::types::AccountId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

const KEPT: Duration = Duration::from_secs(60);

/// By account and session.
type Place = (AccountId, String);

/// What was left at each place, with a ticket by which it is forgotten.
type Left<T> = HashMap<Place, Vec<(u64, T)>>;

pub(crate) struct Handover<T>(Mutex<Left<T>>);

impl<T> Default for Handover<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Send + 'static> Handover<T> {
    pub(crate) fn leave(self: &Arc<Self>, account: AccountId, session: &str, secret: T) {
        let place = (account, session.to_owned());
        let ticket = rand::random();
        let mut left = self.lock();
        left.entry(place.clone())
            .or_default()
            .push((ticket, secret));
        drop(left);
        let handover = Arc::downgrade(self);
        tokio::spawn(async move {
            tokio::time::sleep(KEPT).await;
            if let Some(handover) = handover.upgrade() {
                handover.forget(&place, ticket);
            }
        });
    }

    pub(crate) fn take(&self, account: AccountId, session: &str) -> Vec<T> {
        let taken = self.lock().remove(&(account, session.to_owned()));
        let taken = taken.unwrap_or_default().into_iter();
        taken.map(|(_, secret)| secret).collect()
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

    fn lock(&self) -> MutexGuard<'_, Left<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_secret_is_given_once_to_whom_it_was_left_for_and_not_after_a_minute() {
        let handover = Arc::<Handover<&str>>::default();
        let (ada, grace) = (AccountId::new(), AccountId::new());
        handover.leave(ada, "one", "secret");
        assert!(handover.take(grace, "one").is_empty());
        assert!(handover.take(ada, "another").is_empty());
        assert_eq!(handover.take(ada, "one"), ["secret"]);
        assert!(handover.take(ada, "one").is_empty());

        handover.leave(ada, "one", "early");
        tokio::time::sleep(KEPT / 2).await;
        handover.leave(ada, "one", "late");
        tokio::time::sleep(KEPT * 3 / 4).await;
        assert_eq!(handover.take(ada, "one"), ["late"]);
        handover.leave(ada, "one", "forgotten");
        tokio::time::sleep(KEPT * 2).await;
        assert!(handover.lock().is_empty());
    }
}
