//! People as admins look for them, and the links with which more of them come.

use super::{Accounts, INVITE_SECONDS, parse_email};
use crate::error::{Error, Result};
use crate::gateway::Admin;
use crate::store::people::{PeopleFilter, Person, PersonInDetail, Since, Turn};
use crate::types::{AccountId, Day, Role};
use secrecy::{ExposeSecret, SecretString};

/// People on one page of a list.
const PAGE: usize = 50;

/// A part of the list of people.
#[derive(Clone, Debug, Default)]
pub struct PeoplePage {
    pub people: Vec<Person>,
    /// Who stands at its ends, where the list goes on there.
    pub before: Option<AccountId>,
    pub after: Option<AccountId>,
}

/// A link that was just made.
#[derive(Clone, Debug)]
pub struct MadeLink {
    pub role: Role,
    /// Whom it is for, if it is for one person only.
    pub email: Option<String>,
    secret: SecretString,
}

impl MadeLink {
    pub fn secret(&self) -> &str {
        self.secret.expose_secret()
    }
}

impl Accounts {
    /// Who fits, by name.
    ///
    /// # Errors
    /// If the database fails; so below.
    pub async fn people(
        &self,
        _admin: &Admin,
        filter: &PeopleFilter,
        turn: Turn,
    ) -> Result<PeoplePage> {
        // One more than is shown says whether the list goes on.
        let most = u32::try_from(PAGE + 1).unwrap_or(u32::MAX);
        let found = self.store.people(filter, turn, self.since(), most).await;
        let mut people = found.map_err(Error::Store)?;
        let goes_on = people.len() > PAGE;
        match (turn, goes_on) {
            (Turn::Before(_), true) => drop(people.remove(0)),
            (_, true) => people.truncate(PAGE),
            _ => {}
        }
        let first = people.first().map(|person| person.account.id);
        let last = people.last().map(|person| person.account.id);
        Ok(match turn {
            Turn::First => PeoplePage {
                people,
                before: None,
                after: last.filter(|_| goes_on),
            },
            Turn::After(_) => PeoplePage {
                people,
                before: first,
                after: last.filter(|_| goes_on),
            },
            Turn::Before(_) => PeoplePage {
                people,
                before: first.filter(|_| goes_on),
                after: last,
            },
        })
    }

    /// # Errors
    /// [`Error::NotFound`].
    pub async fn person(&self, _admin: &Admin, account: AccountId) -> Result<PersonInDetail> {
        let found = self.store.person(account, self.since(), self.clock.now());
        found.await.map_err(Error::Store)?.ok_or(Error::NotFound)
    }

    /// Makes somebody an admin, or a person again, which voids the links that they gave out.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] for the last open admin and for oneself.
    pub async fn set_role(&self, admin: &Admin, id: AccountId, role: Role) -> Result<()> {
        let refused = |why| Err(Error::invalid("role", why));
        if id == admin.id() {
            return refused("You cannot change your own role. Another admin can.");
        }
        let (by, at) = (Some(admin.id()), self.clock.now());
        let set = self.store.set_role(id, role, by, at).await;
        if set.map_err(Error::Store)? {
            return Ok(());
        }
        match self.store.account(id).await.map_err(Error::Store)? {
            None => Err(Error::NotFound),
            Some(_) => refused("This is the last open admin, so it stays one."),
        }
    }

    /// Makes a one-time link, which [`Accounts::made_links`] gives out once.
    ///
    /// # Errors
    /// [`Error::Invalid`] if the address is not one.
    pub async fn invite_from(
        &self,
        admin: &Admin,
        session: &str,
        role: Role,
        email: &str,
    ) -> Result<()> {
        let email = match email.trim() {
            "" => None,
            text => Some(parse_email(text)?),
        };
        let by = Some(admin.id());
        let secret = self
            .new_link(role, email.clone(), by, INVITE_SECONDS)
            .await?;
        let made = MadeLink {
            role,
            email: email.map(|email| email.to_string()),
            secret: secret.into(),
        };
        self.links.leave(admin.id(), session, made);
        Ok(())
    }

    /// The links that were made in this session and not shown yet.
    pub fn made_links(&self, admin: &Admin, session: &str) -> Vec<MadeLink> {
        self.links.take(admin.id(), session)
    }

    fn since(&self) -> Since {
        let today = Day::of(self.clock.now());
        let month = Day { day: 1, ..today };
        Since {
            today: today.begins(),
            month: month.begins(),
        }
    }
}
