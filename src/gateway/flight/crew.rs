//! The task that brings an answer to its readers, whoever of them stays. It frees the provider's place when the
//! answer has ended, when nobody is left, and when nobody reads.

use super::{Flight, Flights};
use crate::clock::Clock;
use crate::error::Error;
use crate::gateway::Sent;
use crate::gateway::cache::{Cache, CacheUse, Key};
use crate::gateway::kept::Kept;
use crate::provider::EventStream;
use crate::types::{CallId, Event, Timestamp};
use futures::StreamExt;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

/// How long what has come may stay unread.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);
const BEFORE_EXPIRY: Duration = Duration::from_secs(30);

pub(in crate::gateway) struct Crew {
    flight: Arc<Flight>,
    flights: Arc<Flights>,
    key: Key,
    cache: CacheUse,
}

/// When somebody last read, or had read everything.
struct Watch {
    looks: Interval,
    clock: Clock,
    taken: u64,
    since: Timestamp,
    /// Soon the call's hold expires. Who has not read all by then reads no more.
    until: Instant,
}

impl Crew {
    pub(super) fn new(
        flight: Arc<Flight>,
        flights: Arc<Flights>,
        key: Key,
        cache: CacheUse,
    ) -> Self {
        Self {
            flight,
            flights,
            key,
            cache,
        }
    }

    /// The answer that is kept, if it will do.
    pub(in crate::gateway) async fn find(&self, cache: &Cache) -> Option<Kept> {
        if self.cache.takes() {
            cache.find(&self.key).await
        } else {
            None
        }
    }

    /// Waits until nobody waits for the answer any more.
    pub(in crate::gateway) async fn left(&self) {
        self.flight.left.cancelled().await;
    }

    /// A kept answer needs no provider.
    pub(in crate::gateway) fn land(self, kept: Kept) {
        self.flight.land(kept);
    }

    /// No provider begins to answer. Who comes from now on tries anew.
    pub(in crate::gateway) fn refuse(self, error: Error) {
        self.flights.remove(&self.key, &self.flight);
        self.flight.refuse(error);
    }

    /// Reads the answer to its end, keeps it, and stays until it was read.
    pub(in crate::gateway) async fn fly(self, sent: Sent, cache: &Cache, clock: &Clock) {
        let Sent {
            open,
            mut events,
            abort,
        } = sent;
        let call = open.call().map(|call| call.id);
        let expires_at = open.call().map_or(clock.now(), |call| call.expires_at);
        self.flight.begin(open, abort);
        let mut watch = Watch::new(clock.clone(), expires_at);
        let end = self.read(&mut events, &mut watch).await;
        // The provider's place is free from here on.
        drop(events);
        self.tell_found(call);
        let Some(end) = end else { return };
        if self.cache.gives()
            && let Some(kept) = self.flight.to_keep(&end, clock.now())
        {
            cache.keep(&self.key, &kept).await;
        }
        self.flights.remove(&self.key, &self.flight);
        if let Some(((open, usage), outcome)) = self.flight.end(end)
            && let Err(error) = open.settle(usage, outcome, None).await
        {
            tracing::error!(
                ?call,
                ?error,
                "a call could not be settled; the next start will"
            );
        }
        self.wait_for_readers(&mut watch).await;
    }

    /// Up to the end of the answer, which is given back; `None` if nobody is left.
    async fn read(&self, events: &mut EventStream, watch: &mut Watch) -> Option<Vec<Event>> {
        let flight = &self.flight;
        loop {
            let full = flight.is_full();
            let event = tokio::select! {
                biased;
                () = flight.left.cancelled() => return None,
                () = watch.look(flight) => continue,
                () = flight.room.notified(), if full => continue,
                event = events.next(), if !full => event,
            };
            let end = flight.absorb(event);
            if end.is_some() {
                return end;
            }
        }
    }

    async fn wait_for_readers(&self, watch: &mut Watch) {
        while self.flight.is_unread() {
            tokio::select! {
                biased;
                () = self.flight.left.cancelled() => return,
                () = watch.look(&self.flight) => {}
            }
        }
    }

    fn tell_found(&self, call: Option<CallId>) {
        for (rule, times) in self.flight.lock().redaction.found() {
            tracing::info!(?call, rule, times, "secrets were taken out of an answer");
        }
    }
}

impl Drop for Crew {
    /// However it ends: nobody finds what is over, and nobody waits for what will not come.
    fn drop(&mut self) {
        self.flights.remove(&self.key, &self.flight);
        self.flight.break_off();
    }
}

impl Watch {
    fn new(clock: Clock, expires_at: Timestamp) -> Self {
        let mut looks = interval_at(Instant::now() + LOOK_EVERY, LOOK_EVERY);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            looks,
            taken: 0,
            since: clock.now(),
            // As it is now: a clock that is set later makes nobody late.
            until: Instant::now() + clock.now().until(expires_at).saturating_sub(BEFORE_EXPIRY),
            clock,
        }
    }

    /// Waits for the next time to look, and gives up the seats of those who have not read for too long.
    async fn look(&mut self, flight: &Flight) {
        self.looks.tick().await;
        let now = self.clock.now();
        let (taken, unread) = flight.readers();
        let late = Instant::now() >= self.until && !unread.is_empty();
        // Somebody read since the last look: a clock that was set does not make readers slow.
        if Instant::now() >= self.until {
            flight.drain_no_longer();
        }
        if !late && (unread.is_empty() || taken != self.taken) {
            (self.taken, self.since) = (taken, now);
        } else if late || self.since.until(now) >= PATIENCE {
            tracing::warn!(readers = unread.len(), "an answer was not read");
            unread.into_iter().for_each(|seat| flight.leave(seat));
            flight.ring();
        }
    }
}
