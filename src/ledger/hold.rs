//! A hold as the process that has it: it ends with the call's charge, or else it is released.

use crate::error::{Error, Result};
use crate::store::{OpenCall, Store, insist};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How long a call may hold what it does not use: longer than any answer takes.
pub(crate) const HELD_FOR_SECONDS: i64 = 20 * 60;
/// How long after its expiry a call is taken to be nobody's, and is settled.
pub(crate) const LOST_AFTER_SECONDS: i64 = 10 * 60;

/// Dropping it without a charge releases it.
pub(crate) struct Hold {
    store: Arc<dyn Store>,
    call: OpenCall,
    ended: AtomicBool,
}

impl Hold {
    pub(crate) fn of(store: Arc<dyn Store>, call: OpenCall) -> Self {
        Self {
            store,
            call,
            ended: AtomicBool::new(false),
        }
    }

    pub(crate) fn call(&self) -> &OpenCall {
        &self.call
    }

    /// There was room for a longer answer.
    pub(crate) fn lengthen(&mut self, output: u64) {
        self.call.held.output = output;
    }

    /// The call is charged, in a transaction that ended the hold too, or will be by whoever settles what was
    /// left behind.
    pub(crate) fn ended(&self) {
        self.ended.store(true, Ordering::Release);
    }

    /// Nothing was used.
    ///
    /// # Errors
    /// If the database fails; then it expires.
    pub(crate) async fn release(&self) -> Result<()> {
        Self::release_all(&self.store, &[self]).await
    }

    /// Nobody answered: nothing was used, and it is counted.
    ///
    /// # Errors
    /// As above.
    pub(crate) async fn fail(&self) -> Result<()> {
        self.ended();
        let failed = insist(|| self.store.fail(self.call.id)).await;
        failed.map_err(Error::Store)
    }

    /// Nothing was used by several calls.
    pub(crate) async fn release_all(store: &Arc<dyn Store>, holds: &[&Self]) -> Result<()> {
        holds.iter().for_each(|hold| hold.ended());
        let calls: Vec<_> = holds.iter().map(|hold| hold.call.id).collect();
        let released = insist(|| store.release(&calls)).await;
        released.map_err(Error::Store)
    }
}

impl Drop for Hold {
    /// Without a runtime the process is ending, and the next start ends the hold.
    fn drop(&mut self) {
        if self.ended.load(Ordering::Acquire) {
            return;
        }
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let (store, call) = (self.store.clone(), [self.call.id]);
            runtime.spawn(async move {
                if let Err(error) = insist(|| store.release(&call)).await {
                    tracing::error!(call = %call[0], %error, "a hold could not be released; it expires");
                }
            });
        }
    }
}
