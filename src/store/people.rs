//! Who has an account, as admins look for them.

use super::StoreResult;
use crate::types::{Account, AccountId, Limits, NanoDollars, Status, TierId, Timestamp};
use async_trait::async_trait;

/// Who is looked for. What says nothing fits everybody.
#[derive(Clone, Debug, Default)]
pub struct PeopleFilter {
    /// Part of a name or an address, in any case.
    pub words: Option<String>,
    pub tier: Option<TierId>,
    pub status: Option<Status>,
}

/// Which part of the list, which is ordered by name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Turn {
    #[default]
    First,
    After(AccountId),
    Before(AccountId),
}

/// Since when spending is added up; beginnings of days of UTC.
#[derive(Clone, Copy, Debug)]
pub struct Since {
    pub today: Timestamp,
    pub month: Timestamp,
}

/// An account in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    pub account: Account,
    pub tier: Option<(TierId, String)>,
    pub last_seen_at: Option<Timestamp>,
    pub spent_today: NanoDollars,
    pub spent_this_month: NanoDollars,
}

/// More of an account, in numbers only.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonInDetail {
    pub person: Person,
    /// What counts in place of the tier's.
    pub own_limits: Limits,
    pub daily_cap: Option<NanoDollars>,
    pub time_zone: String,
    pub sessions: u32,
    /// Whether a code is wanted when it signs in.
    pub second_factor: bool,
    /// That are not revoked.
    pub keys: u32,
    /// Newest first, a few of them.
    pub top_ups: Vec<TopUp>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TopUp {
    pub amount: NanoDollars,
    pub at: Timestamp,
    /// The admin's name.
    pub by: String,
}

#[async_trait]
pub trait People: Send + Sync {
    /// At most `most` of those that fit, by name.
    async fn people(
        &self,
        filter: &PeopleFilter,
        turn: Turn,
        since: Since,
        most: u32,
    ) -> StoreResult<Vec<Person>>;

    async fn person(
        &self,
        account: AccountId,
        since: Since,
        now: Timestamp,
    ) -> StoreResult<Option<PersonInDetail>>;
}
