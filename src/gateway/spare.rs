//! Answers that cost nothing, for callers who have no room for another: one that is kept, or on its way.

use super::cache::{CacheStatus, Key};
use super::flight::Seat;
use super::{Admitted, Gateway};
use crate::error::{Error, Result};
use crate::ledger::Hold;
use crate::redact::Rules;
use crate::types::Refusal;

impl Gateway {
    /// Who has no room for an answer is refused at once, unless there is one that costs nothing.
    pub(super) async fn check_spare(&self, admitted: &Admitted) -> Result<()> {
        let Admitted {
            caller,
            call,
            permit,
            route,
        } = admitted;
        let Some(refusal) = permit.refused.clone() else {
            return Ok(());
        };
        let places = route.places();
        let secrets = self.secrets.get();
        let key = self.cache.key(caller, &places, call, &secrets);
        let spare = self.spare(key, refusal, &secrets).await;
        if spare.is_err() {
            Hold::release_all(&self.store, &[&*permit.hold]).await?;
        }
        spare.map(drop)
    }

    /// For a caller who has no room for an answer: one that is on its way, or kept, costs nothing.
    pub(super) async fn spare(
        &self,
        key: Key,
        refusal: Box<Refusal>,
        secrets: &Rules,
    ) -> Result<(Seat, CacheStatus)> {
        if let Some(seat) = self.flights.join(&key) {
            return Ok((seat, CacheStatus::Joined));
        }
        match self.cache.find(&key).await {
            Some(kept) => Ok((Seat::of_kept(kept, secrets), CacheStatus::Hit)),
            None => Err(Error::Refused(refusal)),
        }
    }
}
