//! What accounts are told about their budgets. The alert and what is to be sent of it are written in one
//! transaction with the charge that raised it, so none is lost and none is told twice.

use super::StoreResult;
use crate::types::{
    AccountId, Alert, AlertId, AlertLevel, AlertSettings, BudgetKind, NanoDollars, Timestamp,
};
use async_trait::async_trait;
use secrecy::SecretString;

/// An alert to be raised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAlert {
    pub id: AlertId,
    pub account: AccountId,
    pub budget: BudgetKind,
    pub level: AlertLevel,
    pub window_start: Timestamp,
    pub window_end: Timestamp,
    /// Minutes east of UTC where the account is, when the window ends.
    pub utc_offset: i16,
    pub settled: NanoDollars,
    pub most: NanoDollars,
    pub raised_at: Timestamp,
}

/// Where an account's alerts are posted, and what signs them.
#[derive(Clone, Debug)]
pub struct Webhook {
    pub url: String,
    pub secret: SecretString,
}

#[async_trait]
pub trait Alerts: Send + Sync {
    /// Raises an alert and puts it into the outbox by the ways that the account wants. `false` if this level
    /// of this window was told before; then nothing changes.
    async fn raise_alert(&self, alert: &NewAlert) -> StoreResult<bool>;

    /// An account's alerts, newest first; those after `before`, the last one of the page before.
    async fn alerts_of(
        &self,
        account: AccountId,
        before: Option<AlertId>,
        most: u32,
    ) -> StoreResult<Vec<Alert>>;

    /// How many of its alerts an account has not read.
    async fn unread_alerts(&self, account: AccountId) -> StoreResult<u32>;

    /// Marks one alert. `false` if the account has no such alert.
    async fn read_alert(
        &self,
        account: AccountId,
        alert: AlertId,
        at: Timestamp,
    ) -> StoreResult<bool>;

    /// Marks what the account has been shown, up to the newest that it saw.
    async fn read_alerts(
        &self,
        account: AccountId,
        raised_until: Timestamp,
        at: Timestamp,
    ) -> StoreResult<()>;

    async fn alert_settings(&self, account: AccountId) -> StoreResult<AlertSettings>;

    async fn set_alert_emails(&self, account: AccountId, wanted: bool) -> StoreResult<()>;

    /// The endpoint with its secret, switched on or off.
    async fn webhook_of(&self, account: AccountId) -> StoreResult<Option<Webhook>>;

    /// Sets the endpoint, switched on, or removes it.
    async fn set_webhook(
        &self,
        account: AccountId,
        webhook: Option<&Webhook>,
        at: Timestamp,
    ) -> StoreResult<()>;
}
