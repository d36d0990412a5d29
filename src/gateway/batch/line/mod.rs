//! Where callers wait for each other: whoever is alone goes at once, and while calls are under way those who
//! come gather for a moment, or until a call is full.

use super::load::{Load, Text};
use super::work::Work;
use super::{AT_ONCE, Carrier, Portion, Served};
use crate::config::CallLimits;
use crate::error::{Error, Result};
use crate::ledger::Hold;
use futures::future::BoxFuture;
use futures::stream::{self, StreamExt};
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// How long the first who waits may have to wait for others.
const WINDOW: Duration = Duration::from_millis(50);
/// Most calls' worth of inputs, and most bytes, that wait in one line.
const CALLS_WAITING: usize = 64;
const BYTES_WAITING: usize = 64 << 20;
/// The least that whoever found the line full is asked to wait.
const COME_BACK: Duration = Duration::from_secs(1);

type Carry<W> = dyn Fn(W, Vec<Portion<<W as Work>::Found>>) -> BoxFuture<'static, ()> + Send + Sync;

/// What was found in some of a caller's texts, and which.
pub(in crate::gateway) type Piece<F> = (Vec<usize>, Served<F>);

/// A line for each thing that is asked.
pub(in crate::gateway) struct Lines<W: Work> {
    lines: Mutex<HashMap<W, Line<W::Found>>>,
    carry: Box<Carry<W>>,
}

struct Line<F> {
    limits: CallLimits,
    waiting: VecDeque<Portion<F>>,
    load: Load,
    under_way: usize,
    /// When the first who waits has waited long enough.
    due: Option<Instant>,
    /// Whether somebody is told to look then.
    is_timed: bool,
}

impl<W: Work> Lines<W> {
    pub(in crate::gateway) fn new(carrier: Carrier) -> Arc<Self> {
        Self::carried_by(move |work, portions| Box::pin(carrier.clone().carry(work, portions)))
    }

    pub(super) fn carried_by(
        carry: impl Fn(W, Vec<Portion<W::Found>>) -> BoxFuture<'static, ()> + Send + Sync + 'static,
    ) -> Arc<Self> {
        Arc::new(Self {
            lines: Mutex::default(),
            carry: Box::new(carry),
        })
    }

    /// Waits for what is found in these texts, which fit into one call.
    ///
    /// # Errors
    /// [`Error::Busy`] if too much waits already; else what the call failed with.
    pub(in crate::gateway) async fn ask(
        self: &Arc<Self>,
        work: &W,
        limits: CallLimits,
        hold: Arc<Hold>,
        texts: Vec<Text>,
    ) -> Result<Served<W::Found>> {
        let (reply, heard) = oneshot::channel();
        let portion = Portion { hold, texts, reply };
        self.join(work, limits, portion)?;
        let lost = |_| Error::Internal("a batch was lost".into());
        heard.await.map_err(lost)?
    }

    /// The same for any number of calls: some at once, and none any more after one has failed. Each piece says
    /// the places of its texts.
    pub(in crate::gateway) async fn ask_in_pieces(
        self: &Arc<Self>,
        work: &W,
        limits: CallLimits,
        pieces: Vec<(Arc<Hold>, Vec<Text>)>,
    ) -> Vec<Result<Piece<W::Found>>> {
        let (lines, failed) = (self.clone(), AtomicBool::new(false));
        let ask = async |(hold, texts): (Arc<Hold>, Vec<Text>)| {
            if failed.load(Ordering::Relaxed) {
                return None;
            }
            let places = texts.iter().map(|text| text.place).collect();
            let served = lines.ask(work, limits, hold, texts).await;
            failed.fetch_or(served.is_err(), Ordering::Relaxed);
            Some(served.map(|served| (places, served)))
        };
        let asked = stream::iter(pieces).map(ask).buffered(AT_ONCE);
        asked.filter_map(async |piece| piece).collect().await
    }

    fn join(
        self: &Arc<Self>,
        work: &W,
        limits: CallLimits,
        portion: Portion<W::Found>,
    ) -> Result<()> {
        let mut lines = self.lock();
        let line = lines.entry(work.clone());
        line.or_insert_with(|| Line::new(limits)).join(portion)?;
        drop(lines);
        self.look(work);
        Ok(())
    }

    /// Lets go whoever may go now.
    fn look(self: &Arc<Self>, work: &W) {
        let now = Instant::now();
        let mut lines = self.lock();
        let Some(line) = lines.get_mut(work) else {
            return;
        };
        let departing: Vec<_> = std::iter::from_fn(|| line.depart(now)).collect();
        let alarm = line.alarm();
        if line.is_idle() {
            lines.remove(work);
        }
        drop(lines);
        // Without a runtime the process is ending, and whoever waits with it.
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        for portions in departing {
            let under_way = UnderWay {
                lines: self.clone(),
                work: work.clone(),
            };
            let carried = (self.carry)(work.clone(), portions);
            runtime.spawn(async move {
                carried.await;
                drop(under_way);
            });
        }
        if let Some(due) = alarm {
            let (lines, work) = (self.clone(), work.clone());
            runtime.spawn(async move {
                tokio::time::sleep_until(due).await;
                if let Some(line) = lines.lock().get_mut(&work) {
                    line.is_timed = false;
                }
                lines.look(&work);
            });
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<W, Line<W::Found>>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<F> Line<F> {
    fn new(limits: CallLimits) -> Self {
        Self {
            limits,
            waiting: VecDeque::new(),
            load: Load::default(),
            under_way: 0,
            due: None,
            is_timed: false,
        }
    }

    fn join(&mut self, portion: Portion<F>) -> Result<()> {
        let load = self.load + portion.load();
        let is_full = load.inputs > self.limits.inputs.saturating_mul(CALLS_WAITING)
            || load.bytes > BYTES_WAITING;
        if is_full && !self.waiting.is_empty() {
            return Err(Error::Busy {
                retry_after: COME_BACK,
            });
        }
        if self.waiting.is_empty() {
            self.due = Some(Instant::now() + WINDOW);
        }
        self.load = load;
        self.waiting.push_back(portion);
        Ok(())
    }

    /// Those who go together now, if anybody does.
    fn depart(&mut self, now: Instant) -> Option<Vec<Portion<F>>> {
        let is_due = self.due.is_some_and(|due| due <= now);
        let may_go = is_due || self.under_way == 0 || self.load.fills(&self.limits);
        if self.waiting.is_empty() || self.under_way >= AT_ONCE || !may_go {
            return None;
        }
        let mut portions = Vec::new();
        let mut load = Load::default();
        while let Some(next) = self.waiting.front() {
            let with_it = load + next.load();
            if !portions.is_empty() && !with_it.fits(&self.limits) {
                break;
            }
            load = with_it;
            portions.extend(self.waiting.pop_front());
        }
        self.load -= load;
        self.under_way += 1;
        if self.waiting.is_empty() {
            self.due = None;
        }
        Some(portions)
    }

    /// When to look again, if nobody else is told to. A call that ends looks by itself.
    fn alarm(&mut self) -> Option<Instant> {
        let due = self
            .due
            .filter(|_| !self.is_timed && self.under_way < AT_ONCE)?;
        self.is_timed = true;
        Some(due)
    }

    fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.under_way == 0 && !self.is_timed
    }
}

/// A call's place among those under way, given back also if it panics.
struct UnderWay<W: Work> {
    lines: Arc<Lines<W>>,
    work: W,
}

impl<W: Work> Drop for UnderWay<W> {
    fn drop(&mut self) {
        if let Some(line) = self.lines.lock().get_mut(&self.work) {
            line.under_way -= 1;
        }
        self.lines.look(&self.work);
    }
}

#[cfg(test)]
mod tests;
