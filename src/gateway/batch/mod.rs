//! Texts of many callers in few calls: what is asked of the same model at the same time goes out together,
//! comes back in order, and is paid for by each with its part.

mod bill;
mod carry;
mod line;
mod load;
mod work;

pub(super) use carry::Carrier;
pub(super) use line::{Lines, Piece};
pub(super) use load::{Text, pieces};
pub(super) use work::{Embedding, Judging};

use crate::error::Result;
use crate::ledger::Hold;
use crate::types::Receipt;
use load::Load;
use std::sync::Arc;
use tokio::sync::oneshot;

/// Most calls at once that one caller's texts, or one line of callers, are sent in.
const AT_ONCE: usize = 5;

/// What one caller has to send in one call. Whoever waits no longer has left.
pub(super) struct Portion<F> {
    pub(super) hold: Arc<Hold>,
    pub(super) texts: Vec<Text>,
    pub(super) reply: oneshot::Sender<Result<Served<F>>>,
}

/// What was found in each text, in their order, and what it cost.
#[derive(Debug)]
pub(super) struct Served<F> {
    pub(super) found: Vec<F>,
    pub(super) receipt: Receipt,
}

impl<F> Portion<F> {
    fn has_left(&self) -> bool {
        self.reply.is_closed()
    }

    fn load(&self) -> Load {
        self.texts.iter().map(Load::of).sum()
    }
}
