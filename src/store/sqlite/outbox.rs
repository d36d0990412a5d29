//! The outbox of alerts in SQLite.

use super::alerts::alert;
use super::rows::{Step, all, email, time, word};
use super::writer::Wrote;
use super::{Sqlite, Tx};
use crate::store::{
    Channel, Claim, Delivery, Dispatch, Outbox, Posted, Recipient, StoreResult, Webhook,
};
use crate::types::{AccountId, AlertId, Timestamp};
use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, query, query_scalar};

const GONE: &str = "the endpoint was switched off";
const TOO_LATE: &str = "nobody took it in time";

#[async_trait]
impl Outbox for Sqlite {
    async fn switch_off_webhook(
        &self,
        account: AccountId,
        url: &str,
        at: Timestamp,
    ) -> StoreResult<()> {
        let url = url.to_owned();
        self.write("switch off a webhook", move |tx| {
            Box::pin(async move { switch_off(tx, account, &url, at).await.map(Wrote::Keep) })
        })
        .await
    }

    async fn claim_dispatches(&self, claim: &Claim) -> StoreResult<Vec<Dispatch>> {
        let what = "claim what is to be sent";
        // Most of the time nothing is due, and then nobody has to wait for the one who writes.
        let is_due: bool = query_scalar(
            "SELECT EXISTS (
                 SELECT 1 FROM outbox WHERE sent_at IS NULL AND gave_up_at IS NULL
                     AND next_try_at <= ?1 AND channel IN (SELECT value FROM json_each(?2))
             )",
        )
        .bind(claim.now.0)
        .bind(words(&claim.channels))
        .fetch_one(&self.read)
        .await
        .step(what)?;
        if !is_due {
            return Ok(Vec::new());
        }
        let claim = claim.clone();
        self.write(what, move |tx| {
            Box::pin(async move {
                give_up(tx, &claim).await?;
                let dispatches = due(tx, &claim).await?;
                for dispatch in &dispatches {
                    lend(tx, dispatch, claim.lent_until).await?;
                }
                Ok(Wrote::Keep(dispatches))
            })
        })
        .await
    }

    async fn record_delivery(
        &self,
        dispatch: &Dispatch,
        delivery: &Delivery,
        at: Timestamp,
    ) -> StoreResult<bool> {
        let record = match delivery {
            // Whoever else has it by now need not send it again.
            Delivery::Sent => query(
                "UPDATE outbox SET sent_at = ?3, gave_up_at = NULL, error = NULL
                 WHERE alert_id = ?1 AND channel = ?2 AND sent_at IS NULL",
            )
            .bind(dispatch.alert.id.0)
            .bind(dispatch.channel().as_str())
            .bind(at.0),
            Delivery::Failed { next_try_at, error } => query(
                "UPDATE outbox SET next_try_at = ?4, error = ?5
                 WHERE alert_id = ?1 AND channel = ?2 AND tries = ?3
                     AND sent_at IS NULL AND gave_up_at IS NULL",
            )
            .bind(dispatch.alert.id.0)
            .bind(dispatch.channel().as_str())
            .bind(dispatch.tries)
            .bind(next_try_at.0)
            .bind(error),
            Delivery::GaveUp { error } => query(
                "UPDATE outbox SET gave_up_at = ?4, error = ?5
                 WHERE alert_id = ?1 AND channel = ?2 AND tries = ?3
                     AND sent_at IS NULL AND gave_up_at IS NULL",
            )
            .bind(dispatch.alert.id.0)
            .bind(dispatch.channel().as_str())
            .bind(dispatch.tries)
            .bind(at.0)
            .bind(error),
        };
        record
            .execute(&self.write)
            .await
            .map(|done| done.rows_affected() == 1)
            .step("write down what was sent")
    }

    async fn posted(&self, account: AccountId) -> StoreResult<Vec<Posted>> {
        query(
            "SELECT outbox.* FROM outbox JOIN alerts ON alerts.id = outbox.alert_id
             WHERE alerts.account_id = ?1 ORDER BY alerts.raised_at, alerts.level, channel",
        )
        .bind(account.0)
        .fetch_all(&self.read)
        .await
        .and_then(|rows| all(&rows, posted))
        .step("list the outbox")
    }
}

/// As one value, however many they are.
fn words(channels: &[Channel]) -> String {
    let words: Vec<_> = channels.iter().map(|channel| channel.as_str()).collect();
    serde_json::json!(words).to_string()
}

async fn give_up(tx: &mut Tx, claim: &Claim) -> sqlx::Result<()> {
    query(
        "UPDATE outbox SET gave_up_at = ?2, error = coalesce(error, ?3)
         WHERE sent_at IS NULL AND gave_up_at IS NULL AND next_try_at <= ?2
             AND alert_id IN (SELECT id FROM alerts WHERE raised_at < ?1)",
    )
    .bind(claim.raised_since.0)
    .bind(claim.now.0)
    .bind(TOO_LATE)
    .execute(&mut **tx)
    .await
    .map(drop)
}

async fn due(tx: &mut Tx, claim: &Claim) -> sqlx::Result<Vec<Dispatch>> {
    query(
        "SELECT alerts.*, outbox.channel, outbox.tries, accounts.email, accounts.name,
             alert_settings.webhook_url, alert_settings.webhook_secret
         FROM outbox
         JOIN alerts ON alerts.id = outbox.alert_id
         JOIN accounts ON accounts.id = alerts.account_id
         LEFT JOIN alert_settings ON alert_settings.account_id = alerts.account_id
         WHERE outbox.sent_at IS NULL AND outbox.gave_up_at IS NULL AND outbox.next_try_at <= ?1
             AND outbox.channel IN (SELECT value FROM json_each(?2))
             AND accounts.status = 'active'
             AND CASE outbox.channel
                 WHEN 'email' THEN coalesce(alert_settings.email, 1)
                 ELSE alert_settings.webhook_url IS NOT NULL
                     AND alert_settings.webhook_off_at IS NULL
             END
         ORDER BY outbox.next_try_at, alerts.level, alerts.id LIMIT ?3",
    )
    .bind(claim.now.0)
    .bind(words(&claim.channels))
    .bind(claim.most)
    .fetch_all(&mut **tx)
    .await
    .and_then(|rows| all(&rows, dispatch))
}

async fn lend(tx: &mut Tx, dispatch: &Dispatch, until: Timestamp) -> sqlx::Result<()> {
    query("UPDATE outbox SET next_try_at = ?3, tries = ?4 WHERE alert_id = ?1 AND channel = ?2")
        .bind(dispatch.alert.id.0)
        .bind(dispatch.channel().as_str())
        .bind(until.0)
        .bind(dispatch.tries)
        .execute(&mut **tx)
        .await
        .map(drop)
}

async fn switch_off(tx: &mut Tx, account: AccountId, url: &str, at: Timestamp) -> sqlx::Result<()> {
    let switched = query(
        "UPDATE alert_settings SET webhook_off_at = ?3
         WHERE account_id = ?1 AND webhook_url = ?2 AND webhook_off_at IS NULL",
    )
    .bind(account.0)
    .bind(url)
    .bind(at.0)
    .execute(&mut **tx)
    .await?;
    if switched.rows_affected() == 0 {
        return Ok(());
    }
    query(
        "UPDATE outbox SET gave_up_at = ?2, error = ?3
         WHERE channel = 'webhook' AND sent_at IS NULL AND gave_up_at IS NULL
             AND alert_id IN (SELECT id FROM alerts WHERE account_id = ?1)",
    )
    .bind(account.0)
    .bind(at.0)
    .bind(GONE)
    .execute(&mut **tx)
    .await
    .map(drop)
}

fn dispatch(row: &SqliteRow) -> sqlx::Result<Dispatch> {
    let to = match word(row, "channel", Channel::from_word)? {
        Channel::Email => Recipient::Email {
            name: row.try_get("name")?,
            address: email(row)?,
        },
        Channel::Webhook => Recipient::Webhook(Webhook {
            url: row.try_get("webhook_url")?,
            secret: row.try_get::<String, _>("webhook_secret")?.into(),
        }),
    };
    Ok(Dispatch {
        account: AccountId(row.try_get("account_id")?),
        alert: alert(row)?,
        to,
        tries: row.try_get::<u32, _>("tries")?.saturating_add(1),
    })
}

fn posted(row: &SqliteRow) -> sqlx::Result<Posted> {
    let at = |column| {
        row.try_get::<Option<i64>, _>(column)
            .map(|at| at.map(Timestamp))
    };
    Ok(Posted {
        alert: AlertId(row.try_get("alert_id")?),
        channel: word(row, "channel", Channel::from_word)?,
        tries: row.try_get("tries")?,
        next_try_at: time(row, "next_try_at")?,
        sent_at: at("sent_at")?,
        gave_up_at: at("gave_up_at")?,
        error: row.try_get("error")?,
    })
}
