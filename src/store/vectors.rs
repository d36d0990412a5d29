//! Vectors of texts that were embedded before. What is lost here is only embedded again.

use super::StoreResult;
use crate::types::{AccountId, Timestamp};
use async_trait::async_trait;

/// Where a vector can be found again: nobody sees another account's, and vectors of different models cannot
/// be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VectorSpace {
    pub account: AccountId,
    /// The model as its providers know it, since the name here may come to stand for another.
    pub model: String,
    pub dimensions: Option<u32>,
}

/// SHA-256 of a text.
pub type TextHash = [u8; 32];

#[derive(Clone, Debug, PartialEq)]
pub struct KeptVector {
    pub text: TextHash,
    pub vector: Vec<f32>,
    /// What the text cost when it was embedded.
    pub tokens: u64,
}

#[async_trait]
pub trait Vectors: Send + Sync {
    /// Those of the texts that are known, in no order.
    async fn vectors(
        &self,
        space: &VectorSpace,
        texts: &[TextHash],
        now: Timestamp,
    ) -> StoreResult<Vec<KeptVector>>;

    /// Keeps vectors until then. Where all would take more than `most_bytes`, those go that would expire
    /// first.
    async fn keep_vectors(
        &self,
        space: &VectorSpace,
        vectors: &[KeptVector],
        until: Timestamp,
        most_bytes: u64,
    ) -> StoreResult<()>;

    /// Forgets what has expired; gives how many.
    async fn delete_expired_vectors(&self, now: Timestamp) -> StoreResult<u64>;
}
