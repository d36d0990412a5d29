//! Alerts by webhook: signed, to an address that the account has named. What is answered is not read.

use super::address::{self, NotPublic, PublicOnly};
use super::courier::Trouble;
use super::signature::sign;
use super::text::instant;
use crate::error::{Error, Result};
use crate::store::Webhook;
use crate::types::{AccountId, Alert, AlertId, AlertLevel, Timestamp};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, StatusCode};
use serde::Serialize;
use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

const CONNECT: Duration = Duration::from_secs(5);
const WHOLE: Duration = Duration::from_secs(15);

/// The way to endpoints.
#[derive(Clone)]
pub(super) struct Endpoints {
    client: Client,
    allow_private: bool,
}

impl Endpoints {
    /// # Errors
    /// [`Error::Internal`] if what TLS needs cannot be set up.
    pub(super) fn new(allow_private: bool) -> Result<Self> {
        // Whoever is first decides; a client that is built before anyone did would panic.
        let _already_there = rustls::crypto::ring::default_provider().install_default();
        let mut client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            // A proxy would look names up by itself, and a connection that is kept outlives its check.
            .no_proxy()
            .pool_max_idle_per_host(0)
            .connect_timeout(CONNECT)
            .timeout(WHOLE)
            .user_agent(concat!("Tollgate/", env!("CARGO_PKG_VERSION")));
        if !allow_private {
            client = client.dns_resolver(Arc::new(PublicOnly));
        }
        let client = client
            .build()
            .map_err(|error| Error::Internal(format!("no client for webhooks: {error}")))?;
        Ok(Self {
            client,
            allow_private,
        })
    }

    pub(super) async fn post(
        &self,
        account: AccountId,
        alert: &Alert,
        to: &Webhook,
        now: Timestamp,
    ) -> Result<(), Trouble> {
        let (id, body) = (alert.id.to_string(), body(account, alert));
        self.post_signed(to, id, body, now).await
    }

    /// A message that says only that messages come.
    pub(super) async fn post_test(
        &self,
        account: AccountId,
        to: &Webhook,
        now: Timestamp,
    ) -> Result<(), Trouble> {
        let data = serde_json::json!({ "account": account.to_string() });
        let body = serde_json::json!({ "type": "test", "timestamp": instant(now), "data": data });
        let id = AlertId::new().to_string();
        self.post_signed(to, id, body.to_string(), now).await
    }

    async fn post_signed(
        &self,
        to: &Webhook,
        id: String,
        body: String,
        now: Timestamp,
    ) -> Result<(), Trouble> {
        // Again, because the admin may have changed what is allowed since it was set.
        let url = address::endpoint(&to.url, self.allow_private)
            .map_err(|message| Trouble::Passing(message.into()))?;
        let signature = sign(&to.secret, &id, now.as_seconds(), &body)
            .ok_or_else(|| Trouble::Hopeless("its secret cannot sign".into()))?;
        let posted = self
            .client
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", now.as_seconds())
            .header("webhook-signature", signature)
            .body(body)
            .send()
            .await;
        match posted.map(|response| response.status()) {
            Ok(status) if status.is_success() => Ok(()),
            Ok(StatusCode::GONE) => Err(Trouble::Gone),
            Ok(status) => Err(Trouble::Passing(format!("it answered {}", status.as_u16()))),
            Err(error) => Err(Trouble::Passing(in_words(&error))),
        }
    }
}

/// Never the address, whose query may be a secret.
fn in_words(error: &reqwest::Error) -> String {
    let mut cause = error.source();
    while let Some(error) = cause {
        if error.downcast_ref::<NotPublic>().is_some() {
            return NotPublic.to_string();
        }
        cause = error.source();
    }
    if error.is_timeout() {
        format!("it did not answer in {} s", WHOLE.as_secs())
    } else if error.is_connect() {
        "it could not be reached".into()
    } else {
        "the connection broke".into()
    }
}

#[derive(Serialize)]
struct Body {
    r#type: &'static str,
    timestamp: String,
    data: Data,
}

/// Amounts are decimal texts, so that no digit is lost.
#[derive(Serialize)]
struct Data {
    alert: String,
    account: String,
    budget: &'static str,
    percent: u8,
    spent: String,
    limit: String,
    currency: &'static str,
    window_start: String,
    window_end: String,
}

fn body(account: AccountId, alert: &Alert) -> String {
    let body = Body {
        r#type: match alert.level {
            AlertLevel::Warning => "budget.warning",
            AlertLevel::Reached => "budget.reached",
        },
        timestamp: instant(alert.raised_at),
        data: Data {
            alert: alert.id.to_string(),
            account: account.to_string(),
            budget: alert.budget.as_str(),
            percent: alert.level.percent(),
            spent: alert.settled.as_decimal(),
            limit: alert.most.as_decimal(),
            currency: "USD",
            window_start: instant(alert.window_start),
            window_end: instant(alert.window_end),
        },
    };
    serde_json::json!(body).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever the name was when the address was checked.
    #[tokio::test]
    async fn a_name_is_checked_again_by_whoever_connects() {
        let strict = Endpoints::new(false).unwrap();
        let refused = strict.client.get("http://localhost:9/").send().await;
        assert_eq!(in_words(&refused.unwrap_err()), NotPublic.to_string());
    }
}
