//! Step 4 for texts: those that were embedded before are not embedded again. Vectors are kept in the store,
//! because they cost the same after a restart.

use super::Gateway;
use crate::store::{KeptVector, TextHash, VectorSpace};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

const KEPT_FOR_SECONDS: i64 = 7 * 24 * 60 * 60;
/// Of all accounts together; some 40 000 vectors of 1 536 numbers.
const MOST_BYTES: u64 = 256 << 20;

pub(super) fn hash(text: &str) -> TextHash {
    Sha256::digest(text).into()
}

impl Gateway {
    /// Forgets what has expired.
    pub async fn sweep(&self) {
        match self.store.delete_expired_vectors(self.clock.now()).await {
            Ok(0) => {}
            Ok(gone) => tracing::info!(gone, "expired vectors deleted"),
            Err(error) => tracing::error!(%error, "expired vectors cannot be deleted"),
        }
    }

    /// What is known of these texts. Where it cannot be found out, nothing is: it only costs more.
    pub(super) async fn known_vectors(
        &self,
        space: &VectorSpace,
        texts: &[TextHash],
    ) -> HashMap<TextHash, KeptVector> {
        match self.store.vectors(space, texts, self.clock.now()).await {
            Ok(known) => known.into_iter().map(|kept| (kept.text, kept)).collect(),
            Err(error) => {
                tracing::warn!(%error, "known vectors could not be looked up");
                HashMap::new()
            }
        }
    }

    /// Keeps vectors for the next time; nobody waits for it.
    pub(super) fn keep_vectors(&self, space: VectorSpace, vectors: Vec<KeptVector>) {
        if vectors.is_empty() {
            return;
        }
        let store = self.store.clone();
        let until = self.clock.now().plus_seconds(KEPT_FOR_SECONDS);
        tokio::spawn(async move {
            let kept = store.keep_vectors(&space, &vectors, until, MOST_BYTES);
            if let Err(error) = kept.await {
                tracing::warn!(%error, "vectors could not be kept");
            }
        });
    }
}
