//! The queue in front of a provider: so many calls at once, so far apart, and only so many that wait. What is
//! held back here is not refused there.

use crate::clock::Clock;
use crate::config::{Abort, Shaping};
use crate::error::{Error, Result};
use crate::types::Timestamp;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Longest wait for a place. It outlasts a reader who holds one and does not read.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// The least that whoever found the queue full is asked to wait.
const LEAST_WAIT: Duration = Duration::from_secs(1);

pub(super) struct Queue {
    shaping: Shaping,
    clock: Clock,
    free: Arc<Semaphore>,
    waiting: AtomicU32,
    /// When the next call may begin.
    next: Mutex<Timestamp>,
}

/// A call's place at the provider, given back when it is dropped.
pub(super) struct Slot(#[expect(dead_code, reason = "held, not read")] OwnedSemaphorePermit);

impl Queue {
    pub(super) fn new(shaping: Shaping, clock: Clock) -> Self {
        let at_once = usize::try_from(shaping.at_once).unwrap_or(Semaphore::MAX_PERMITS);
        Self {
            shaping,
            clock,
            free: Arc::new(Semaphore::new(at_once.min(Semaphore::MAX_PERMITS))),
            waiting: AtomicU32::new(0),
            next: Mutex::default(),
        }
    }

    /// Waits for a slot, first come, first served. Whoever leaves gives up the place in the queue.
    ///
    /// # Errors
    /// [`Error::Busy`] if too many wait already, or nobody has made room for long.
    pub(super) async fn enter(&self) -> Result<Slot> {
        let slot = match self.free.clone().try_acquire_owned() {
            Ok(permit) => Slot(permit),
            Err(_none_free) => {
                let _place = self.stand_in_line()?;
                let free = self.free.clone().acquire_owned();
                let waited = tokio::time::timeout(LONGEST_WAIT, free).await;
                let permit = waited.map_err(|_elapsed| self.busy())?;
                Slot(permit.map_err(|_| Error::Internal("a queue was closed".into()))?)
            }
        };
        let wait = self.wait_for_turn();
        if !wait.is_zero() {
            self.clock.sleep(wait).await;
        }
        Ok(slot)
    }

    /// What becomes of an answer that nobody reads any more.
    pub(super) fn abort(&self) -> Abort {
        self.shaping.abort
    }

    /// Calls that have a slot.
    pub(super) fn under_way(&self) -> u32 {
        let free = u32::try_from(self.free.available_permits()).unwrap_or(u32::MAX);
        self.shaping.at_once.saturating_sub(free)
    }

    /// Calls that stand in line for one.
    pub(super) fn waiting(&self) -> u32 {
        self.waiting.load(Ordering::SeqCst)
    }

    fn stand_in_line(&self) -> Result<Place<'_>> {
        let bound = self.shaping.queue;
        let join = |waiting: u32| (waiting < bound).then_some(waiting + 1);
        match self
            .waiting
            .try_update(Ordering::SeqCst, Ordering::SeqCst, join)
        {
            Ok(_) => Ok(Place(&self.waiting)),
            Err(_full) => Err(self.busy()),
        }
    }

    fn busy(&self) -> Error {
        let waiting = self.waiting();
        Error::Busy {
            retry_after: LEAST_WAIT.max(self.shaping.apart * waiting),
        }
    }

    /// Takes the next turn and says how far off it is.
    fn wait_for_turn(&self) -> Duration {
        if self.shaping.apart.is_zero() {
            return Duration::ZERO;
        }
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        // Nobody waits for more turns than there are slots, not even when the clock was set back.
        let furthest = self.shaping.apart * self.shaping.at_once;
        let wait = now.until(*next).min(furthest);
        *next = now.plus(wait).plus(self.shaping.apart);
        wait
    }
}

/// A place in the line.
struct Place<'a>(&'a AtomicU32);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    fn queue(at_once: u32, apart_ms: u64, queue: u32) -> (Queue, Clock) {
        let clock = Clock::fixed(Timestamp(0));
        let shaping = Shaping {
            at_once,
            apart: Duration::from_millis(apart_ms),
            queue,
            ..Shaping::default()
        };
        (Queue::new(shaping, clock.clone()), clock)
    }

    #[tokio::test]
    async fn calls_begin_apart() {
        let (queue, clock) = queue(5, 100, 0);
        let mut slots = Vec::new();
        for n in 0..5 {
            slots.push(queue.enter().await.unwrap());
            assert_eq!(clock.now(), Timestamp(n * 100_000));
        }
        drop(slots);
        clock.advance_seconds(1);
        let now = clock.now();
        let _slot = queue.enter().await.unwrap();
        assert_eq!(clock.now(), now, "who comes late enough does not wait");
    }

    #[tokio::test]
    async fn so_many_are_served_so_many_wait_and_the_next_is_told_when_to_come_back() {
        let (queue, _) = queue(2, 0, 3);
        let (first, _second) = (queue.enter().await.unwrap(), queue.enter().await.unwrap());
        let mut waiting: Vec<_> = (0..3).map(|_| Box::pin(queue.enter())).collect();
        for enter in &mut waiting {
            assert!(enter.as_mut().now_or_never().is_none());
        }
        let refused = queue.enter().await.err().unwrap();
        assert_eq!(refused.status(), 503);
        assert_eq!(refused.retry_after(), Some(LEAST_WAIT));
        // Who leaves the line makes room in it.
        drop(waiting.pop());
        let mut next = Box::pin(queue.enter());
        assert!(next.as_mut().now_or_never().is_none());
        drop(first);
        let _third = waiting[0].as_mut().now_or_never().unwrap();
        assert!(waiting[1].as_mut().now_or_never().is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_for_ever() {
        let (queue, _) = queue(1, 0, 3);
        let held = queue.enter().await.unwrap();
        let begun = tokio::time::Instant::now();
        let refused = queue.enter().await.err().unwrap();
        assert_eq!(refused.status(), 503);
        assert_eq!(begun.elapsed().as_secs(), LONGEST_WAIT.as_secs());
        drop(held);
        queue.enter().await.unwrap();
    }

    #[tokio::test]
    async fn a_clock_that_is_set_back_stops_nobody() {
        let (queue, clock) = queue(5, 100, 0);
        drop(queue.enter().await.unwrap());
        clock.advance_seconds(-3_600);
        let now = clock.now();
        drop(queue.enter().await.unwrap());
        assert!(now.until(clock.now()) <= Duration::from_millis(500));
    }
}
