//! The only reader of the time of day, so that tests can state exact times.

use crate::types::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The time of day: of this machine, or one that stands still until a test moves it.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    pub fn real() -> Self {
        Self(None)
    }

    pub fn fixed(at: Timestamp) -> Self {
        Self(Some(Arc::new(AtomicI64::new(at.0))))
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that may ask the machine"
    )]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Some(fixed) => Timestamp(fixed.load(Ordering::SeqCst)),
            None => {
                let since = SystemTime::now()
                    .duration_since(UNIX_EPOCH)
                    .unwrap_or_default();
                Timestamp(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
            }
        }
    }

    /// Waits. On a fixed clock the time has passed at once: it moves on by as much.
    pub async fn sleep(&self, wait: Duration) {
        match &self.0 {
            Some(fixed) => {
                let micros = i64::try_from(wait.as_micros()).unwrap_or(i64::MAX);
                fixed.fetch_add(micros, Ordering::SeqCst);
                tokio::task::yield_now().await;
            }
            None => tokio::time::sleep(wait).await,
        }
    }

    /// Moves a fixed clock; a real one goes on as it does.
    pub fn advance_seconds(&self, seconds: i64) {
        if let Some(fixed) = &self.0 {
            fixed.fetch_add(seconds * Timestamp::SECOND, Ordering::SeqCst);
        }
    }
}
