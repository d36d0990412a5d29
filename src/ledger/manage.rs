//! Where admins say what accounts may use, and holders what they want to use; and where what was left behind is
//! put in order.

use super::{LOST_AFTER_SECONDS, Zone};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::gateway::{Admin, Caller};
use crate::store::{Discrepancy, Store};
use crate::types::{
    AccountId, Affected, KeyId, Limits, NanoDollars, NewTier, Standing, Tier, TierId, TierInUse,
    TierVersion, TopUpId,
};
use std::sync::Arc;

/// Longest name of a tier, in characters.
const LONGEST_NAME: usize = 40;
const MOST_AT_ONCE: NanoDollars = NanoDollars(1_000_000 * NanoDollars::DOLLAR.0);

#[derive(Clone)]
pub struct Ledger {
    pub(super) store: Arc<dyn Store>,
    pub(super) clock: Clock,
}

impl Ledger {
    pub fn new(store: Arc<dyn Store>, clock: Clock) -> Self {
        Self { store, clock }
    }

    /// All tiers, by name.
    ///
    /// # Errors
    /// If the database fails; so below.
    pub async fn tiers(&self, _admin: &Admin) -> Result<Vec<Tier>> {
        self.store.tiers().await.map_err(Error::Store)
    }

    /// The same, with how many people are in each.
    pub async fn tiers_in_use(&self, _admin: &Admin) -> Result<Vec<TierInUse>> {
        self.store.tiers_in_use().await.map_err(Error::Store)
    }

    /// Whom it would concern if a tier had these limits from now on.
    pub async fn affected(
        &self,
        _admin: &Admin,
        tier: TierId,
        limits: &Limits,
    ) -> Result<Affected> {
        let affected = self.store.affected(tier, limits, self.clock.now()).await;
        affected.map_err(Error::Store)
    }

    /// Every version of a tier, newest first.
    pub async fn tier_history(&self, _admin: &Admin, tier: TierId) -> Result<Vec<TierVersion>> {
        self.store.tier_history(tier).await.map_err(Error::Store)
    }

    /// # Errors
    /// [`Error::Invalid`] for a name that is taken or none.
    pub async fn create_tier(&self, admin: &Admin, tier: NewTier) -> Result<TierId> {
        let (id, tier) = (TierId::new(), checked(tier)?);
        let (by, now) = (Some(admin.id()), self.clock.now());
        let created = self.store.create_tier(id, &tier, by, now).await;
        match created.map_err(Error::Store)? {
            true => Ok(id),
            false => Err(taken()),
        }
    }

    /// Changes a tier for all calls that begin from now on. `version` is the one that the admin has seen.
    ///
    /// # Errors
    /// [`Error::Stale`] if somebody changed it since; [`Error::Invalid`] for a name that another has, or none.
    pub async fn change_tier(
        &self,
        admin: &Admin,
        id: TierId,
        version: i64,
        tier: NewTier,
    ) -> Result<()> {
        let tier = checked(tier)?;
        let (by, now) = (Some(admin.id()), self.clock.now());
        let changed = self.store.change_tier(id, version, &tier, by, now).await;
        if changed.map_err(Error::Store)? {
            return Ok(());
        }
        let tiers = self.store.tiers().await.map_err(Error::Store)?;
        let has_its_name = |other: &Tier| other.id != id && other.name == tier.name;
        Err(match tiers.iter().any(has_its_name) {
            true => taken(),
            false => Error::Stale,
        })
    }

    /// # Errors
    /// [`Error::NotFound`] if there is no such account or tier; so below.
    pub async fn set_tier(&self, admin: &Admin, account: AccountId, tier: TierId) -> Result<()> {
        let (by, now) = (Some(admin.id()), self.clock.now());
        let set = self.store.set_tier(account, tier, by, now).await;
        found(set.map_err(Error::Store)?)
    }

    /// What counts for this account in place of its tier's.
    pub async fn set_own_limits(
        &self,
        admin: &Admin,
        account: AccountId,
        limits: Limits,
    ) -> Result<()> {
        let (by, now) = (Some(admin.id()), self.clock.now());
        let set = self.store.set_own_limits(account, &limits, by, now).await;
        found(set.map_err(Error::Store)?)
    }

    /// Gives an account more for today and this month. The same id twice is one top-up.
    ///
    /// # Errors
    /// [`Error::Invalid`] for nothing, or less than that, or more than anybody means.
    pub async fn top_up(
        &self,
        admin: &Admin,
        id: TopUpId,
        account: AccountId,
        amount: NanoDollars,
    ) -> Result<()> {
        if amount <= NanoDollars::ZERO {
            return Err(Error::invalid("amount", "A top-up is more than nothing."));
        }
        if amount > MOST_AT_ONCE {
            return Err(Error::invalid("amount", "A top-up is at most $1 000 000."));
        }
        let now = self.clock.now();
        let given = self.store.top_up(id, account, amount, admin.id(), now);
        given.await.map(drop).map_err(Error::Store)
    }

    /// What a key may use of what its account may use.
    pub async fn set_key_limits(&self, caller: &Caller, key: KeyId, limits: Limits) -> Result<()> {
        let set = self.store.set_key_limits(caller.id(), key, &limits).await;
        found(set.map_err(Error::Store)?)
    }

    /// The caller's tier.
    pub async fn own_tier(&self, caller: &Caller) -> Result<Option<Tier>> {
        let tier = self.store.tier_of(caller.id()).await;
        tier.map_err(Error::Store)
    }

    /// What the caller wants to spend a day at most.
    ///
    /// # Errors
    /// [`Error::Invalid`] for less than nothing.
    pub async fn set_daily_cap(&self, caller: &Caller, cap: Option<NanoDollars>) -> Result<()> {
        if cap.is_some_and(|cap| cap < NanoDollars::ZERO) {
            return Err(Error::invalid("cap", "A cap is not less than nothing."));
        }
        let set = self.store.set_daily_cap(caller.id(), cap).await;
        found(set.map_err(Error::Store)?)
    }

    /// The same as somebody writes it: `2.50`, or nothing for none.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is no amount.
    pub async fn set_cap_in_dollars(&self, caller: &Caller, cap: &str) -> Result<()> {
        let cap = cap.trim();
        let amount = NanoDollars::of_dollars(cap).filter(|amount| *amount <= MOST_AT_ONCE);
        if amount.is_none() && !cap.is_empty() {
            let message = "Write an amount in dollars like 2.50, up to 1000000.";
            return Err(Error::invalid("cap", message));
        }
        self.set_daily_cap(caller, amount).await
    }

    /// The day and the month under way go on until they have ended in the new zone too.
    ///
    /// # Errors
    /// [`Error::Invalid`] if there is no zone of this name.
    pub async fn set_time_zone(&self, caller: &Caller, zone: &str) -> Result<()> {
        if Zone::named(zone).is_none() {
            let message = "There is no time zone of this name. They are written like Europe/Paris.";
            return Err(Error::invalid("time_zone", message));
        }
        let set = self
            .store
            .set_time_zone(caller.id(), zone, self.clock.now());
        found(set.await.map_err(Error::Store)?)
    }

    /// Every limit of the caller, and how much of it is used.
    pub async fn standing(&self, caller: &Caller) -> Result<Vec<Standing>> {
        let standing = self.store.standing(caller.id(), self.clock.now()).await;
        standing.map_err(Error::Store)
    }

    /// Adds everything up anew and tells where the sums are not what they should be.
    pub async fn check(&self) -> Result<Vec<Discrepancy>> {
        let now = self.clock.now();
        let found = self
            .store
            .discrepancies(now.plus_seconds(-2 * LOST_AFTER_SECONDS));
        found.await.map_err(Error::Store)
    }
}

fn checked(tier: NewTier) -> Result<NewTier> {
    let name = tier.name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(Error::invalid(
            "name",
            "A tier's name has 1 to 40 characters.",
        ));
    }
    Ok(NewTier { name, ..tier })
}

fn taken() -> Error {
    Error::invalid("name", "There is a tier of this name.")
}

fn found(there: bool) -> Result<()> {
    there.then_some(()).ok_or(Error::NotFound)
}
