//! A hold as the process that has it: it ends with the call's charge, or else it is released.

use crate::error::{Error, Result};
use crate::store::{OpenCall, Store};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

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
        self.ended();
        let released = self.store.release(&[self.call.id]).await;
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
            let (store, call) = (self.store.clone(), self.call.id);
            runtime.spawn(async move {
                if let Err(error) = store.release(&[call]).await {
                    tracing::error!(%call, %error, "a hold could not be released; it expires");
                }
            });
        }
    }
}
