//! How people are told about their budgets, besides on their pages.

use super::{AlertsSection, ConfigError, Env, File, pick, place, shown_url};
use lettre::message::Mailbox;
use secrecy::{ExposeSecret, SecretString};
use std::net::Ipv4Addr;
use url::Url;

#[derive(Debug, Clone, Default)]
pub struct AlertsConfig {
    /// `None` where no mail is sent.
    pub mail: Option<MailConfig>,
    /// Whether webhooks may lead to this machine and its network, also without TLS.
    pub allow_private_webhooks: bool,
}

/// The mail server, and who writes.
#[derive(Debug, Clone)]
pub struct MailConfig {
    /// May hold a password.
    pub url: SecretString,
    pub from: Mailbox,
}

impl MailConfig {
    /// The address without who signs in there.
    pub fn shown_url(&self) -> String {
        shown_url(self.url.expose_secret())
    }
}

pub(super) fn alerts(file: &File, env: Env, public_url: &str) -> Result<AlertsConfig, ConfigError> {
    let AlertsSection {
        allow_private_webhooks,
    } = file.alerts;
    Ok(AlertsConfig {
        mail: mail(file, env, public_url)?,
        allow_private_webhooks,
    })
}

fn mail(file: &File, env: Env, public_url: &str) -> Result<Option<MailConfig>, ConfigError> {
    let Some(url) = pick(env, "SMTP_URL", &file.smtp_url) else {
        return Ok(None);
    };
    check_server(&url)
        .map_err(|message| ConfigError::new(place(env, "SMTP_URL", "smtp_url"), message))?;
    let from = pick(env, "SMTP_FROM", &file.smtp_from).unwrap_or_else(|| usual_sender(public_url));
    let from = from.parse().map_err(|_| {
        let message =
            format!("`{from}` is not a sender; write one like Tollgate <tollgate@example.org>");
        ConfigError::new(place(env, "SMTP_FROM", "smtp_from"), message)
    })?;
    Ok(Some(MailConfig {
        url: url.into(),
        from,
    }))
}

/// Never quotes the address, which may hold a password.
fn check_server(text: &str) -> Result<(), &'static str> {
    let no_address = "this is not the address of a mail server; write one like smtps://user:password@mail.example.org, or smtp://localhost:25";
    let url = Url::parse(text).map_err(|_| no_address)?;
    let host = url.host_str().ok_or(no_address)?;
    if host.starts_with('[') {
        return Err("a mail server is connected to by its name, or by an IPv4 address");
    }
    let tls = url.query_pairs().find(|(key, _)| key == "tls");
    let is_safe = match (url.scheme(), tls.as_ref().map(|(_, value)| value.as_ref())) {
        ("smtps", _) | ("smtp", Some("required")) => true,
        ("smtp", None | Some("opportunistic")) => false,
        ("smtp", Some(_)) => return Err("`tls` is `required` or `opportunistic`"),
        _ => return Err(no_address),
    };
    if url.password().is_some() && !is_safe && !is_here(host) {
        return Err(
            "the password would cross the network unprotected; write smtps://, or add ?tls=required",
        );
    }
    Ok(())
}

fn is_here(host: &str) -> bool {
    let address = host.parse::<Ipv4Addr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// Where nobody is named, the program itself writes.
fn usual_sender(public_url: &str) -> String {
    let url = Url::parse(public_url).ok();
    let domain = url.as_ref().and_then(Url::domain).unwrap_or("localhost");
    format!("Tollgate <tollgate@{domain}>")
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;

    fn read(env: &[(&str, &str)]) -> Result<AlertsConfig, ConfigError> {
        let find = |name: &str| {
            let found = env.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Config::from_parts("", find).map(|config| config.alerts)
    }

    #[test]
    fn no_mail_is_sent_and_no_webhook_leads_into_the_house_unless_the_admin_says_so() {
        let usual = read(&[]).unwrap();
        assert!(usual.mail.is_none() && !usual.allow_private_webhooks);
        let toml = "smtp_url = \"smtp://localhost\"\nsmtp_from = \"Ada <ada@example.org>\"\n[alerts]\nallow_private_webhooks = true\n";
        let alerts = Config::from_parts(toml, |_| None).unwrap().alerts;
        assert!(alerts.allow_private_webhooks);
        assert_eq!(
            alerts.mail.unwrap().from.to_string(),
            "Ada <ada@example.org>"
        );
    }

    #[test]
    fn the_program_writes_itself_where_no_sender_is_named() {
        for (public_url, from) in [
            (
                "https://ai.example.org",
                "Tollgate <tollgate@ai.example.org>",
            ),
            ("http://127.0.0.1:3000", "Tollgate <tollgate@localhost>"),
        ] {
            let env = [
                ("SMTP_URL", "smtps://ada:hunter2@mail.example.org"),
                ("TOLLGATE_PUBLIC_URL", public_url),
            ];
            let mail = read(&env).unwrap().mail.unwrap();
            assert_eq!(mail.from.to_string(), from);
            assert!(!format!("{mail:?}").contains("hunter2"));
        }
        let env = [("SMTP_URL", "smtp://localhost"), ("SMTP_FROM", "Tollgate")];
        let error = read(&env).unwrap_err();
        assert_eq!(error.place, "SMTP_FROM");
    }

    #[test]
    fn the_address_of_a_mail_server_is_checked_and_never_shown() {
        for good in [
            "smtp://localhost",
            "smtp://ada:hunter2@127.0.0.1:2525",
            "smtp://mail.example.org",
            "smtp://mail.example.org?tls=opportunistic",
            "smtp://ada:hunter2@mail.example.org:587?tls=required",
            "smtps://ada:hunter2@mail.example.org",
        ] {
            assert_eq!(check_server(good), Ok(()), "{good}");
        }
        for (bad, says) in [
            ("smtp://ada:hunter2@mail.example.org", "unprotected"),
            (
                "smtp://ada:hunter2@mail.example.org?tls=opportunistic",
                "unprotected",
            ),
            (
                "smtp://ada:hunter2@mail.example.org?tls=maybe",
                "`required`",
            ),
            ("https://ada:hunter2@mail.example.org", "not the address"),
            ("hunter2", "not the address"),
            ("smtp:", "not the address"),
            ("smtp://[::1]", "by its name"),
        ] {
            let message = check_server(bad).unwrap_err();
            assert!(message.contains(says), "{bad}: {message}");
        }
        let error = read(&[("SMTP_URL", "smtp:hunter2")]).unwrap_err();
        assert_eq!(error.place, "SMTP_URL");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}
