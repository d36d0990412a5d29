//! Alerts, and how accounts want to be told, in SQLite.

use super::rows::{Step, all, time, unreadable, word};
use super::writer::Wrote;
use super::{Sqlite, Tx};
use crate::store::{Alerts, NewAlert, StoreResult, Webhook};
use crate::types::{
    AccountId, Alert, AlertId, AlertLevel, AlertSettings, BudgetKind, NanoDollars, Timestamp,
    WebhookInfo,
};
use async_trait::async_trait;
use secrecy::ExposeSecret;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, query, query_scalar};

#[async_trait]
impl Alerts for Sqlite {
    async fn raise_alert(&self, alert: &NewAlert) -> StoreResult<bool> {
        let alert = alert.clone();
        self.write("raise an alert", |tx| {
            Box::pin(async move { raise(tx, &alert).await.map(Wrote::Keep) })
        })
        .await
    }

    async fn alerts_of(
        &self,
        account: AccountId,
        before: Option<AlertId>,
        most: u32,
    ) -> StoreResult<Vec<Alert>> {
        query(
            "SELECT * FROM alerts WHERE account_id = ?1 AND (?2 IS NULL OR (raised_at, level, id) < (
                 SELECT raised_at, level, id FROM alerts WHERE account_id = ?1 AND id = ?2
             ))
             ORDER BY raised_at DESC, level DESC, id DESC LIMIT ?3",
        )
        .bind(account.0)
        .bind(before.map(|alert| alert.0))
        .bind(most)
        .fetch_all(&self.read)
        .await
        .and_then(|rows| all(&rows, alert))
        .step("list alerts")
    }

    async fn unread_alerts(&self, account: AccountId) -> StoreResult<u32> {
        query_scalar("SELECT count(*) FROM alerts WHERE account_id = ?1 AND read_at IS NULL")
            .bind(account.0)
            .fetch_one(&self.read)
            .await
            .step("count what is unread")
    }

    async fn read_alert(
        &self,
        account: AccountId,
        alert: AlertId,
        at: Timestamp,
    ) -> StoreResult<bool> {
        query("UPDATE alerts SET read_at = coalesce(read_at, ?3) WHERE account_id = ?1 AND id = ?2")
            .bind(account.0)
            .bind(alert.0)
            .bind(at.0)
            .execute(&self.write)
            .await
            .map(|done| done.rows_affected() == 1)
            .step("mark an alert as read")
    }

    async fn read_alerts(
        &self,
        account: AccountId,
        raised_until: Timestamp,
        at: Timestamp,
    ) -> StoreResult<()> {
        query(
            "UPDATE alerts SET read_at = ?3
             WHERE account_id = ?1 AND raised_at <= ?2 AND read_at IS NULL",
        )
        .bind(account.0)
        .bind(raised_until.0)
        .bind(at.0)
        .execute(&self.write)
        .await
        .map(drop)
        .step("mark alerts as read")
    }

    async fn alert_settings(&self, account: AccountId) -> StoreResult<AlertSettings> {
        let row = query("SELECT * FROM alert_settings WHERE account_id = ?1")
            .bind(account.0)
            .fetch_optional(&self.read)
            .await;
        row.and_then(|row| row.as_ref().map(settings).transpose())
            .map(Option::unwrap_or_default)
            .step("read the settings of alerts")
    }

    async fn set_alert_emails(&self, account: AccountId, wanted: bool) -> StoreResult<()> {
        query(
            "INSERT INTO alert_settings (account_id, email) VALUES (?1, ?2)
             ON CONFLICT (account_id) DO UPDATE SET email = excluded.email",
        )
        .bind(account.0)
        .bind(wanted)
        .execute(&self.write)
        .await
        .map(drop)
        .step("switch e-mails of alerts")
    }

    async fn webhook_of(&self, account: AccountId) -> StoreResult<Option<Webhook>> {
        query(
            "SELECT webhook_url, webhook_secret FROM alert_settings
             WHERE account_id = ?1 AND webhook_url IS NOT NULL",
        )
        .bind(account.0)
        .fetch_optional(&self.read)
        .await
        .and_then(|row| row.as_ref().map(webhook).transpose())
        .step("read a webhook")
    }

    async fn set_webhook(
        &self,
        account: AccountId,
        webhook: Option<&Webhook>,
        at: Timestamp,
    ) -> StoreResult<()> {
        query(
            "INSERT INTO alert_settings (account_id, webhook_url, webhook_secret, webhook_since)
             VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (account_id) DO UPDATE SET
                 webhook_url = excluded.webhook_url,
                 webhook_secret = excluded.webhook_secret,
                 webhook_since = excluded.webhook_since,
                 webhook_off_at = NULL",
        )
        .bind(account.0)
        .bind(webhook.map(|webhook| &webhook.url))
        .bind(webhook.map(|webhook| webhook.secret.expose_secret()))
        .bind(webhook.map(|_| at.0))
        .execute(&self.write)
        .await
        .map(drop)
        .step("set a webhook")
    }
}

/// Writes an alert and what is to be sent of it, once: `false` if this level of this window was told before.
/// For within the transaction that records a charge, or refuses a call.
pub(super) async fn raise(tx: &mut Tx, alert: &NewAlert) -> sqlx::Result<bool> {
    let raised = query(
        "INSERT INTO alerts (
             id, account_id, budget, level, window_start, window_end, utc_offset, settled, most,
             raised_at
         ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (account_id, budget, level, window_start) DO NOTHING",
    )
    .bind(alert.id.0)
    .bind(alert.account.0)
    .bind(alert.budget.as_str())
    .bind(alert.level.percent())
    .bind(alert.window_start.0)
    .bind(alert.window_end.0)
    .bind(alert.utc_offset)
    .bind(alert.settled.0)
    .bind(alert.most.0)
    .bind(alert.raised_at.0)
    .execute(&mut **tx)
    .await?;
    if raised.rows_affected() == 0 {
        return Ok(false);
    }
    query(
        "WITH wanted AS (
             SELECT coalesce(email, 1) AS email,
                    webhook_url IS NOT NULL AND webhook_off_at IS NULL AS webhook
             FROM (SELECT ?2 AS account_id) LEFT JOIN alert_settings USING (account_id)
         )
         INSERT INTO outbox (alert_id, channel, next_try_at)
         SELECT ?1, 'email', ?3 FROM wanted WHERE email
         UNION ALL
         SELECT ?1, 'webhook', ?3 FROM wanted WHERE webhook",
    )
    .bind(alert.id.0)
    .bind(alert.account.0)
    .bind(alert.raised_at.0)
    .execute(&mut **tx)
    .await?;
    Ok(true)
}

pub(super) fn alert(row: &SqliteRow) -> sqlx::Result<Alert> {
    let percent: i64 = row.try_get("level")?;
    let level = AlertLevel::from_percent(percent)
        .ok_or_else(|| unreadable("level", format!("unknown level {percent}").into()));
    Ok(Alert {
        id: AlertId(row.try_get("id")?),
        budget: word(row, "budget", BudgetKind::from_word)?,
        level: level?,
        window_start: time(row, "window_start")?,
        window_end: time(row, "window_end")?,
        utc_offset: row.try_get("utc_offset")?,
        settled: NanoDollars(row.try_get("settled")?),
        most: NanoDollars(row.try_get("most")?),
        raised_at: time(row, "raised_at")?,
        read_at: row.try_get::<Option<i64>, _>("read_at")?.map(Timestamp),
    })
}

fn webhook(row: &SqliteRow) -> sqlx::Result<Webhook> {
    let secret: String = row.try_get("webhook_secret")?;
    Ok(Webhook {
        url: row.try_get("webhook_url")?,
        secret: secret.into(),
    })
}

fn settings(row: &SqliteRow) -> sqlx::Result<AlertSettings> {
    let webhook = match row.try_get("webhook_url")? {
        Some(url) => Some(WebhookInfo {
            url,
            since: time(row, "webhook_since")?,
            off_since: row
                .try_get::<Option<i64>, _>("webhook_off_at")?
                .map(Timestamp),
        }),
        None => None,
    };
    Ok(AlertSettings {
        email: row.try_get("email")?,
        webhook,
    })
}
