//! What accounts may use: their tier, what an admin or they themselves set apart from it, and top-ups.

use super::StoreResult;
use crate::types::{
    AccountId, Affected, KeyId, Limits, NanoDollars, NewTier, Standing, Tier, TierId, TierInUse,
    TierVersion, Timestamp, TopUpId,
};
use async_trait::async_trait;

#[async_trait]
pub trait Tiers: Send + Sync {
    /// All tiers, by name.
    async fn tiers(&self) -> StoreResult<Vec<Tier>>;

    /// The same, with how many people are in each.
    async fn tiers_in_use(&self) -> StoreResult<Vec<TierInUse>>;

    /// Every version of a tier, newest first.
    async fn tier_history(&self, tier: TierId) -> StoreResult<Vec<TierVersion>>;

    /// Whom it would concern if a tier had these limits from now on.
    async fn affected(
        &self,
        tier: TierId,
        limits: &Limits,
        now: Timestamp,
    ) -> StoreResult<Affected>;

    /// Makes a tier. `false` if the name is taken. It is written into the audit log, as all that follows and
    /// says who did it.
    async fn create_tier(
        &self,
        id: TierId,
        tier: &NewTier,
        by: Option<AccountId>,
        at: Timestamp,
    ) -> StoreResult<bool>;

    /// Makes a new version of a tier, if `version` is still the newest; else `false`, and nothing changes. So
    /// if another has its name. Calls that are admitted from now on have its limits.
    async fn change_tier(
        &self,
        id: TierId,
        version: i64,
        tier: &NewTier,
        by: Option<AccountId>,
        at: Timestamp,
    ) -> StoreResult<bool>;

    /// The same of several, all or none.
    async fn change_tiers(
        &self,
        changes: &[(TierId, i64, NewTier)],
        by: Option<AccountId>,
        at: Timestamp,
    ) -> StoreResult<bool>;

    async fn tier_of(&self, account: AccountId) -> StoreResult<Option<Tier>>;

    /// `false` if there is no such account or tier.
    async fn set_tier(
        &self,
        account: AccountId,
        tier: TierId,
        by: Option<AccountId>,
        at: Timestamp,
    ) -> StoreResult<bool>;

    /// What counts for this account in place of its tier's. `false` if there is no such account; so below.
    async fn set_own_limits(
        &self,
        account: AccountId,
        limits: &Limits,
        by: Option<AccountId>,
        at: Timestamp,
    ) -> StoreResult<bool>;

    async fn set_key_limits(
        &self,
        account: AccountId,
        key: KeyId,
        limits: &Limits,
    ) -> StoreResult<bool>;

    /// What its holder wants to spend a day at most.
    async fn set_daily_cap(
        &self,
        account: AccountId,
        cap: Option<NanoDollars>,
    ) -> StoreResult<bool>;

    /// An IANA name that is known to be one. The windows under way go on until they have ended in the new
    /// zone too.
    async fn set_time_zone(
        &self,
        account: AccountId,
        zone: &str,
        now: Timestamp,
    ) -> StoreResult<bool>;

    /// The IANA name of an account's zone.
    async fn time_zone(&self, account: AccountId) -> StoreResult<Option<String>>;

    /// Gives an account more for the day and the month in which it is given, once for each id.
    async fn top_up(
        &self,
        id: TopUpId,
        account: AccountId,
        amount: NanoDollars,
        by: AccountId,
        at: Timestamp,
    ) -> StoreResult<bool>;

    /// Every limit of an account with what is used of it.
    async fn standing(&self, account: AccountId, now: Timestamp) -> StoreResult<Vec<Standing>>;
}
