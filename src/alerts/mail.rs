//! Alerts by e-mail.

use super::courier::Trouble;
use super::text::{Letter, letter, test_letter};
use crate::config::MailConfig;
use crate::error::{Error, Result};
use crate::types::{Alert, AlertId, Email, Timestamp};
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::ExposeSecret;
use std::time::{Duration, UNIX_EPOCH};

/// For each step of the conversation with the mail server, and for all of it.
const STEP: Duration = Duration::from_secs(20);
const WHOLE: Duration = Duration::from_secs(60);

/// The way to the mail server.
#[derive(Clone)]
pub(super) struct PostOffice {
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    public_url: String,
}

impl PostOffice {
    /// # Errors
    /// [`Error::Internal`] if what TLS needs cannot be set up.
    pub(super) fn new(config: &MailConfig, public_url: &str) -> Result<Self> {
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(config.url.expose_secret())
            // The error may quote the address, and with it the password.
            .map_err(|_| Error::Internal("the way to the mail server cannot be set up".into()))?;
        Ok(Self {
            server: server.timeout(Some(STEP)).build(),
            from: config.from.clone(),
            public_url: public_url.to_owned(),
        })
    }

    pub(super) async fn send(
        &self,
        alert: &Alert,
        name: &str,
        to: &Email,
        now: Timestamp,
    ) -> Result<(), Trouble> {
        let letter = letter(name, alert, &self.public_url);
        self.deliver(letter, &alert.id.to_string(), name, to, now)
            .await
    }

    /// A mail that says only that mails come.
    pub(super) async fn send_test(
        &self,
        name: &str,
        to: &Email,
        now: Timestamp,
    ) -> Result<(), Trouble> {
        let letter = test_letter(name, &self.public_url);
        let id = AlertId::new().to_string();
        self.deliver(letter, &id, name, to, now).await
    }

    async fn deliver(
        &self,
        letter: Letter,
        id: &str,
        name: &str,
        to: &Email,
        now: Timestamp,
    ) -> Result<(), Trouble> {
        let message = self
            .message(letter, id, name, to, now)
            .ok_or_else(|| Trouble::Hopeless("no mail can be addressed to it".into()))?;
        match tokio::time::timeout(WHOLE, self.server.send(message)).await {
            Ok(Ok(_taken)) => Ok(()),
            Ok(Err(error)) => Err(Trouble::Passing(in_words(&error))),
            Err(_elapsed) => Err(Trouble::Passing(late())),
        }
    }

    /// The same alert is the same message, however often it is sent.
    fn message(
        &self,
        letter: Letter,
        id: &str,
        name: &str,
        to: &Email,
        now: Timestamp,
    ) -> Option<Message> {
        let address: Address = to.as_str().parse().ok()?;
        let domain = self.from.email.domain();
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(name.to_owned()), address))
            .subject(letter.subject)
            .message_id(Some(format!("<{id}@{domain}>")))
            .date(UNIX_EPOCH + Timestamp::default().until(now))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.body)
            .ok()
    }
}

fn late() -> String {
    format!("the mail server did not answer in {} s", WHOLE.as_secs())
}

/// Without the server's own words, which may quote whom the mail is for.
fn in_words(error: &smtp::Error) -> String {
    match error.status() {
        Some(code) => format!("the mail server answered {code}"),
        None if error.is_timeout() => late(),
        None if error.is_tls() => "no safe connection to the mail server".into(),
        None => "the mail server could not be reached".into(),
    }
}
