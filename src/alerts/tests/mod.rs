//! Alerts on their way: over real connections to a mail server and an endpoint on this machine.

mod receiver;
mod smtp;
mod tested;

use super::{Alerts, Courier, signature};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::Error;
use crate::gateway::Caller;
use crate::store::{self, NewAccount, NewAlert, Posted, Store};
use crate::types::{
    AccountId, AlertId, AlertLevel, BudgetKind, Email, NanoDollars, Role, Timestamp,
};
use receiver::{Receiver, Reply};
use smtp::SmtpServer;
use std::sync::Arc;
use tempfile::TempDir;

const NOW: Timestamp = Timestamp(1_800_000_000_000_000);

/// A database with one account.
struct House {
    dir: TempDir,
    clock: Clock,
    account: AccountId,
    store: Arc<dyn Store>,
}

async fn open(dir: &TempDir) -> Arc<dyn Store> {
    let path = dir.path().join("tollgate.db");
    store::open(path.to_str().unwrap()).await.unwrap()
}

async fn house() -> House {
    let dir = TempDir::new().unwrap();
    let store = open(&dir).await;
    let account = AccountId::new();
    let new = NewAccount {
        id: account,
        email: Email::parse("ada@example.org").unwrap(),
        name: "Ada".into(),
        role: Role::Person,
        password_hash: "unused".into(),
        created_at: NOW,
    };
    assert!(store.create_account(new).await.unwrap());
    let clock = Clock::fixed(NOW);
    House {
        dir,
        clock,
        account,
        store,
    }
}

fn config(smtp: Option<&SmtpServer>, allow_private: bool) -> Config {
    let toml = format!("[alerts]\nallow_private_webhooks = {allow_private}\n");
    Config::from_parts(&toml, |name| match name {
        "SMTP_URL" => smtp.map(SmtpServer::url),
        "TOLLGATE_PUBLIC_URL" => Some("https://ai.example.org".into()),
        _ => None,
    })
    .unwrap()
}

impl House {
    fn courier(&self, config: &Config) -> Courier {
        let (store, clock) = (self.store.clone(), self.clock.clone());
        Courier::new(config, store, clock, Chance::seeded(1)).unwrap()
    }

    /// One that may go anywhere, and knows no mail server.
    fn poster(&self) -> Courier {
        self.courier(&config(None, true))
    }

    async fn caller(&self) -> Caller {
        let account = self.store.account(self.account).await.unwrap();
        Caller::new(account.unwrap()).unwrap()
    }

    /// Has alerts posted to the endpoint; gives the secret.
    async fn listen(&self, url: &str) -> String {
        let alerts = Alerts::new(self.store.clone(), self.clock.clone(), &config(None, true));
        let caller = self.caller().await;
        alerts.set_webhook(&caller, url).await.unwrap()
    }

    async fn raise(&self, day: i64) -> AlertId {
        let window_start = NOW.plus_seconds(day * 86_400);
        let alert = NewAlert {
            id: AlertId::new(),
            account: self.account,
            budget: BudgetKind::Daily,
            level: AlertLevel::Warning,
            window_start,
            window_end: window_start.plus_seconds(86_400),
            utc_offset: 0,
            settled: NanoDollars(8_123_456_789),
            most: NanoDollars(10_000_000_000),
            raised_at: self.clock.now(),
        };
        assert!(self.store.raise_alert(&alert).await.unwrap());
        alert.id
    }

    /// The row of the outbox for the endpoint.
    async fn posted(&self) -> Posted {
        let mut rows = self.store.posted(self.account).await.unwrap();
        rows.retain(|row| row.channel == store::Channel::Webhook);
        rows.pop().unwrap()
    }

    async fn error(&self) -> String {
        self.posted().await.error.unwrap()
    }

    /// The process dies, and another starts.
    async fn restart(&mut self) {
        self.store = open(&self.dir).await;
    }
}

async fn deliver(courier: &Courier) -> usize {
    courier.deliver_due().await.unwrap()
}

#[tokio::test]
async fn an_alert_comes_by_mail_in_clear_words() {
    let (house, server) = (house().await, SmtpServer::start(&[]).await);
    let alert = house.raise(0).await;
    let courier = house.courier(&config(Some(&server), false));
    assert_eq!(deliver(&courier).await, 1);
    assert_eq!(deliver(&courier).await, 0);
    let mails = server.mails();
    assert_eq!(mails.len(), 1);
    let mail = &mails[0];
    assert!(
        mail.from.starts_with("MAIL FROM:<tollgate@ai.example.org>"),
        "{mail:?}"
    );
    assert_eq!(mail.to, "RCPT TO:<ada@example.org>");
    for line in [
        "From: Tollgate <tollgate@ai.example.org>".to_owned(),
        "To: Ada <ada@example.org>".to_owned(),
        "Subject: Tollgate: 80 % of your daily budget is used".to_owned(),
        format!("Message-ID: <{alert}@ai.example.org>"),
        "Date: Fri, 15 Jan 2027 08:00:00 +0000".to_owned(),
        "Spent:      $8.12 since 15 Jan 2027, 08:00 (UTC)".to_owned(),
        "Free again: 16 Jan 2027, 08:00 (UTC)".to_owned(),
    ] {
        assert!(
            mail.text.lines().any(|found| found == line),
            "{line}: {}",
            mail.text
        );
    }
}

#[tokio::test]
async fn a_mail_that_is_refused_is_sent_again_later() {
    let refusals = &["451 later, ada@example.org", "550 no, ada@example.org"];
    let (house, server) = (house().await, SmtpServer::start(refusals).await);
    house.raise(0).await;
    let courier = house.courier(&config(Some(&server), false));
    for says in [
        "the mail server answered 451",
        "the mail server answered 550",
    ] {
        assert_eq!(deliver(&courier).await, 1);
        let rows = house.store.posted(house.account).await.unwrap();
        assert_eq!(rows[0].error.as_deref(), Some(says));
        assert_eq!(deliver(&courier).await, 0);
        house.clock.advance_seconds(120);
    }
    assert_eq!(deliver(&courier).await, 1);
    assert_eq!(server.mails().len(), 1);
}

#[tokio::test]
async fn mails_wait_until_there_is_a_mail_server() {
    let (house, server) = (house().await, SmtpServer::start(&[]).await);
    house.raise(0).await;
    assert_eq!(deliver(&house.poster()).await, 0);
    house.clock.advance_seconds(3_600);
    let courier = house.courier(&config(Some(&server), false));
    assert_eq!(deliver(&courier).await, 1);
    assert_eq!(server.mails().len(), 1);
}

#[tokio::test]
async fn a_webhook_is_signed_as_the_standard_says() {
    let (house, receiver) = (house().await, Receiver::start(vec![]).await);
    let secret = house.listen(&receiver.url()).await;
    assert!(secret.starts_with("whsec_"));
    let alert = house.raise(0).await.to_string();
    assert_eq!(deliver(&house.poster()).await, 1);
    let posts = receiver.posts();
    assert_eq!(posts.len(), 1);
    let (headers, body) = (&posts[0].headers, &posts[0].body);
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!(headers["webhook-id"], alert);
    assert_eq!(headers["webhook-timestamp"], "1800000000");
    let signed = signature::sign(&secret.into(), &alert, 1_800_000_000, body);
    assert_eq!(headers["webhook-signature"], signed.unwrap());
    let expected = serde_json::json!({
        "type": "budget.warning",
        "timestamp": "2027-01-15T08:00:00Z",
        "data": {
            "alert": alert,
            "account": house.account.to_string(),
            "budget": "daily",
            "percent": 80,
            "spent": "8.123456789",
            "limit": "10.000000000",
            "currency": "USD",
            "window_start": "2027-01-15T08:00:00Z",
            "window_end": "2027-01-16T08:00:00Z",
        },
    });
    let read: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(read, expected);
}

#[tokio::test]
async fn an_endpoint_that_was_down_gets_its_alert_once_when_it_is_back() {
    let (house, receiver) = (house().await, Receiver::start(vec![]).await);
    house.listen(&receiver.url()).await;
    let address = receiver.stop().await;
    house.raise(0).await;
    let courier = house.poster();
    assert_eq!(deliver(&courier).await, 1);
    assert_eq!(house.error().await, "it could not be reached");
    let receiver = Receiver::at(address, vec![]).await;
    assert_eq!(deliver(&courier).await, 0, "not before its time");
    house.clock.advance_seconds(60);
    assert_eq!(deliver(&courier).await, 1);
    house.clock.advance_seconds(86_400);
    assert_eq!(deliver(&courier).await, 0);
    assert_eq!(receiver.posts().len(), 1);
}

#[tokio::test]
async fn what_was_raised_before_the_process_died_is_sent_by_the_next_one() {
    let (mut house, receiver) = (house().await, Receiver::start(vec![]).await);
    house.listen(&receiver.url()).await;
    house.raise(0).await;
    house.restart().await;
    assert_eq!(deliver(&house.poster()).await, 1);
    assert_eq!(receiver.posts().len(), 1);
}

#[tokio::test]
async fn a_death_between_sending_and_writing_so_down_is_seen_by_the_id() {
    let mut house = house().await;
    let receiver = Receiver::start(vec![Reply::Silence]).await;
    house.listen(&receiver.url()).await;
    house.raise(0).await;
    let courier = house.poster();
    let dies = tokio::spawn(async move { courier.deliver_due().await });
    receiver.came().await;
    dies.abort();
    house.restart().await;
    let courier = house.poster();
    assert_eq!(deliver(&courier).await, 0, "it may still be under way");
    house.clock.advance_seconds(180);
    assert_eq!(deliver(&courier).await, 1);
    let ids: Vec<_> = receiver
        .posts()
        .iter()
        .map(|post| post.headers["webhook-id"].clone())
        .collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1]);
    assert!(house.posted().await.sent_at.is_some());
}

#[tokio::test]
async fn two_couriers_send_nothing_twice() {
    let (house, receiver) = (house().await, Receiver::start(vec![]).await);
    house.listen(&receiver.url()).await;
    for day in 0..40 {
        house.raise(day).await;
    }
    let other = House {
        store: open(&house.dir).await,
        clock: house.clock.clone(),
        account: house.account,
        dir: TempDir::new().unwrap(),
    };
    let (first, second) = (house.poster(), other.poster());
    let (first, second) = tokio::join!(deliver(&first), deliver(&second));
    assert_eq!(first + second, 40);
    assert_eq!(receiver.posts().len(), 40);
}

#[tokio::test]
async fn a_failure_is_tried_again_and_a_redirect_is_not_followed() {
    let house = house().await;
    let heads = [
        "503 Service Unavailable",
        "302 Found\r\nlocation: /elsewhere",
        "404 Not Found",
        "429 Too Many Requests",
    ];
    let receiver = Receiver::start(heads.map(Reply::Head).into()).await;
    house.listen(&receiver.url()).await;
    house.raise(0).await;
    let courier = house.poster();
    for (n, status) in (1..).zip(["503", "302", "404", "429"]) {
        assert_eq!(deliver(&courier).await, 1);
        assert_eq!(house.error().await, format!("it answered {status}"));
        assert_eq!(receiver.posts().len(), n);
        house.clock.advance_seconds(600);
    }
    assert_eq!(deliver(&courier).await, 1);
    let posted = house.posted().await;
    assert_eq!((posted.tries, posted.error), (5, None));
    assert!(posted.sent_at.is_some());
}

#[tokio::test]
async fn an_endpoint_that_says_it_is_gone_is_switched_off() {
    let house = house().await;
    let receiver = Receiver::start(vec![Reply::Head("410 Gone")]).await;
    house.listen(&receiver.url()).await;
    house.raise(0).await;
    let courier = house.poster();
    assert_eq!(deliver(&courier).await, 1);
    assert!(house.posted().await.gave_up_at.is_some());
    let settings = house.store.alert_settings(house.account).await.unwrap();
    assert_eq!(settings.webhook.unwrap().off_since, Some(NOW));
    house.raise(1).await;
    house.clock.advance_seconds(86_400);
    assert_eq!(deliver(&courier).await, 0);
    assert_eq!(receiver.posts().len(), 1);
}

#[tokio::test]
async fn after_three_days_an_alert_is_given_up() {
    let house = house().await;
    house.listen("http://127.0.0.1:1/").await;
    house.raise(0).await;
    let courier = house.poster();
    let mut tries = 0;
    while house.posted().await.gave_up_at.is_none() {
        tries += deliver(&courier).await;
        house.clock.advance_seconds(1_800);
    }
    let days = (house.clock.now().0 - NOW.0) / Timestamp::DAY;
    assert_eq!(days, 3);
    assert!((15..40).contains(&tries), "{tries}");
    assert_eq!(house.error().await, "it could not be reached");
}

#[tokio::test]
async fn nothing_goes_into_the_house_unless_the_admin_allows_it() {
    let (house, receiver) = (house().await, Receiver::start(vec![]).await);
    // Set while it was allowed.
    house.listen(&receiver.url()).await;
    house.raise(0).await;
    let strict = config(None, false);
    assert_eq!(deliver(&house.courier(&strict)).await, 1);
    assert_eq!(receiver.posts().len(), 0);
    assert!(!house.error().await.contains("s3cret"));

    let alerts = Alerts::new(house.store.clone(), house.clock.clone(), &strict);
    let refused = alerts
        .set_webhook(&house.caller().await, &receiver.url())
        .await;
    assert!(matches!(refused, Err(Error::Invalid { field: "url", .. })));
}
