//! What may be asked of many texts at once.

use crate::error::Result;
use crate::gateway::target::Target;
use crate::provider::{EmbedRequest, ModerateRequest, Verdict};
use crate::types::LlmName;
use std::hash::Hash;

/// What is asked of texts. Whoever asks the same goes out together.
pub(in crate::gateway) trait Work:
    Clone + Eq + Hash + Send + Sync + 'static
{
    /// What is found in one text.
    type Found: Send + 'static;

    fn llm(&self) -> &LlmName;

    /// What was found in all the texts, and the tokens of all if the provider says.
    fn send(
        &self,
        target: &Target,
        texts: Vec<String>,
    ) -> impl Future<Output = Result<(Vec<Self::Found>, Option<u64>)>> + Send;
}

/// Texts to vectors.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(in crate::gateway) struct Embedding {
    pub(in crate::gateway) llm: LlmName,
    pub(in crate::gateway) dimensions: Option<u32>,
}

impl Work for Embedding {
    type Found = Vec<f32>;

    fn llm(&self) -> &LlmName {
        &self.llm
    }

    async fn send(
        &self,
        target: &Target,
        texts: Vec<String>,
    ) -> Result<(Vec<Vec<f32>>, Option<u64>)> {
        let request = EmbedRequest {
            model: target.id.model.clone(),
            texts,
            dimensions: self.dimensions,
        };
        let embeddings = target.lane.provider.embed(&request).await?;
        Ok((embeddings.vectors, embeddings.tokens))
    }
}

/// Texts to verdicts.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(in crate::gateway) struct Judging {
    pub(in crate::gateway) llm: LlmName,
}

impl Work for Judging {
    type Found = Verdict;

    fn llm(&self) -> &LlmName {
        &self.llm
    }

    async fn send(
        &self,
        target: &Target,
        texts: Vec<String>,
    ) -> Result<(Vec<Verdict>, Option<u64>)> {
        let request = ModerateRequest {
            model: target.id.model.clone(),
            texts,
        };
        let verdicts = target.lane.provider.moderate(&request).await?;
        // Nobody says how many.
        Ok((verdicts, None))
    }
}
