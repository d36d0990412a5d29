//! The answers on their way that others may share.

use super::{Crew, Flight, Seat};
use crate::gateway::cache::{CacheUse, Key};
use crate::redact::Rules;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

#[derive(Default)]
pub(in crate::gateway) struct Flights(Mutex<HashMap<Key, Arc<Flight>>>);

impl Flights {
    /// A seat on the flight that is on its way for this key, or on a new one; then its crew is to fly it.
    pub(in crate::gateway) fn board(
        self: &Arc<Self>,
        key: Key,
        cache: CacheUse,
        secrets: &Rules,
    ) -> (Seat, Option<Crew>) {
        let mut flights = self.lock();
        let known = flights.get(&key).filter(|_| cache.takes());
        if let Some(seat) = known.and_then(Flight::board) {
            return (seat, None);
        }
        let (flight, seat) = Flight::new(secrets, cache.gives());
        if cache.gives() {
            flights.insert(key, flight.clone());
        }
        drop(flights);
        (seat, Some(Crew::new(flight, self.clone(), key, cache)))
    }

    /// A seat on the flight that is on its way for this key, if there is one.
    pub(in crate::gateway) fn join(&self, key: &Key) -> Option<Seat> {
        self.lock().get(key).and_then(Flight::board)
    }

    pub(super) fn remove(&self, key: &Key, flight: &Arc<Flight>) {
        let mut flights = self.lock();
        if flights
            .get(key)
            .is_some_and(|known| Arc::ptr_eq(known, flight))
        {
            flights.remove(key);
        }
    }

    #[cfg(test)]
    pub(in crate::gateway) fn passengers(&self) -> usize {
        let flights = self.lock();
        let seats = flights.values().map(|flight| flight.lock().places.len());
        seats.sum()
    }

    #[cfg(test)]
    pub(in crate::gateway) fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Arc<Flight>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
