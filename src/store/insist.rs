//! Writing what must not be lost.

use super::StoreResult;
use std::time::Duration;
use tokio::time::sleep;

/// How long to wait before each further try: a database that is full or locked for a moment costs nobody their
/// receipt.
const PAUSES: [Duration; 3] = [
    Duration::from_millis(20),
    Duration::from_millis(200),
    Duration::from_secs(2),
];

/// Tries a write again that failed. It must do nothing the second time if it was done the first, for a commit
/// may fail after it has reached the disk.
pub(crate) async fn insist<T, F>(write: impl Fn() -> F) -> StoreResult<T>
where
    F: Future<Output = StoreResult<T>>,
{
    for pause in PAUSES {
        match write().await {
            Ok(written) => return Ok(written),
            Err(error) => tracing::warn!(%error, "a write failed, and is tried again"),
        }
        sleep(pause).await;
    }
    write().await
}
