//! Who asks: invented first names, at addresses that nobody can have.

use super::Making;
use super::rhythm::DAYS;
use crate::error::{Error, Result};
use crate::store::{KeyTerms, NewAccount, NewKey};
use crate::types::{
    Account, AccountId, Email, KeyId, Limits, NanoDollars, NewTier, Role, Status, TierId, Timestamp,
};
use sha2::{Digest, Sha256};

const FIRST: [&str; 12] = [
    "Bra", "Cle", "Dru", "Fli", "Gwo", "Kri", "Plo", "Sna", "Tru", "Vle", "Wiz", "Zub",
];
const SECOND: [&str; 12] = [
    "bo", "dax", "fi", "kin", "lumo", "nix", "pa", "quil", "ra", "tov", "vex", "zi",
];
const KEYS: [&str; 4] = ["nightly-report", "code-review", "support-mail", "notebook"];
/// One of so many is suspended.
const SUSPENDED: usize = 17;
/// Longer ago than the first call.
const JOINED: i64 = DAYS + 10;

pub(super) struct Person {
    /// Among all of them, from 0: the earlier, the more is asked.
    pub(super) place: usize,
    pub(super) account: AccountId,
    pub(super) email: Email,
    pub(super) keys: Vec<KeyId>,
    pub(super) daily_budget: NanoDollars,
}

/// A tier, and how many of ten are in it.
struct Tier {
    name: &'static str,
    requests_per_hour: u32,
    tokens_per_day: u64,
    daily: i64,
    monthly: i64,
    of_ten: usize,
}

const fn tier(
    name: &'static str,
    requests_per_hour: u32,
    tokens_per_day: u64,
    daily: i64,
    monthly: i64,
    of_ten: usize,
) -> Tier {
    Tier {
        name,
        requests_per_hour,
        tokens_per_day,
        daily,
        monthly,
        of_ten,
    }
}

/// Budgets in cents.
const TIERS: [Tier; 3] = [
    tier("Research", 1_000, 5_000_000, 400, 8_000, 2),
    tier("Staff", 300, 2_000_000, 100, 2_000, 5),
    tier("Interns", 60, 500_000, 25, 500, 3),
];

impl Making {
    pub(super) async fn people(&self, admin: &Account, count: u32) -> Result<Vec<Person>> {
        let tiers = self.tiers(admin.id).await?;
        // All have the admin's password.
        let known = self.store.credentials(&admin.email).await;
        let known = known.map_err(Error::Store)?.ok_or(Error::NotFound)?;
        let mut people = Vec::new();
        for place in 0..count as usize {
            let (tier, daily_budget) = tiers[place % tiers.len()];
            let (name, email) = named(place)?;
            let joined = self.now.plus_seconds(-JOINED * 86_400);
            let account = AccountId(self.dice.id(joined));
            let new = NewAccount {
                id: account,
                email: email.clone(),
                name,
                role: Role::Person,
                password_hash: known.password_hash.clone(),
                created_at: Timestamp(joined.0 + i64::try_from(place).unwrap_or(0)),
            };
            self.joins(new, tier).await?;
            let keys = match place % 3 {
                0 => self.keys(account, joined).await?,
                _ => Vec::new(),
            };
            if place % SUSPENDED == SUSPENDED - 1 {
                let suspended = self
                    .store
                    .set_status(account, Status::Suspended, None, joined);
                suspended.await.map_err(Error::Store)?;
            }
            people.push(Person {
                place,
                account,
                email,
                keys,
                daily_budget,
            });
        }
        Ok(people)
    }

    async fn joins(&self, new: NewAccount, tier: TierId) -> Result<()> {
        let (account, at) = (new.id, new.created_at);
        let created = self.store.create_account(new).await;
        created.map_err(Error::Store)?;
        let placed = self.store.set_tier(account, tier, None, at).await;
        placed.map_err(Error::Store)?;
        // Nobody is at these addresses.
        let quiet = self.store.set_alert_emails(account, false).await;
        quiet.map_err(Error::Store)
    }

    /// Each as often as it has people of ten.
    async fn tiers(&self, admin: AccountId) -> Result<Vec<(TierId, NanoDollars)>> {
        let mut all = Vec::new();
        for tier in TIERS {
            let id = TierId(self.dice.id(self.now));
            let cents = |cents: i64| NanoDollars(cents * NanoDollars::DOLLAR.0 / 100);
            let new = NewTier {
                name: tier.name.into(),
                limits: Limits {
                    requests_per_hour: Some(tier.requests_per_hour),
                    at_once: Some(8),
                    tokens_per_day: Some(tier.tokens_per_day),
                    daily_budget: Some(cents(tier.daily)),
                    monthly_budget: Some(cents(tier.monthly)),
                },
                models: None,
            };
            let created = self.store.create_tier(id, &new, Some(admin), self.now);
            created.await.map_err(Error::Store)?;
            all.extend(std::iter::repeat_n((id, cents(tier.daily)), tier.of_ten));
        }
        Ok(all)
    }

    /// Nobody has seen them, so nobody can call with them.
    async fn keys(&self, account: AccountId, joined: Timestamp) -> Result<Vec<KeyId>> {
        let count = usize::try_from(self.dice.between(1, 4)).unwrap_or(1);
        let mut keys = Vec::new();
        for name in KEYS.iter().take(count) {
            let id = KeyId(self.dice.id(joined));
            let new = NewKey {
                id,
                account,
                name: (*name).into(),
                secret_hash: Sha256::digest(rand::random::<[u8; 32]>()).into(),
                terms: KeyTerms::default(),
                created_at: joined,
            };
            let created = self.store.create_key(&new).await;
            created.map_err(Error::Store)?;
            keys.push(id);
        }
        Ok(keys)
    }
}

/// Names follow each other such that neighbours look different; when all are given, they are numbered.
fn named(place: usize) -> Result<(String, Email)> {
    let all = FIRST.len() * SECOND.len();
    let (round, at) = (place / all, place % all);
    let name = format!(
        "{}{}",
        FIRST[at % FIRST.len()],
        SECOND[(at + at / FIRST.len()) % SECOND.len()]
    );
    let (name, local) = match round {
        0 => (name.clone(), name),
        round => (
            format!("{name} {}", round + 1),
            format!("{name}-{}", round + 1),
        ),
    };
    let email = Email::parse(&format!("{local}@example.org"));
    let email = email.ok_or_else(|| Error::Internal(format!("no address for {name}")))?;
    Ok((name, email))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ten_thousand_have_ten_thousand_addresses() {
        let all: HashSet<_> = (0..10_000).map(|place| named(place).unwrap().1).collect();
        assert_eq!(all.len(), 10_000);
        let (name, email) = named(145).unwrap();
        assert_eq!(
            email.as_str(),
            format!("{}@example.org", name.to_lowercase().replace(' ', "-"))
        );
    }
}
