//! One thing at a time for each account, so that nobody alone fills the places that all share.

use crate::types::AccountId;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

type Inside = Arc<Mutex<HashSet<AccountId>>>;

#[derive(Clone, Default)]
pub(super) struct Singly(Inside);

/// Leaves when it is dropped.
pub(super) struct Turn {
    inside: Inside,
    account: AccountId,
}

impl Singly {
    /// `None` while the same account is inside.
    pub(super) fn enter(&self, account: AccountId) -> Option<Turn> {
        let mut inside = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inside.insert(account).then(|| Turn {
            inside: self.0.clone(),
            account,
        })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        inside.remove(&self.account);
    }
}
