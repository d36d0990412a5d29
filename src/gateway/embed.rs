//! Texts to vectors, down the same road as a question.

use super::admit::{Errand, HeldPieces};
use super::batch::{Embedding, Piece, Served, Text, pieces};
use super::moderate::Subject;
use super::settle::Guest;
use super::{CacheUse, Caller, Gateway, vectors};
use crate::error::{Error, Result};
use crate::ledger::Hold;
use crate::store::{Held, KeptVector, OpenCall, Pace, TextHash, VectorSpace};
use crate::types::{
    CallId, LlmKind, LlmName, Outcome, Purpose, Receipt, Tokens, Usage, UsageSource,
};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

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
    pub cache: CacheUse,
}

/// The vectors of all texts, in the order of the texts.
#[derive(Clone, Debug, PartialEq)]
pub struct Embedded {
    pub vectors: Vec<Vec<f32>>,
    /// One for each call that was made.
    pub receipts: Vec<Receipt>,
    /// How many texts were known already or stand twice, and a receipt for them that costs nothing and says
    /// what was saved.
    pub known: usize,
    pub spared: Option<Receipt>,
    /// How often the account may ask, if that is limited.
    pub pace: Option<Pace>,
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
    /// Whatever a step says no with. What was embedded by then is charged, and known the next time.
    pub async fn embed(&self, caller: &Caller, call: EmbedCall) -> Result<Embedded> {
        // 1 caller: the type says who asks, and that the account is open; a key may be for some models only.
        caller.check(&call.llm)?;
        let route = self.routes.of_kind(&call.llm, LlmKind::Embedding)?;
        // 4 cache: what this account had embedded before, or sends twice, is not embedded again.
        let space = VectorSpace {
            account: caller.id(),
            model: route.places(),
            dimensions: call.dimensions,
        };
        let hashes: Vec<_> = call.texts.iter().map(|text| vectors::hash(text)).collect();
        let known = match call.cache {
            CacheUse::Full => self.known_vectors(&space, &hashes).await,
            CacheUse::Renew | CacheUse::Never => HashMap::new(),
        };
        let texts = call.texts.clone();
        let unknown = Text::counted(unknown(call.texts, &hashes, &known)).await?;
        let mut fresh = Fresh::of(&unknown, &hashes);
        // 2 admit: what is known costs nothing, so only the others are held for.
        let errand = Errand {
            call: call.id,
            caller,
            purpose: call.purpose,
            llm: &route.llm,
        };
        let pieces = self.hold_pieces(errand, pieces(unknown, &route.limits));
        let HeldPieces {
            request,
            pieces,
            pace,
        } = pieces.await?;
        // 3 moderate: the input policy.
        let subject = Subject {
            call: call.id,
            answer: None,
            purpose: call.purpose,
            texts,
        };
        let mut held = vec![&*request];
        held.extend(pieces.iter().map(|(hold, _)| &**hold));
        self.check_input(caller, subject, &held).await?;

        // 5, 6 and 8: routed, attempted and settled together with what others send. Step 7 has nothing to
        // do: there are no words in a vector.
        let work = Embedding {
            llm: call.llm,
            dimensions: call.dimensions,
        };
        let asked = self.embeddings.ask_in_pieces(&work, route.limits, pieces);
        for piece in asked.await {
            fresh.add(piece);
        }
        let embedded = fresh.with(&known, &hashes);
        if call.cache != CacheUse::Never {
            self.keep_vectors(space, fresh.vectors);
        }
        if let Some(error) = fresh.failed {
            return Err(error);
        }
        let (mut embedded, spared) = embedded?;
        embedded.pace = pace;
        if embedded.known > 0 {
            let spared = self.spare_texts(request, errand, spared, embedded.receipts.is_empty());
            embedded.spared = spared.await?;
        }
        Ok(embedded)
    }

    /// Writes down what cost nothing: under the id of the call, unless something of it had to be asked for.
    async fn spare_texts(
        &self,
        request: Arc<Hold>,
        errand: Errand<'_>,
        tokens: Tokens,
        is_all: bool,
    ) -> Result<Option<Receipt>> {
        let hold = match is_all {
            true => request,
            false => {
                let call = OpenCall {
                    id: CallId::new(),
                    requests: 0,
                    held: Held::default(),
                    ..request.call().clone()
                };
                Arc::new(Hold::of(self.store.clone(), call))
            }
        };
        let usage = Usage {
            tokens,
            source: UsageSource::Counted,
        };
        let guest = Guest::new(self.till(), hold, None);
        let provider = errand.llm.provider.clone();
        guest.settle(provider, usage, Outcome::Complete, None).await
    }
}

/// What has to be asked for, each text once.
fn unknown(
    texts: Vec<String>,
    hashes: &[TextHash],
    known: &HashMap<TextHash, KeptVector>,
) -> Vec<(usize, String)> {
    let mut seen = HashSet::new();
    let texts = texts.into_iter().zip(hashes).enumerate();
    texts
        .filter(|(_, (_, hash))| !known.contains_key(*hash) && seen.insert(**hash))
        .map(|(place, (text, _))| (place, text))
        .collect()
}

/// What has just been embedded.
struct Fresh {
    /// By the place of the text: which it is, and what we count in it.
    texts: HashMap<usize, (TextHash, u64)>,
    vectors: Vec<KeptVector>,
    receipts: Vec<Receipt>,
    failed: Option<Error>,
}

impl Fresh {
    fn of(texts: &[Text], hashes: &[TextHash]) -> Self {
        let of = |text: &Text| Some((text.place, (*hashes.get(text.place)?, text.tokens)));
        Self {
            texts: texts.iter().filter_map(of).collect(),
            vectors: Vec::with_capacity(texts.len()),
            receipts: Vec::new(),
            failed: None,
        }
    }

    fn add(&mut self, piece: Result<Piece<Vec<f32>>>) {
        let (places, Served { found, receipt }) = match piece {
            Ok(piece) => piece,
            Err(error) => {
                self.failed.get_or_insert(error);
                return;
            }
        };
        self.receipts.push(receipt);
        for (place, vector) in places.into_iter().zip(found) {
            if let Some((text, tokens)) = self.texts.get(&place).copied() {
                self.vectors.push(KeptVector {
                    text,
                    vector,
                    tokens,
                });
            }
        }
    }

    /// All that was asked for, in its order, and the tokens of what had not to be sent.
    fn with(
        &self,
        known: &HashMap<TextHash, KeptVector>,
        hashes: &[TextHash],
    ) -> Result<(Embedded, Tokens)> {
        let fresh: HashMap<_, _> = self.vectors.iter().map(|kept| (kept.text, kept)).collect();
        let all = hashes
            .iter()
            .map(|hash| fresh.get(hash).copied().or(known.get(hash)));
        let all: Option<Vec<&KeptVector>> = all.collect();
        let all = all.ok_or_else(|| Error::Internal("a text has no vector".into()))?;
        let tokens = |vectors: &mut dyn Iterator<Item = &KeptVector>| {
            vectors.map(|kept| kept.tokens).fold(0, u64::saturating_add)
        };
        let spared = Tokens {
            input: tokens(&mut all.iter().copied()) - tokens(&mut self.vectors.iter()),
            ..Tokens::default()
        };
        let embedded = Embedded {
            vectors: all.iter().map(|kept| kept.vector.clone()).collect(),
            receipts: self.receipts.clone(),
            known: all.len() - self.vectors.len(),
            spared: None,
            pace: None,
        };
        Ok((embedded, spared))
    }
}
