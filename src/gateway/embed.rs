//! Texts to vectors, down the same road as a question.

use super::batch::{Embedding, Errand, Served, Text};
use super::{Caller, Gateway};
use crate::error::{Error, Result};
use crate::types::{CallId, LlmKind, LlmName, NanoDollars, Purpose, Receipt};

/// Texts to be embedded, each by itself.
#[derive(Clone, Debug)]
pub struct EmbedCall {
    /// Also the id of its charge; where one call is not enough, the others have ids of their own.
    pub id: CallId,
    pub purpose: Purpose,
    pub llm: LlmName,
    pub texts: Vec<String>,
    /// How many numbers a vector has, where the model lets one choose.
    pub dimensions: Option<u32>,
}

/// The vectors of all texts, in the order of the texts.
#[derive(Clone, Debug, PartialEq)]
pub struct Embedded {
    pub vectors: Vec<Vec<f32>>,
    /// One for each call that was made.
    pub receipts: Vec<Receipt>,
    /// How many texts were known already, and what they would have cost.
    pub known: usize,
    pub saved: NanoDollars,
}

impl Embedded {
    /// Tokens that were paid for.
    pub fn tokens(&self) -> u64 {
        let tokens = self.receipts.iter().map(|one| one.usage.tokens.total());
        tokens.fold(0, u64::saturating_add)
    }
}

impl Gateway {
    /// Sends texts down the road and gives their vectors back, all or none.
    ///
    /// # Errors
    /// Whatever a step says no with. What was embedded by then is charged.
    pub async fn embed(&self, caller: &Caller, call: EmbedCall) -> Result<Embedded> {
        // 1 caller: the type says who asks, and that the account is open.
        let route = self.routes.of_kind(&call.llm, LlmKind::Embedding)?;
        // 2 admit: limits and holds come with the ledger.
        // 3 moderate: the input policy.
        // 4 cache: texts whose vectors are known.
        let work = Embedding {
            llm: call.llm,
            dimensions: call.dimensions,
        };
        let errand = Errand {
            call: call.id,
            account: caller.id(),
            purpose: call.purpose,
        };
        let mut vectors = vec![None; call.texts.len()];
        let texts = Text::counted(call.texts.into_iter().enumerate().collect()).await?;

        // 5, 6 and 8: routed, attempted and settled together with what others send. Step 7 has nothing to
        // do: there are no words in a vector.
        let pieces = self
            .embeddings
            .ask_in_pieces(&work, route.limits, errand, texts);
        let mut receipts = Vec::new();
        let mut failed = None;
        for piece in pieces.await {
            match piece {
                Ok((places, Served { found, receipt })) => {
                    receipts.push(receipt);
                    for (place, vector) in places.into_iter().zip(found) {
                        vectors[place] = Some(vector);
                    }
                }
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        if let Some(error) = failed {
            return Err(error);
        }
        let vectors: Option<Vec<_>> = vectors.into_iter().collect();
        Ok(Embedded {
            vectors: vectors.ok_or_else(|| Error::Internal("a text has no vector".into()))?,
            receipts,
            known: 0,
            saved: NanoDollars::ZERO,
        })
    }
}
