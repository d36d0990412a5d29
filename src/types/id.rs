//! Identifiers: UUIDv7, so that they sort by the time they were made. Those a browser makes (chat,
//! question, answer) are idempotency keys too: sending the same one twice is one turn and one charge.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta] $name:ident)+) => {$(
        #[$doc]
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id, made from the present time and randomness of the platform.
            #[expect(clippy::new_without_default, reason = "a new id is never a default")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

id! {
    /// A person or program that may call and pays.
    AccountId
    /// A conversation.
    ChatId
    /// What a person asked.
    QuestionId
    /// What a model answered to a question; a question may have several.
    AnswerId
    /// One call on the road; its charge carries the same id, so no call is charged twice.
    CallId
    /// What was decided about a call's text.
    DecisionId
    /// A one-time link that lets somebody make an account.
    InviteId
    /// What an account was told about a budget; whoever gets it twice knows it by this.
    AlertId
    /// A key with which a program calls on behalf of an account.
    KeyId
    /// What the accounts of a kind may use.
    TierId
    /// Money that an admin gave on top of a budget.
    TopUpId
}
