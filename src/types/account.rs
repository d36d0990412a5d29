//! Who may call: people with an account, their role and whether it is open.

use super::receipt::words;
use super::{AccountId, NanoDollars, TierId, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Person,
    Admin,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Active,
    Suspended,
}

/// Who may make an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignUp {
    /// Everybody.
    Open,
    /// Who has a link of an admin.
    #[default]
    Invite,
    /// Nobody; only the first admin, by the set-up link.
    Closed,
}

impl SignUp {
    pub const ALL: [Self; 3] = [Self::Open, Self::Invite, Self::Closed];
}

words!(SignUp { Open = "open", Invite = "invite", Closed = "closed" });
words!(Role { Person = "person", Admin = "admin" });
words!(Status { Active = "active", Suspended = "suspended" });

/// An e-mail address, trimmed and in lower case, with one `@` between something and something.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Longest address that mail can carry (RFC 5321, 4.5.3.1.3).
    const MAX_BYTES: usize = 254;

    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let (local, domain) = text.split_once('@')?;
        let whole = !local.is_empty() && !domain.is_empty() && !domain.contains('@');
        let plain = !text.contains(|c: char| c.is_whitespace() || c.is_control());
        (whole && plain && text.len() <= Self::MAX_BYTES).then_some(Self(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An account as its holder sees it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Account {
    pub id: AccountId,
    pub email: Email,
    pub name: String,
    pub role: Role,
    pub status: Status,
    pub tier: TierId,
    pub created_at: Timestamp,
    /// Rises when all sessions must end: new password, suspension. A session of an older epoch is over.
    pub epoch: i64,
}

/// An account as an admin's list shows it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AccountSummary {
    pub account: Account,
    pub last_seen_at: Option<Timestamp>,
}

/// What a one-time link gives to whoever opens it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Invitation {
    pub role: Role,
    /// The address that was invited; the account may have another.
    pub email: Option<Email>,
}

/// One place where an account is signed in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SessionInfo {
    /// Names it, and opens nothing.
    pub handle: String,
    /// `Chromium on Linux`; empty if it is not known.
    pub device: String,
    pub created_at: Timestamp,
    /// To the hour.
    pub used_at: Timestamp,
    /// It is the one that asks.
    pub current: bool,
}

/// How pages look.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system of whoever looks.
    #[default]
    System,
    Light,
    Dark,
}

words!(Theme {
    System = "system",
    Light = "light",
    Dark = "dark",
});

/// What somebody sets for themselves.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Profile {
    pub name: String,
    /// An IANA name.
    pub time_zone: String,
    pub theme: Theme,
    /// The most that a day may cost; `None` is what the tier says.
    pub daily_cap: Option<NanoDollars>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_normalised_or_refused() {
        assert_eq!(
            Email::parse(" Ada@Example.org ")
                .map(|e| e.to_string())
                .as_deref(),
            Some("ada@example.org")
        );
        for bad in [
            "",
            "ada",
            "@example.org",
            "ada@",
            "a b@example.org",
            "a@b@c",
            "ada@exa\nmple.org",
        ] {
            assert_eq!(Email::parse(bad), None, "{bad:?}");
        }
    }
}
