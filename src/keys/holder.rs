//! What holders see of their keys and do with them. Days are those of the account's time zone.

use super::Keys;
use crate::error::{Error, Result};
use crate::gateway::Caller;
use crate::ledger::Zone;
use crate::store::KeyTerms;
use crate::types::{Day, KeyId, Limits, LlmName, NanoDollars, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use std::collections::HashMap;

/// Keys of one account at most.
const MOST_KEYS: usize = 100;
/// Models that a key may name at most.
const MOST_LLMS: usize = 200;

/// What a holder says of a key.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct KeyWishes {
    /// The last day on which it is good.
    pub until: Option<Day>,
    /// Within those of the account.
    pub limits: Limits,
    /// The models that it may ask; none is all.
    pub llms: Vec<LlmName>,
}

/// A key as its holder's page shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeldKey {
    pub id: KeyId,
    pub version: i64,
    pub name: String,
    pub made_on: Day,
    pub used_on: Option<Day>,
    pub wishes: KeyWishes,
    pub has_expired: bool,
    /// In this month.
    pub spent: NanoDollars,
}

/// A key that was just made.
#[derive(Clone, Debug)]
pub struct MadeKey {
    pub name: String,
    key: SecretString,
}

impl MadeKey {
    /// The key itself, to be shown.
    pub fn shown(&self) -> &str {
        self.key.expose_secret()
    }
}

impl Keys {
    /// The caller's keys that are not revoked, oldest first.
    ///
    /// # Errors
    /// If the database fails; so below.
    pub async fn held(&self, caller: &Caller) -> Result<Vec<HeldKey>> {
        let (account, now) = (caller.id(), self.clock.now());
        let zone = self.zone(caller).await?;
        let month = zone.month(now);
        let spent = self.store.spent_by_key(account, month.start, month.end);
        let spent: HashMap<_, _> = spent.await.map_err(Error::Store)?.into_iter().collect();
        let keys = self.store.keys_of(account).await.map_err(Error::Store)?;
        let held = keys.into_iter().map(|key| HeldKey {
            id: key.id,
            version: key.version,
            name: key.name,
            made_on: zone.date(key.created_at),
            used_on: key.last_used_at.map(|at| zone.date(at)),
            has_expired: key.terms.expires_at.is_some_and(|end| now >= end),
            wishes: KeyWishes {
                until: key
                    .terms
                    .expires_at
                    .map(|end| zone.date(Timestamp(end.0 - 1))),
                limits: key.terms.limits,
                llms: key.terms.llms.unwrap_or_default(),
            },
            spent: spent.get(&key.id).copied().unwrap_or_default(),
        });
        Ok(held.collect())
    }

    /// Makes a key. The page that this session sees next takes it with [`Keys::just_made`].
    ///
    /// # Errors
    /// [`Error::Invalid`] if the name is taken or none, or the last day has passed.
    pub async fn make(
        &self,
        caller: &Caller,
        session: &str,
        name: &str,
        wishes: KeyWishes,
    ) -> Result<()> {
        let account = caller.id();
        let terms = self.terms(caller, wishes, None).await?;
        let keys = self.store.keys_of(account).await.map_err(Error::Store)?;
        if keys.len() >= MOST_KEYS {
            return Err(Error::invalid(
                "name",
                "An account has at most 100 keys. Revoke one first.",
            ));
        }
        let key = self.add(account, name, terms).await?.into();
        let name = name.trim().to_owned();
        self.handover.leave(account, session, MadeKey { name, key });
        Ok(())
    }

    /// What was made for this session within the last minute, once.
    pub fn just_made(&self, caller: &Caller, session: &str) -> Vec<MadeKey> {
        self.handover.take(caller.id(), session)
    }

    /// Sets what a key opens, within two seconds everywhere. `version` is the one that the holder has seen.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the caller has no such key, [`Error::Stale`] if it was changed since,
    /// [`Error::Invalid`] if the last day has passed.
    pub async fn change(
        &self,
        caller: &Caller,
        key: KeyId,
        version: i64,
        wishes: KeyWishes,
    ) -> Result<()> {
        let keys = self.held(caller).await?;
        let held = keys.into_iter().find(|held| held.id == key);
        let held = held.ok_or(Error::NotFound)?;
        let terms = self.terms(caller, wishes, held.wishes.until).await?;
        let changed = self.store.change_key(caller.id(), key, version, &terms);
        let changed = changed.await.map_err(Error::Store)?;
        changed.then_some(()).ok_or(Error::Stale)
    }

    /// Ends a key for good, within two seconds everywhere.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the caller has no such key.
    pub async fn end(&self, caller: &Caller, key: KeyId) -> Result<()> {
        let ended = self.store.revoke_key(caller.id(), key, self.clock.now());
        let ended = ended.await.map_err(Error::Store)?;
        ended.then_some(()).ok_or(Error::NotFound)
    }

    /// `before` is the last day that is set already: it may stay although it has passed.
    async fn terms(
        &self,
        caller: &Caller,
        wishes: KeyWishes,
        before: Option<Day>,
    ) -> Result<KeyTerms> {
        let zone = self.zone(caller).await?;
        let today = zone.date(self.clock.now());
        if wishes.until.is_some() && wishes.until != before && wishes.until < Some(today) {
            return Err(Error::invalid(
                "until",
                "This day has passed. Choose today or a later one.",
            ));
        }
        if wishes.llms.len() > MOST_LLMS {
            return Err(Error::invalid("llms", "A key names at most 200 models."));
        }
        Ok(KeyTerms {
            expires_at: wishes.until.map(|day| end_of(&zone, day)),
            limits: wishes.limits,
            llms: Some(wishes.llms).filter(|llms| !llms.is_empty()),
        })
    }

    async fn zone(&self, caller: &Caller) -> Result<Zone> {
        let name = self.store.time_zone(caller.id()).await;
        let name = name.map_err(Error::Store)?;
        Ok(name
            .and_then(|name| Zone::named(&name))
            .unwrap_or_else(Zone::utc))
    }
}

/// Where a day of the zone ends.
fn end_of(zone: &Zone, day: Day) -> Timestamp {
    let noon = day.begins().plus_seconds(12 * 3_600);
    let east = i64::from(zone.offset(noon)) * 60;
    zone.day(noon.plus_seconds(-east)).end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{House, house, person};

    const SESSION: &str = "session";

    fn keys(house: &House) -> &Keys {
        &house.tollgate.keys
    }

    async fn make(house: &House, wishes: KeyWishes) -> Result<String> {
        keys(house)
            .make(&house.caller, SESSION, "laptop", wishes)
            .await?;
        let made = keys(house).just_made(&house.caller, SESSION);
        Ok(made[0].shown().to_owned())
    }

    async fn caller(house: &House, key: &str) -> Result<Caller> {
        keys(house).shown(key)?.caller().await
    }

    fn today(house: &House) -> Day {
        Day::of(house.tollgate.clock.now())
    }

    #[test]
    fn a_day_ends_where_the_account_is() {
        for zone in [
            "UTC",
            "Pacific/Kiritimati",
            "Pacific/Pago_Pago",
            "Europe/Berlin",
        ] {
            let zone = Zone::named(zone).unwrap();
            let day = Day::parse("2026-10-25").unwrap();
            let end = end_of(&zone, day);
            assert_eq!(zone.date(Timestamp(end.0 - 1)), day, "{zone:?}");
            assert_ne!(zone.date(end), day, "{zone:?}");
        }
    }

    #[tokio::test]
    async fn a_key_is_good_to_the_end_of_its_last_day_also_if_it_was_seen() {
        let house = house().await;
        let until = Some(today(&house));
        let wishes = KeyWishes {
            until,
            ..KeyWishes::default()
        };
        let key = make(&house, wishes.clone()).await.unwrap();
        let clock = &house.tollgate.clock;
        let left = clock
            .now()
            .until(end_of(&Zone::utc(), today(&house)))
            .as_secs();
        clock.advance_seconds(i64::try_from(left).unwrap() - 1);
        caller(&house, &key).await.unwrap();
        clock.advance_seconds(1);
        let refused = caller(&house, &key).await;
        assert!(matches!(refused, Err(Error::Unauthenticated)));
        let held = keys(&house).held(&house.caller).await.unwrap().remove(0);
        assert!(held.has_expired);
        assert_eq!(held.wishes, wishes);

        let (id, version) = (held.id, held.version);
        let longer = KeyWishes {
            until: Some(today(&house)),
            ..KeyWishes::default()
        };
        let change = |version, wishes| keys(&house).change(&house.caller, id, version, wishes);
        change(version, longer).await.unwrap();
        clock.advance_seconds(1);
        caller(&house, &key).await.unwrap();
        let stale = change(version, KeyWishes::default()).await;
        assert!(matches!(stale, Err(Error::Stale)));
    }

    #[tokio::test]
    async fn a_key_opens_the_models_that_it_names() {
        let house = house().await;
        let llms = vec![LlmName("echo".into())];
        let key = make(
            &house,
            KeyWishes {
                llms,
                ..KeyWishes::default()
            },
        )
        .await
        .unwrap();
        let program = caller(&house, &key).await.unwrap();
        let gateway = &house.tollgate.gateway;
        let listed: Vec<_> = gateway
            .llms_of(&program)
            .await
            .unwrap()
            .into_iter()
            .map(|llm| llm.name.0)
            .collect();
        assert_eq!(listed, ["echo"]);
        assert!(gateway.llms_of(&house.caller).await.unwrap().len() > 1);
        assert!(program.may_ask(&LlmName("echo".into())));
        assert!(!program.may_ask(&LlmName("endless".into())));
    }

    #[tokio::test]
    async fn what_is_wrong_is_named_and_what_is_foreign_is_not_there() {
        let house = house().await;
        let yesterday = today(&house).begins().plus_seconds(-1);
        let wishes = KeyWishes {
            until: Some(Day::of(yesterday)),
            ..KeyWishes::default()
        };
        let wrong = make(&house, wishes).await;
        assert!(matches!(wrong, Err(Error::Invalid { field: "until", .. })));
        make(&house, KeyWishes::default()).await.unwrap();
        let held = keys(&house).held(&house.caller).await.unwrap().remove(0);
        let stranger = person(&house.tollgate, "grace@example.org").await;
        assert_eq!(keys(&house).held(&stranger).await.unwrap(), []);
        let changed = keys(&house).change(&stranger, held.id, held.version, KeyWishes::default());
        assert!(matches!(changed.await, Err(Error::NotFound)));
        assert!(matches!(
            keys(&house).end(&stranger, held.id).await,
            Err(Error::NotFound)
        ));
        keys(&house).end(&house.caller, held.id).await.unwrap();
        assert_eq!(keys(&house).held(&house.caller).await.unwrap(), []);
    }
}
