//! Takes alerts out of the outbox to where they are wanted. What cannot be taken is tried again, at longer and
//! longer intervals, for three days. A courier that dies between sending and writing so down is followed by
//! another who sends once more, under the same id; so an alert comes at least once, and its receiver can tell.

use super::mail::PostOffice;
use super::webhook::Endpoints;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::gateway::Caller;
use crate::store::{Channel, Claim, Delivery, Dispatch, Recipient, Store, StoreResult};
use crate::types::{Tested, Timestamp};
use futures::future::join_all;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::MissedTickBehavior;

/// How often the outbox is looked into.
const EVERY: Duration = Duration::from_secs(5);
/// Most alerts on their way at once.
const AT_ONCE: u32 = 16;
/// How long a courier has an alert before another may take it. No try takes as long.
const LEASE: Duration = Duration::from_secs(180);
const FIRST_RETRY: Duration = Duration::from_secs(60);
const LONGEST_RETRY: Duration = Duration::from_secs(6 * 3_600);
/// What is not sent by then is of no use.
const GIVEN_UP_AFTER: i64 = 3 * Timestamp::DAY;

/// How long somebody waits to see what came of a test.
const LONGEST_TEST: Duration = Duration::from_secs(20);

/// Why a try failed, in words without an address or a secret.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// To be tried again.
    Passing(String),
    /// The same however often it is tried.
    Hopeless(String),
    /// The endpoint says that it is no more, and for good.
    Gone,
}

impl Trouble {
    fn in_words(self) -> String {
        match self {
            Self::Passing(why) | Self::Hopeless(why) => why,
            Self::Gone => "it answered 410: it is gone".into(),
        }
    }
}

/// Somebody waits for it.
async fn in_time(sent: impl Future<Output = Result<(), Trouble>>) -> Result<(), Trouble> {
    let late = |_| Trouble::Passing(format!("no answer in {} s", LONGEST_TEST.as_secs()));
    tokio::time::timeout(LONGEST_TEST, sent)
        .await
        .map_err(late)?
}

/// Delivers alerts. Any number of them may work on one database.
#[derive(Clone)]
pub struct Courier {
    store: Arc<dyn Store>,
    clock: Clock,
    chance: Chance,
    /// `None` where no mail server is named: then mails wait.
    mail: Option<PostOffice>,
    endpoints: Endpoints,
}

impl Courier {
    /// # Errors
    /// [`crate::Error::Internal`] if what TLS needs cannot be set up.
    pub fn new(
        config: &Config,
        store: Arc<dyn Store>,
        clock: Clock,
        chance: Chance,
    ) -> Result<Self> {
        let alerts = &config.alerts;
        let office = |mail| PostOffice::new(mail, &config.public_url);
        Ok(Self {
            store,
            clock,
            chance,
            mail: alerts.mail.as_ref().map(office).transpose()?,
            endpoints: Endpoints::new(alerts.allow_private_webhooks)?,
        })
    }

    /// Delivers what is due, for as long as the process lives.
    pub async fn run(self) {
        let mut rounds = tokio::time::interval(EVERY);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            rounds.tick().await;
            if let Err(error) = self.deliver_due().await {
                tracing::error!(?error, "alerts could not be delivered");
            }
        }
    }

    /// Tries once whatever is due now. Says how many tries that were.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn deliver_due(&self) -> StoreResult<usize> {
        let mut tries = 0;
        loop {
            let due = self.store.claim_dispatches(&self.claim()).await?;
            if due.is_empty() {
                return Ok(tries);
            }
            tries += due.len();
            for delivered in join_all(due.iter().map(|dispatch| self.deliver(dispatch))).await {
                delivered?;
            }
        }
    }

    fn claim(&self) -> Claim {
        let now = self.clock.now();
        let mut channels = vec![Channel::Webhook];
        channels.extend(self.mail.as_ref().map(|_| Channel::Email));
        Claim {
            channels,
            now,
            lent_until: now.plus(LEASE),
            raised_since: Timestamp(now.0.saturating_sub(GIVEN_UP_AFTER)),
            most: AT_ONCE,
        }
    }

    async fn deliver(&self, dispatch: &Dispatch) -> StoreResult<()> {
        let delivery = match self.send(dispatch).await {
            Ok(()) => Delivery::Sent,
            Err(trouble) => {
                let (alert, channel) = (dispatch.alert.id, dispatch.channel().as_str());
                let tries = dispatch.tries;
                tracing::warn!(%alert, channel, tries, ?trouble, "an alert was not delivered");
                self.after(dispatch, trouble).await?
            }
        };
        let now = self.clock.now();
        let recorded = self.store.record_delivery(dispatch, &delivery, now).await;
        recorded.map(drop)
    }

    async fn send(&self, dispatch: &Dispatch) -> Result<(), Trouble> {
        let (alert, now) = (&dispatch.alert, self.clock.now());
        match (&dispatch.to, &self.mail) {
            (Recipient::Webhook(to), _) => {
                let posted = self.endpoints.post(dispatch.account, alert, to, now);
                posted.await
            }
            (Recipient::Email { name, address }, Some(mail)) => {
                mail.send(alert, name, address, now).await
            }
            // Not claimed without.
            (Recipient::Email { .. }, None) => Err(Trouble::Passing("no mail server".into())),
        }
    }

    /// Sends a test message by each way that the caller wants to be told, and says what came of it.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn test(&self, caller: &Caller) -> Result<Vec<Tested>> {
        let (account, now) = (caller.account(), self.clock.now());
        let settings = self.store.alert_settings(account.id).await;
        let by_email = settings.map_err(Error::Store)?.email;
        let webhook = self.store.webhook_of(account.id).await;
        let webhook = webhook.map_err(Error::Store)?;
        let mail = async {
            match (by_email, &self.mail) {
                (false, _) => None,
                (true, None) => Some(Err(Trouble::Passing("there is no mail server".into()))),
                (true, Some(mail)) => {
                    let sent = mail.send_test(&account.name, &account.email, now);
                    Some(in_time(sent).await)
                }
            }
        };
        let post = async {
            let posted = self.endpoints.post_test(account.id, webhook.as_ref()?, now);
            Some(in_time(posted).await)
        };
        let (mail, post) = tokio::join!(mail, post);
        let ways = [(true, mail), (false, post)];
        let tested = ways.into_iter().filter_map(|(by_email, came)| {
            let trouble = came?.err().map(Trouble::in_words);
            Some(Tested { by_email, trouble })
        });
        Ok(tested.collect())
    }

    async fn after(&self, dispatch: &Dispatch, trouble: Trouble) -> StoreResult<Delivery> {
        let now = self.clock.now();
        Ok(match trouble {
            Trouble::Passing(error) => Delivery::Failed {
                next_try_at: now.plus(retry_after(dispatch.tries, &self.chance)),
                error,
            },
            Trouble::Hopeless(error) => Delivery::GaveUp { error },
            Trouble::Gone => {
                if let Recipient::Webhook(to) = &dispatch.to {
                    let off = self
                        .store
                        .switch_off_webhook(dispatch.account, &to.url, now);
                    off.await?;
                }
                Delivery::GaveUp {
                    error: trouble.in_words(),
                }
            }
        })
    }
}

/// A minute after the first try, two after the second, and so on up to six hours, less a random part.
fn retry_after(tries: u32, chance: &Chance) -> Duration {
    let doubled = 2u32.saturating_pow(tries.saturating_sub(1));
    chance.spread(FIRST_RETRY.saturating_mul(doubled).min(LONGEST_RETRY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_come_at_longer_and_longer_intervals() {
        let chance = Chance::seeded(1);
        for (tries, minutes) in [
            (1, 1),
            (2, 2),
            (5, 16),
            (9, 256),
            (10, 360),
            (u32::MAX, 360),
        ] {
            let full = Duration::from_secs(minutes * 60);
            for _ in 0..100 {
                let wait = retry_after(tries, &chance);
                assert!((full / 2..=full).contains(&wait), "{tries}: {wait:?}");
            }
        }
    }
}
