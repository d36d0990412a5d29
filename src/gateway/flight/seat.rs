//! A reader's place in an answer. Dropping it leaves.

use super::{Due, Facts, Flight, Takeoff};
use crate::error::Result;
use crate::gateway::kept::Kept;
use crate::gateway::settle::Open;
use crate::redact::Rules;
use crate::store::OpenCall;
use crate::types::{Event, Failure, Usage};
use std::sync::Arc;
use tokio::sync::watch;

/// `Failure::code` of an answer that its reader did not read.
pub(crate) const UNREAD: &str = "unread";

pub(in crate::gateway) struct Seat {
    flight: Arc<Flight>,
    id: u64,
    news: watch::Receiver<()>,
    /// Whether the last event was given out.
    done: bool,
}

/// Gives up a reader's place for it, from elsewhere.
pub struct Leaver {
    flight: Arc<Flight>,
    seat: u64,
}

impl Leaver {
    pub fn leave(self) {
        self.flight.leave(self.seat);
        self.flight.ring();
    }
}

enum Taken {
    Event(Event),
    Nothing,
    Over,
    /// The seat was given up for its reader.
    Lost,
}

impl Seat {
    pub(super) fn new(flight: Arc<Flight>, id: u64) -> Self {
        Self {
            news: flight.news.subscribe(),
            flight,
            id,
            done: false,
        }
    }

    /// Before an answer that is kept, and nobody else's.
    pub(in crate::gateway) fn of_kept(kept: Kept, secrets: &Rules) -> Self {
        let (flight, seat) = Flight::new(secrets, false);
        flight.land(kept);
        seat
    }

    /// Waits until the answer begins.
    pub(in crate::gateway) async fn takeoff(&mut self) -> Result<Facts> {
        loop {
            match &mut self.flight.lock().takeoff {
                Takeoff::Awaited => {}
                Takeoff::Begun(facts) => return Ok(facts.clone()),
                Takeoff::Refused { own, others } => {
                    let own = own.take_if(|_| self.id == 0);
                    return Err(own.unwrap_or_else(|| others.for_others()));
                }
            }
            self.news().await;
        }
    }

    /// The next event; `None` after the last.
    pub(in crate::gateway) async fn next(&mut self) -> Option<Event> {
        while !self.done {
            match self.take() {
                Taken::Event(event) => return Some(event),
                Taken::Nothing => self.news().await,
                Taken::Over => self.done = true,
                Taken::Lost => {
                    self.done = true;
                    return Some(lost());
                }
            }
        }
        None
    }

    /// What has come and was not read yet, with what is still held back.
    pub(in crate::gateway) fn rest(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        while let Taken::Event(event) = self.take() {
            events.push(event);
        }
        if !std::mem::replace(&mut self.done, true) {
            let mut held_back = self.flight.lock().redaction.clone();
            held_back.end();
            events.extend(std::iter::from_fn(|| held_back.take()));
        }
        events
    }

    pub(in crate::gateway) fn leaver(&self) -> Leaver {
        Leaver {
            flight: self.flight.clone(),
            seat: self.id,
        }
    }

    /// Tokens written so far as we count them, and what is due by now.
    pub(in crate::gateway) fn so_far(&self) -> (u64, Usage) {
        let state = self.flight.lock();
        (state.count.output(), state.count.due())
    }

    /// What the whole answer has used by now, whoever pays.
    pub(in crate::gateway) fn usage(&self) -> Usage {
        self.flight.lock().count.usage()
    }

    /// What is to be settled, if nobody has settled it.
    pub(in crate::gateway) fn due(&self) -> Option<Due> {
        self.flight.lock().due()
    }

    /// The call that goes on without who pays for it, because others read it.
    pub(in crate::gateway) fn left_to_others(&self) -> Option<OpenCall> {
        let state = self.flight.lock();
        let goes_on = !state.over && state.places.iter().any(|place| place.seat != self.id);
        let open = state.open.as_ref().filter(|_| goes_on);
        open.and_then(Open::call).cloned()
    }

    /// Leaves the rest of the answer to another call, and takes what is due by now. The other call comes back
    /// if it is not needed any more.
    pub(in crate::gateway) fn hand_over(&self, mut rest: Open) -> Result<Due, Open> {
        let mut state = self.flight.lock();
        if state.over || state.places.iter().all(|place| place.seat == self.id) {
            return Err(rest);
        }
        match state.open.take() {
            None => Err(rest),
            Some(open) => {
                let due = state.count.part();
                rest.comes_after(due.tokens);
                state.open = Some(rest);
                state.payer = None;
                Ok((open, due))
            }
        }
    }

    async fn news(&mut self) {
        // The sender lives as long as the flight, and so as long as this seat.
        let _rung = self.news.changed().await;
    }

    fn take(&self) -> Taken {
        let mut guard = self.flight.lock();
        let state = &mut *guard;
        let Some(place) = state.places.iter_mut().find(|place| place.seat == self.id) else {
            return Taken::Lost;
        };
        let Some(event) = state.log.get(place.at).cloned() else {
            return if state.over {
                Taken::Over
            } else {
                Taken::Nothing
            };
        };
        place.at += 1;
        state.taken += 1;
        if !state.log.is_whole() {
            state.forget_read();
            self.flight.room.notify_one();
        }
        Taken::Event(event)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.flight.leave(self.id);
    }
}

fn lost() -> Event {
    Event::Failed(Failure {
        code: Some(UNREAD.into()),
        message: "nobody read the answer".into(),
        ..Failure::default()
    })
}
