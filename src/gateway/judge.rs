//! Texts judged by a model that does nothing else, down the same road as a question. What is judged is not
//! moderated before: this is how it is done.

use super::admit::{Errand, HeldPieces};
use super::batch::{Judging, Served, Text, pieces};
use super::{Caller, Gateway};
use crate::error::Result;
use crate::provider::Verdict;
use crate::store::Pace;
use crate::types::{CallId, LlmKind, LlmName, Purpose, Receipt};

/// Texts to be judged, each by itself.
#[derive(Clone, Debug)]
pub struct ModerateCall {
    /// Also the id of its charge; where one call is not enough, the others have ids of their own.
    pub id: CallId,
    pub purpose: Purpose,
    pub llm: LlmName,
    pub texts: Vec<String>,
}

/// The verdicts on all texts, in the order of the texts.
#[derive(Clone, Debug, PartialEq)]
pub struct Moderated {
    pub verdicts: Vec<Verdict>,
    /// One for each call that was made.
    pub receipts: Vec<Receipt>,
    /// How often the account may ask, if that is limited.
    pub pace: Option<Pace>,
}

impl Gateway {
    /// Has texts judged, all or none.
    ///
    /// # Errors
    /// Whatever a step says no with.
    pub async fn moderate(&self, caller: &Caller, call: ModerateCall) -> Result<Moderated> {
        // 1 caller: the type says who asks, and that the account is open; a key may be for some models only. Who
        // judges for the organisation is not the caller's choice.
        if call.purpose.is_request() {
            caller.check(&call.llm)?;
        }
        let route = self.routes.of_kind(&call.llm, LlmKind::Moderation)?;
        let work = Judging {
            llm: call.llm.clone(),
        };
        let texts = Text::counted(call.texts.into_iter().enumerate().collect()).await?;
        // 2 admit: what the judgement may cost is held.
        let errand = Errand {
            call: call.id,
            caller,
            purpose: call.purpose,
            llm: &route.llm,
        };
        let pieces = self.hold_pieces(errand, pieces(texts, &route.limits));
        let HeldPieces { pieces, pace, .. } = pieces.await?;

        // 5, 6 and 8: routed, attempted and settled together with what others send.
        let pieces = self.judgements.ask_in_pieces(&work, route.limits, pieces);
        let (mut verdicts, mut receipts) = (Vec::new(), Vec::new());
        for piece in pieces.await {
            let (_places, Served { found, receipt }) = piece?;
            verdicts.extend(found);
            receipts.push(receipt);
        }
        Ok(Moderated {
            verdicts,
            receipts,
            pace,
        })
    }
}
