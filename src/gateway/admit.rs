//! Step 2: whether a call fits into the limits of its account and key. What it may use at most is held from here
//! until it is settled.

use super::batch::Text;
use super::count::Size;
use super::route::Route;
use super::{Call, Caller, Gateway};
use crate::error::{Error, Result};
use crate::ledger::{HELD_FOR_SECONDS, Hold};
use crate::store::{Admission, Ask, Held, OpenCall, Pace};
use crate::types::{CallId, Llm, LlmKind, NanoDollars, Purpose, Refusal};
use std::sync::Arc;

/// The shortest answer that is worth asking for where a caller leaves its length to us, in tokens.
pub const SHORTEST_ANSWER: u32 = 256;

/// A call that is let in.
pub(super) struct Permit {
    pub(super) hold: Arc<Hold>,
    pub(super) pace: Option<Pace>,
    /// There was room for nothing but an answer that is kept.
    pub(super) refused: Option<Box<Refusal>>,
}

/// Texts that are let in, in the pieces in which they go out.
pub(super) struct HeldPieces {
    /// The hold of the first of them, or of none.
    pub(super) request: Arc<Hold>,
    pub(super) pieces: Vec<(Arc<Hold>, Vec<Text>)>,
    pub(super) pace: Option<Pace>,
}

/// Who calls and what for, as it is written down.
#[derive(Clone, Copy)]
pub(super) struct Errand<'a> {
    pub(super) call: CallId,
    pub(super) caller: &'a Caller,
    pub(super) purpose: Purpose,
    pub(super) llm: &'a Llm,
}

impl Gateway {
    /// Holds what the call may use at most, and sets how long its answer may be.
    ///
    /// # Errors
    /// [`Error::Refused`] with the limit that it does not fit into.
    pub(super) async fn hold(
        &self,
        caller: &Caller,
        call: &mut Call,
        route: &Route,
    ) -> Result<Permit> {
        let llm = &route.llm;
        let errand = Errand {
            call: call.id,
            caller,
            purpose: call.purpose,
            llm,
        };
        let size = Size::of_prompt(route.counts_as_we_do(), &call.messages, &call.options);
        let most = call.max_tokens.min(llm.context);
        let least = call.at_least.map_or(most, |least| least.min(most));
        let wanted = self.open(errand, size, least);
        match self.granted(vec![wanted.clone()], most).await {
            Ok((holds, output, pace)) => {
                call.max_tokens = u32::try_from(output).unwrap_or(most).min(most);
                only(holds, pace, None)
            }
            // An answer that is kept uses nothing; it is still a request.
            Err(Error::Refused(refusal))
                if refusal.limit.spares_what_is_kept() && call.cache.takes() =>
            {
                let nothing = OpenCall {
                    held: Held::default(),
                    ..wanted
                };
                let (holds, _, pace) = self.granted(vec![nothing], 0).await?;
                only(holds, pace, Some(refusal))
            }
            Err(error) => Err(error),
        }
    }

    /// What [`Gateway::admit`] would hold for a call: tokens and money.
    ///
    /// # Errors
    /// If nobody could be asked.
    pub(crate) fn most(&self, call: &Call) -> Result<(u64, NanoDollars)> {
        let route = self.routes.of_kind(&call.llm, LlmKind::Chat)?;
        let route = route.that_can_say(call)?;
        let size = Size::of_prompt(route.counts_as_we_do(), &call.messages, &call.options);
        let output = call.max_tokens.min(route.llm.context).into();
        let cost = route.llm.price.worst(size.most, output);
        Ok((size.most.saturating_add(output), cost))
    }

    /// The same for texts that go out in pieces, all or none. The first piece is the request, and the others
    /// are part of it; it is there also where nothing has to be sent.
    ///
    /// # Errors
    /// As above.
    pub(super) async fn hold_pieces(
        &self,
        errand: Errand<'_>,
        pieces: Vec<Vec<Text>>,
    ) -> Result<HeldPieces> {
        let mut sizes: Vec<_> = pieces.iter().map(|piece| size(piece)).collect();
        if sizes.is_empty() {
            sizes.push(size(&[]));
        }
        let calls = sizes.into_iter().enumerate().map(|(place, size)| {
            let call = self.open(errand, size, 0);
            match place {
                0 => call,
                _ => OpenCall {
                    id: CallId::new(),
                    requests: 0,
                    ..call
                },
            }
        });
        let (holds, _, pace) = self.granted(calls.collect(), 0).await?;
        let request = holds.first().cloned();
        let request = request.ok_or_else(|| Error::Internal("a call holds nothing".into()))?;
        Ok(HeldPieces {
            request,
            pieces: holds.into_iter().zip(pieces).collect(),
            pace,
        })
    }

    async fn granted(
        &self,
        mut calls: Vec<OpenCall>,
        most_output: u32,
    ) -> Result<(Vec<Arc<Hold>>, u64, Option<Pace>)> {
        // One moment: the windows that are looked at are those in which it will be charged.
        let now = self.clock.now();
        for call in &mut calls {
            call.started_at = now;
            call.expires_at = now.plus_seconds(HELD_FOR_SECONDS);
        }
        let ask = Ask {
            calls,
            most_output: most_output.into(),
        };
        // Made first: a caller who leaves while the rows are written takes them along.
        let hold = |call: &OpenCall| Hold::of(self.store.clone(), call.clone());
        let mut holds: Vec<_> = ask.calls.iter().map(hold).collect();
        let admission = self.store.admit(&ask, now).await;
        let refused = match admission.map_err(Error::Store)? {
            Admission::Granted { output, pace } => {
                if let Some(first) = holds.first_mut() {
                    first.lengthen(output);
                }
                return Ok((holds.into_iter().map(Arc::new).collect(), output, pace));
            }
            Admission::Refused(refusal) => Error::Refused(refusal),
            Admission::Suspended => Error::Suspended,
            Admission::Revoked => Error::Unauthenticated,
        };
        // There is nothing to release.
        holds.iter().for_each(Hold::ended);
        Err(refused)
    }

    fn open(&self, errand: Errand<'_>, size: Size, output: u32) -> OpenCall {
        let now = self.clock.now();
        OpenCall {
            id: errand.call,
            account: errand.caller.id(),
            key: errand.caller.key(),
            purpose: errand.purpose,
            requests: u32::from(errand.purpose.is_request()),
            llm: errand.llm.name.clone(),
            provider: errand.llm.provider.clone(),
            price: errand.llm.price,
            input_counted: size.counted,
            held: Held {
                prompt: size.most,
                output: output.into(),
            },
            started_at: now,
            expires_at: now.plus_seconds(HELD_FOR_SECONDS),
        }
    }
}

fn size(texts: &[Text]) -> Size {
    Size::of_texts(texts.iter().map(|text| (text.text.as_str(), text.tokens)))
}

fn only(
    holds: Vec<Arc<Hold>>,
    pace: Option<Pace>,
    refused: Option<Box<Refusal>>,
) -> Result<Permit> {
    let hold = holds.into_iter().next();
    let hold = hold.ok_or_else(|| Error::Internal("a call holds nothing".into()))?;
    Ok(Permit {
        hold,
        pace,
        refused,
    })
}
