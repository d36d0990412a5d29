//! An answer on its way, apart from whoever reads it: a task of its own (the crew) reads the provider, and
//! readers sit beside each other, each at a place of its own. So a reader who does not read holds no place at a
//! provider, identical calls share one answer, and who leaves first ends nothing for the others.

mod crew;
mod log;
mod register;
mod seat;

#[cfg(test)]
mod tests;

pub(super) use crew::Crew;
pub(super) use register::Flights;
pub use seat::Leaver;
pub(super) use seat::Seat;
pub(crate) use seat::UNREAD;

use super::count::{Count, output_of};
use super::kept::Kept;
use super::redact::Redaction;
use super::settle::Open;
use crate::config::Abort;
use crate::error::Error;
use crate::redact::Rules;
use crate::types::{Attempt, Event, Outcome, Timestamp, Usage};
use log::{Log, ROOM};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

pub(super) struct Flight {
    state: Mutex<State>,
    /// Rung when there is something to read.
    news: watch::Sender<()>,
    /// Rung when there may be room for more.
    room: Notify,
    /// Cancelled when nobody is left.
    left: CancellationToken,
}

struct State {
    takeoff: Takeoff,
    redaction: Redaction,
    log: Log,
    /// Nothing comes after what is in the log.
    over: bool,
    count: Count,
    places: Vec<Place>,
    boarded: u64,
    /// Events that readers have taken, all together.
    taken: u64,
    /// The seat of who began it and pays, as long as it is taken.
    payer: Option<u64>,
    /// The call to be charged. Nobody's if the answer was kept.
    open: Option<Open>,
    abort: Abort,
}

/// Where a reader is.
struct Place {
    seat: u64,
    at: usize,
}

enum Takeoff {
    Awaited,
    Begun(Facts),
    Refused {
        /// For who pays.
        own: Option<Error>,
        others: Error,
    },
}

/// What is known of an answer when it begins.
#[derive(Clone)]
pub(super) struct Facts {
    /// Who answers, as shown.
    pub(super) provider: String,
    pub(super) failed_attempts: Vec<Attempt>,
    /// Whether it was kept, and no provider was asked.
    pub(super) kept: bool,
}

/// A call to be settled, and what is due.
pub(super) type Due = (Open, Usage);

impl Flight {
    /// With the seat of who begins it and pays; `whole` if others may come aboard later.
    fn new(secrets: &Rules, whole: bool) -> (Arc<Self>, Seat) {
        let state = State {
            takeoff: Takeoff::Awaited,
            redaction: Redaction::new(secrets),
            log: Log::new(whole, ROOM),
            over: false,
            count: Count::default(),
            places: vec![Place { seat: 0, at: 0 }],
            boarded: 1,
            taken: 0,
            payer: Some(0),
            open: None,
            abort: Abort::default(),
        };
        let flight = Arc::new(Self {
            state: Mutex::new(state),
            news: watch::Sender::new(()),
            room: Notify::new(),
            left: CancellationToken::new(),
        });
        (flight.clone(), Seat::new(flight, 0))
    }

    /// A seat at the beginning of the answer, if it still has one and somebody waits for it.
    fn board(self: &Arc<Self>) -> Option<Seat> {
        let mut state = self.lock();
        let is_open = state.log.is_whole() && !state.places.is_empty();
        let id = state.boarded;
        is_open.then(|| {
            state.boarded += 1;
            state.places.push(Place { seat: id, at: 0 });
            Seat::new(self.clone(), id)
        })
    }

    /// The provider begins to answer.
    fn begin(&self, open: Open, abort: Abort) {
        let mut state = self.lock();
        state.abort = abort;
        let provider = open.call().map(|call| call.provider.clone());
        state.count = Count::of_prompt(open.call().map_or(0, |call| call.input_counted));
        state.takeoff = Takeoff::Begun(Facts {
            provider: provider.unwrap_or_default(),
            failed_attempts: open.failed_attempts().to_vec(),
            kept: false,
        });
        state.open = Some(open);
        let left = state.places.is_empty().then(|| state.due()).flatten();
        drop(state);
        abandon(left);
        self.ring();
    }

    /// The answer was kept: all of it is there at once.
    fn land(&self, kept: Kept) {
        let mut state = self.lock();
        state.count = Count::known(kept.usage);
        state.takeoff = Takeoff::Begun(Facts {
            provider: kept.provider.clone(),
            failed_attempts: Vec::new(),
            kept: true,
        });
        for event in kept.into_events() {
            state.log.push(event);
        }
        state.over = true;
        drop(state);
        self.ring();
    }

    /// Nobody answers.
    fn refuse(&self, error: Error) {
        let mut state = self.lock();
        let others = error.for_others();
        let own = Some(error);
        state.takeoff = Takeoff::Refused { own, others };
        state.over = true;
        drop(state);
        self.ring();
    }

    /// Takes an event of the provider, or the end of them. The end of the answer is given back, for it is
    /// readable only once all is done that comes before it.
    fn absorb(&self, event: Option<Event>) -> Option<Vec<Event>> {
        let output = event.as_ref().map_or(0, output_of);
        let mut guard = self.lock();
        let state = &mut *guard;
        match event {
            Some(event) => {
                state.count.see(&event, output);
                state.redaction.put(event);
            }
            None => state.redaction.end(),
        }
        let before = state.log.end();
        let ready: Vec<_> = std::iter::from_fn(|| state.redaction.take()).collect();
        if state.redaction.is_over() {
            return Some(ready);
        }
        ready.into_iter().for_each(|event| state.log.push(event));
        let grown = state.log.end() > before;
        if state.places.is_empty() {
            state.forget_read();
        }
        drop(guard);
        if grown {
            self.ring();
        }
        None
    }

    /// The answer as it is to be kept, if it is, with this end.
    fn to_keep(&self, end: &[Event], now: Timestamp) -> Option<Kept> {
        let state = self.lock();
        let Takeoff::Begun(facts) = &state.takeoff else {
            return None;
        };
        let usage = state.count.usage();
        let events = state.log.iter().chain(end);
        let whole = state.log.is_whole();
        whole
            .then(|| Kept::of(events, &facts.provider, usage, now))
            .flatten()
    }

    /// The answer ends. If who pays has left, its call is to be settled now.
    fn end(&self, end: Vec<Event>) -> Option<(Due, Outcome)> {
        let mut state = self.lock();
        let complete = matches!(end.last(), Some(Event::Finished(_)));
        end.into_iter().for_each(|event| state.log.push(event));
        state.over = true;
        let due = state.payer.is_none().then(|| state.due()).flatten();
        let outcome = match complete {
            _ if state.places.is_empty() => Outcome::Abandoned,
            true => Outcome::Complete,
            false => Outcome::Failed,
        };
        drop(state);
        self.ring();
        due.map(|due| (due, outcome))
    }

    /// Gives up a seat. Who leaves last ends the flight, and what came is settled; unless the provider is to say
    /// what it used, and has not been told to stop.
    fn leave(&self, seat: u64) {
        let mut state = self.lock();
        let before = state.places.len();
        state.places.retain(|place| place.seat != seat);
        if state.places.len() == before {
            return;
        }
        state.forget_read();
        let paid = state.payer == Some(seat);
        if paid {
            state.payer = None;
        }
        let over = state.over;
        let drained = !over && state.abort == Abort::Drain && state.open.is_some();
        let nobody = state.places.is_empty() && !drained;
        let due = (nobody || paid && over).then(|| state.due()).flatten();
        drop(state);
        if nobody {
            self.left.cancel();
        }
        self.room.notify_one();
        abandon(due);
    }

    /// What nobody reads is read no longer, and what came of it is settled.
    fn drain_no_longer(&self) {
        let mut state = self.lock();
        if !state.places.is_empty() {
            return;
        }
        let due = state.due();
        drop(state);
        self.left.cancel();
        abandon(due);
    }

    /// Its crew is gone: nothing comes any more.
    fn break_off(&self) {
        let mut state = self.lock();
        if state.over {
            return;
        }
        if let Takeoff::Awaited = state.takeoff {
            let broken = || Error::Internal("a call was broken off".into());
            let (own, others) = (Some(broken()), broken());
            state.takeoff = Takeoff::Refused { own, others };
        }
        state.over = true;
        drop(state);
        self.ring();
    }

    fn is_full(&self) -> bool {
        self.lock().log.is_full()
    }

    fn is_unread(&self) -> bool {
        !self.readers().1.is_empty()
    }

    /// How many events were taken by now, and the seats of those who have not taken all there are.
    fn readers(&self) -> (u64, Vec<u64>) {
        let state = self.lock();
        let end = state.log.end();
        let unread = state.places.iter().filter(|place| place.at < end);
        (state.taken, unread.map(|place| place.seat).collect())
    }

    fn ring(&self) {
        self.news.send_replace(());
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Lets go of what everybody has read.
    fn forget_read(&mut self) {
        let read = self.places.iter().map(|place| place.at).min();
        self.log.forget_before(read.unwrap_or(self.log.end()));
    }

    fn due(&mut self) -> Option<Due> {
        let usage = self.count.due();
        self.open.take().map(|open| (open, usage))
    }
}

fn abandon(due: Option<Due>) {
    if let Some((open, usage)) = due {
        open.abandon(usage);
    }
}
