//! Texts of many callers in few calls: what is asked of the same model at the same time goes out together,
//! comes back in order, and is paid for by each with its part.

mod bill;
mod carry;
mod line;
mod load;
mod work;

pub(super) use carry::Carrier;
pub(super) use line::{Lines, Piece};
pub(super) use load::Text;
pub(super) use work::{Embedding, Judging};

use crate::error::Result;
use crate::store::OpenCall;
use crate::types::{AccountId, CallId, Llm, Purpose, Receipt, Timestamp};
use load::Load;
use tokio::sync::oneshot;

/// Most calls at once that one caller's texts, or one line of callers, are sent in.
const AT_ONCE: usize = 5;

/// For whom and what for texts are sent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Errand {
    /// Also the id of its charge.
    pub(super) call: CallId,
    pub(super) account: AccountId,
    pub(super) purpose: Purpose,
}

/// What one caller has to send in one call. Whoever waits no longer has left.
pub(super) struct Portion<F> {
    pub(super) errand: Errand,
    pub(super) texts: Vec<Text>,
    pub(super) reply: oneshot::Sender<Result<Served<F>>>,
}

/// What was found in each text, in their order, and what it cost.
#[derive(Debug)]
pub(super) struct Served<F> {
    pub(super) found: Vec<F>,
    pub(super) receipt: Receipt,
}

impl Errand {
    /// As it is written down before it goes out.
    pub(super) fn call(&self, llm: &Llm, input_counted: u64, started_at: Timestamp) -> OpenCall {
        OpenCall {
            id: self.call,
            account: self.account,
            purpose: self.purpose,
            llm: llm.name.clone(),
            provider: llm.provider.clone(),
            price: llm.price,
            input_counted,
            started_at,
        }
    }
}

impl<F> Portion<F> {
    fn has_left(&self) -> bool {
        self.reply.is_closed()
    }

    fn load(&self) -> Load {
        self.texts.iter().map(Load::of).sum()
    }
}
