//! What must survive: accounts, tiers, keys, sessions, chats, charges, alerts, decisions, vectors, and what admins set. One trait a noun, one
//! implementation a database, one contract suite (`contract`) over every implementation.
//!
//! Ownership is in the query: whatever belongs to an account is asked for with that account's id, and what
//! belongs to another answers exactly like what does not exist.

pub mod accounts;
pub mod alerts;
pub mod audit;
pub mod calls;
pub mod charges;
pub mod chats;
#[cfg(test)]
pub(crate) mod contract;
pub mod decisions;
pub mod deletions;
pub mod exports;
pub mod house;
mod insist;
pub mod keys;
pub mod outbox;
pub mod overrides;
pub mod people;
pub mod profiles;
pub mod second_factors;
pub mod sessions;
pub mod spending;
mod sqlite;
pub mod tiers;
pub mod vectors;

pub use accounts::{Accounts, Credentials, NewAccount, NewInvite};
pub use alerts::{Alerts, NewAlert, Webhook};
pub use audit::Audit;
pub use calls::Calls;
pub use charges::{Admission, Ask, Charge, Charges, Discrepancy, Held, OpenCall, Pace};
pub use chats::{AnswerEnd, Chats, NewTurn, RunningAnswer, TurnBegun};
pub use decisions::{
    Decided, Decision, DecisionFilter, DecisionPage, DecisionPlace, DecisionTurn, Decisions,
    LoggedDecision,
};
pub use deletions::Deletions;
pub use exports::{Exported, Exports, Part, Place};
pub use house::{Dear, House, HouseCall, HouseNow, HouseSum, Slow, Spender};
pub(crate) use insist::insist;
pub use keys::{ApiKey, KeyTerms, Keys, KnownKey, NewKey};
pub use outbox::{Channel, Claim, Delivery, Dispatch, Outbox, Posted, Recipient};
pub use overrides::Overrides;
pub use people::{People, PeopleFilter, Person, PersonInDetail, TopUp, Turn};
pub use profiles::Profiles;
pub use second_factors::{SecondFactor, SecondFactors};
pub use sessions::{SessionRecord, Sessions};
pub use spending::Spending;
pub use sqlite::ServeLock;
#[cfg(test)]
pub(crate) use sqlite::{BreakAt, fragile};
pub use tiers::Tiers;
pub use vectors::{KeptVector, TextHash, VectorSpace, Vectors};

use crate::error::StoreError;
use std::sync::Arc;

pub type StoreResult<T> = Result<T, StoreError>;

/// Everything that a database must be able to do.
pub trait Store:
    Accounts
    + Keys
    + Sessions
    + Chats
    + Charges
    + Calls
    + Spending
    + Tiers
    + Alerts
    + Outbox
    + Decisions
    + Vectors
    + People
    + Profiles
    + SecondFactors
    + Exports
    + Deletions
    + Audit
    + Overrides
    + House
{
}

impl<T> Store for T where
    T: Accounts
        + Keys
        + Sessions
        + Chats
        + Charges
        + Calls
        + Spending
        + Tiers
        + Alerts
        + Outbox
        + Decisions
        + Vectors
        + People
        + Profiles
        + SecondFactors
        + Exports
        + Deletions
        + Audit
        + Overrides
        + House
{
}

/// Opens the database that `url` names (`sqlite:` or a path is all that this version knows), creates it if
/// it is not there, and brings its schema up to date.
///
/// # Errors
/// One sentence that says what is wrong: the scheme is unknown, the folder is not writable, the file is not
/// a database, or its schema is newer than this program.
pub async fn open(url: &str) -> StoreResult<Arc<dyn Store>> {
    sqlite::open(url).await
}

/// Whether `url` names a database that this program knows; nothing is opened.
///
/// # Errors
/// One sentence that says what is wrong with it.
pub fn check(url: &str) -> StoreResult<()> {
    sqlite::check(url)
}

/// Makes this process the one that serves the database, for as long as the lock lives. Who only reads or writes
/// rows beside it needs none.
///
/// # Errors
/// One sentence that says which process serves it already.
pub fn lock(url: &str) -> StoreResult<ServeLock> {
    sqlite::lock(url)
}
