//! What is to be sent of alerts. A row is lent to whoever sends it, for a time; so no two send it at once, and if a
//! sender dies another follows.

use super::{StoreResult, Webhook};
use crate::types::{AccountId, Alert, AlertId, Email, Timestamp};
use async_trait::async_trait;

/// A way to somebody who does not look at the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Channel {
    Email,
    Webhook,
}

impl Channel {
    /// The word in the database and in metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Webhook => "webhook",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        let all = [Self::Email, Self::Webhook];
        all.into_iter().find(|channel| channel.as_str() == word)
    }
}

/// Where an alert goes.
#[derive(Clone, Debug)]
pub enum Recipient {
    Email { name: String, address: Email },
    Webhook(Webhook),
}

/// One alert on its way, lent to whoever claimed it until the time that they said.
#[derive(Clone, Debug)]
pub struct Dispatch {
    pub account: AccountId,
    pub alert: Alert,
    pub to: Recipient,
    /// Which try this is, from 1. Who was too slow finds it higher and changes nothing.
    pub tries: u32,
}

impl Dispatch {
    pub fn channel(&self) -> Channel {
        match self.to {
            Recipient::Email { .. } => Channel::Email,
            Recipient::Webhook(_) => Channel::Webhook,
        }
    }
}

/// Who asks for work, and for how much of it.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The ways that can be gone.
    pub channels: Vec<Channel>,
    pub now: Timestamp,
    /// Nobody else gets it before.
    pub lent_until: Timestamp,
    /// What was raised before is given up.
    pub raised_since: Timestamp,
    pub most: u32,
}

/// What became of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    Sent,
    /// To be tried again; says why in words without an address or a secret.
    Failed {
        next_try_at: Timestamp,
        error: String,
    },
    /// Never to be tried again.
    GaveUp {
        error: String,
    },
}

/// How a row of the outbox stands, for those who look after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    pub alert: AlertId,
    pub channel: Channel,
    pub tries: u32,
    pub next_try_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    pub gave_up_at: Option<Timestamp>,
    pub error: Option<String>,
}

#[async_trait]
pub trait Outbox: Send + Sync {
    /// Switches off the endpoint of this address, and gives up what waits for it. Nothing happens if the
    /// account has another by now.
    async fn switch_off_webhook(
        &self,
        account: AccountId,
        url: &str,
        at: Timestamp,
    ) -> StoreResult<()>;

    /// Lends out what is due, oldest first, and gives up what has been due for too long. Suspended accounts and
    /// ways that are switched off are passed over.
    async fn claim_dispatches(&self, claim: &Claim) -> StoreResult<Vec<Dispatch>>;

    /// Writes down what became of a dispatch. `false` if it was lent to somebody else meanwhile, and was not
    /// sent; then nothing changes.
    async fn record_delivery(
        &self,
        dispatch: &Dispatch,
        delivery: &Delivery,
        at: Timestamp,
    ) -> StoreResult<bool>;

    /// The outbox's rows of an account, oldest alert first.
    async fn posted(&self, account: AccountId) -> StoreResult<Vec<Posted>>;
}
