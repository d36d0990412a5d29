//! All that is kept of an account, piece by piece, so that whoever reads it needs little memory.

use super::StoreResult;
use crate::types::AccountId;
use async_trait::async_trait;

/// A part of what is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// One object.
    Account,
    Keys,
    Alerts,
    Chats,
    /// Of the chat with this number; so is the next.
    Questions(i64),
    Answers(i64),
    Charges,
}

/// Where an object stands in the order of its part; the next piece begins after it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place(pub i64, pub i64);

impl Place {
    /// Before everything.
    pub const BEGIN: Self = Self(i64::MIN, i64::MIN);
}

/// One object as JSON text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exported {
    pub place: Place,
    pub json: String,
}

#[async_trait]
pub trait Exports: Send + Sync {
    /// The next objects of a part, without secrets, oldest first.
    async fn exported(
        &self,
        account: AccountId,
        part: Part,
        after: Place,
        most: u32,
    ) -> StoreResult<Vec<Exported>>;
}
