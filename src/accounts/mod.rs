//! Who may come in: one-time links that make accounts, passwords, suspension. There is no default password
//! and no way to an account without a link or the command line.

mod own;
mod passwords;
mod people;
mod qr;
mod second_factor;
mod singly;
#[cfg(test)]
mod tests;

pub use own::{SESSION_DEVICE, SESSION_USED, session_hash};
pub use qr::Qr;
pub use second_factor::{SecondStep, Setup};

use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::gateway::{Admin, Caller};
use crate::handover::Handover;
use crate::live::Live;
use crate::store::{NewAccount, NewInvite, Store};
use crate::types::{Account, AccountId, Email, Invitation, InviteId, Role, SignUp, Status};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use passwords::{Passwords, Verdict};
pub use people::{MadeLink, PeoplePage};
use sha2::{Digest, Sha256};
use singly::Singly;
use std::sync::Arc;
use std::time::Duration;

/// How long an invitation, and the set-up link of a first start, may be used.
const INVITE_SECONDS: i64 = 7 * 86_400;
const SETUP_SECONDS: i64 = 86_400;
/// When to try again if another change of the same password is at work.
const NEXT_CHANGE: Duration = Duration::from_secs(1);
/// Longest name, in characters.
const LONGEST_NAME: usize = 80;

/// What somebody says of themselves when they make an account.
pub struct NewPerson {
    pub email: String,
    pub name: String,
    pub password: String,
}

/// Who has shown the right password.
#[derive(Debug)]
pub enum Entry {
    In(Account),
    /// A code of the second factor is wanted first; see [`Accounts::enter_code`].
    CodeWanted(Account),
}

#[derive(Clone)]
pub struct Accounts {
    store: Arc<dyn Store>,
    clock: Clock,
    passwords: Passwords,
    changing: Singly,
    links: Arc<Handover<MadeLink>>,
    /// Who may make an account.
    sign_up: Live<SignUp>,
}

impl Accounts {
    pub fn new(store: Arc<dyn Store>, clock: Clock) -> Self {
        Self {
            store,
            clock,
            passwords: Passwords::default(),
            changing: Singly::default(),
            links: Arc::default(),
            sign_up: Live::new(SignUp::default()),
        }
    }

    /// What an admin changed, for whoever comes from now on.
    pub(crate) fn take(&self, config: &Config) {
        self.sign_up.set(config.sign_up.mode);
    }

    /// Who may make an account now.
    pub fn sign_up_mode(&self) -> SignUp {
        *self.sign_up.get()
    }

    /// Makes an account without a link, where everybody may.
    ///
    /// # Errors
    /// [`Error::SignUpClosed`] where not everybody may; [`Error::Invalid`] for what is wrong with the person's data.
    pub async fn sign_up(&self, person: NewPerson) -> Result<Account> {
        // Before anybody comes, there is an admin.
        if self.sign_up_mode() != SignUp::Open || !self.is_set_up().await? {
            return Err(Error::SignUpClosed);
        }
        let free = Invitation {
            role: Role::Person,
            email: None,
        };
        let new = self.new_account(person, free).await?;
        let id = new.id;
        match self.store.sign_up(new).await.map_err(Error::Store)? {
            true => self.known(id).await,
            false => Err(taken()),
        }
    }

    /// The secret of a new set-up link, which makes the first admin; `None` once an account exists. The link
    /// before it is no longer valid.
    ///
    /// # Errors
    /// If the database fails; so below.
    pub async fn setup_secret(&self) -> Result<Option<String>> {
        if self.store.any_account().await.map_err(Error::Store)? {
            return Ok(None);
        }
        self.new_link(Role::Admin, None, None, SETUP_SECONDS)
            .await
            .map(Some)
    }

    /// Whether any account exists.
    pub async fn is_set_up(&self) -> Result<bool> {
        self.store.any_account().await.map_err(Error::Store)
    }

    /// What a one-time link gives.
    ///
    /// # Errors
    /// [`Error::LinkSpent`] if it was used, has expired or never was; [`Error::SignUpClosed`] where no link opens,
    /// but for the one of the first admin.
    pub async fn open_invite(&self, secret: &str) -> Result<Invitation> {
        if self.sign_up_mode() == SignUp::Closed && self.is_set_up().await? {
            return Err(Error::SignUpClosed);
        }
        let found = self
            .store
            .invite(&hash(secret), self.clock.now())
            .await
            .map_err(Error::Store)?;
        let (role, email) = found.ok_or(Error::LinkSpent)?;
        Ok(Invitation { role, email })
    }

    /// Uses a one-time link up and makes the account.
    ///
    /// # Errors
    /// [`Error::LinkSpent`]; [`Error::Invalid`] for what is wrong with the person's data, and then the link
    /// is still good.
    pub async fn redeem(&self, secret: &str, person: NewPerson) -> Result<Account> {
        let invitation = self.open_invite(secret).await?;
        let new = self.new_account(person, invitation).await?;
        let id = new.id;
        match self
            .store
            .redeem_invite(&hash(secret), new)
            .await
            .map_err(Error::Store)?
        {
            None => Err(Error::LinkSpent),
            Some(false) => Err(taken()),
            Some(true) => self.known(id).await,
        }
    }

    /// Makes an admin without a link, from the command line.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is wrong with the person's data.
    pub async fn create_admin(&self, email: &str, name: &str, password: &str) -> Result<Account> {
        let person = NewPerson {
            email: email.into(),
            name: name.into(),
            password: password.into(),
        };
        let free = Invitation {
            role: Role::Admin,
            email: None,
        };
        let new = self.new_account(person, free).await?;
        let id = new.id;
        if !self.store.create_account(new).await.map_err(Error::Store)? {
            return Err(taken());
        }
        self.known(id).await
    }

    /// The account of this address and password.
    ///
    /// # Errors
    /// [`Error::WrongPassword`], after the same time for an unknown address; [`Error::Suspended`] only to
    /// who knows the password.
    pub async fn sign_in(&self, email: &str, password: &str) -> Result<Entry> {
        let known = match Email::parse(email) {
            Some(email) => self.store.credentials(&email).await.map_err(Error::Store)?,
            None => None,
        };
        let old = known.as_ref().map(|known| known.password_hash.clone());
        let verdict = self.passwords.verify(password, old).await?;
        let Some(known) = known else {
            return Err(Error::WrongPassword);
        };
        let account = known.account;
        match verdict {
            Verdict::Wrong => return Err(Error::WrongPassword),
            Verdict::Right => {}
            Verdict::RightButOld => {
                let hash = self.passwords.hash(password).await?;
                self.store
                    .rehash_password(account.id, &known.password_hash, &hash)
                    .await
                    .map_err(Error::Store)?;
            }
        }
        if account.status == Status::Suspended {
            return Err(Error::Suspended);
        }
        Ok(match self.wants_code(account.id).await? {
            true => Entry::CodeWanted(account),
            false => Entry::In(account),
        })
    }

    /// Sets a new password and ends every session; gives the epoch that new sessions need. It goes on when
    /// the caller has gone, so that whoever hangs up and tries again has no second place among the hashes.
    ///
    /// # Errors
    /// [`Error::Invalid`] if the current password is wrong or the new one too easy; [`Error::Busy`] while
    /// another change of the same account is at work.
    pub async fn change_password(&self, caller: &Caller, current: &str, new: &str) -> Result<i64> {
        let turn = self.changing.enter(caller.id()).ok_or(Error::Busy {
            retry_after: NEXT_CHANGE,
        })?;
        let (accounts, id) = (self.clone(), caller.id());
        let (current, new) = (current.to_owned(), new.to_owned());
        let change = tokio::spawn(async move {
            let _turn = turn;
            accounts.set_new_password(id, &current, &new).await
        });
        change
            .await
            .map_err(|error| Error::Internal(error.to_string()))?
    }

    async fn set_new_password(&self, id: AccountId, current: &str, new: &str) -> Result<i64> {
        let account = self.prove(id, current).await?;
        passwords::check(new, account.email.as_str(), &account.name)?;
        let hash = self.passwords.hash(new).await?;
        self.store
            .set_password(id, &hash)
            .await
            .map_err(Error::Store)
    }

    /// Whoever is signed in shows the password again.
    async fn prove(&self, id: AccountId, current: &str) -> Result<Account> {
        let known = self.store.credentials_of(id).await.map_err(Error::Store)?;
        let known = known.ok_or(Error::Unauthenticated)?;
        let hash = Some(known.password_hash);
        match self.passwords.verify(current, hash).await? {
            Verdict::Wrong => Err(Error::invalid(
                "current",
                "This is not your current password.",
            )),
            Verdict::Right | Verdict::RightButOld => Ok(known.account),
        }
    }

    /// The secret of a new one-time link.
    ///
    /// # Errors
    /// [`Error::Invalid`] if the address is not one.
    pub async fn invite(&self, admin: &Admin, role: Role, email: Option<String>) -> Result<String> {
        let email = match email.filter(|email| !email.trim().is_empty()) {
            Some(email) => Some(parse_email(&email)?),
            None => None,
        };
        self.new_link(role, email, Some(admin.id()), INVITE_SECONDS)
            .await
    }

    /// Suspends an account, which ends its sessions and voids the links it gave out, or opens it again.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] for the last open admin and for oneself.
    pub async fn set_status(&self, admin: &Admin, id: AccountId, status: Status) -> Result<()> {
        if id == admin.id() {
            return Err(Error::invalid(
                "account",
                "You cannot suspend yourself. Another admin can.",
            ));
        }
        if self
            .store
            .set_status(id, status, Some(admin.id()), self.clock.now())
            .await
            .map_err(Error::Store)?
        {
            return Ok(());
        }
        match self.store.account(id).await.map_err(Error::Store)? {
            None => Err(Error::NotFound),
            Some(_) => Err(Error::invalid(
                "account",
                "This is the last open admin, so it stays open.",
            )),
        }
    }

    /// The caller that a session stands for.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] if the session is of an older epoch, [`Error::Suspended`].
    pub async fn caller(&self, id: AccountId, epoch: i64) -> Result<Caller> {
        let account = self.store.account(id).await.map_err(Error::Store)?;
        let account = account.ok_or(Error::Unauthenticated)?;
        let is_open = account.status == Status::Active;
        if is_open && account.epoch != epoch {
            return Err(Error::Unauthenticated);
        }
        Caller::new(account)
    }

    async fn new_account(&self, person: NewPerson, invitation: Invitation) -> Result<NewAccount> {
        let email = parse_email(&person.email)?;
        if let Some(invited) = invitation.email.filter(|invited| *invited != email) {
            return Err(Error::invalid(
                "email",
                format!("This invitation is for {invited} only."),
            ));
        }
        let name = own::checked_name(&person.name)?;
        passwords::check(&person.password, email.as_str(), &name)?;
        let password_hash = self.passwords.hash(&person.password).await?;
        Ok(NewAccount {
            id: AccountId::new(),
            email,
            name,
            role: invitation.role,
            password_hash,
            created_at: self.clock.now(),
        })
    }

    async fn new_link(
        &self,
        role: Role,
        email: Option<Email>,
        invited_by: Option<AccountId>,
        seconds: i64,
    ) -> Result<String> {
        let secret = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
        let now = self.clock.now();
        let invite = NewInvite {
            id: InviteId::new(),
            secret_hash: hash(&secret),
            role,
            email,
            invited_by,
            created_at: now,
            expires_at: now.plus_seconds(seconds),
        };
        self.store
            .create_invite(invite)
            .await
            .map_err(Error::Store)?;
        Ok(secret)
    }

    async fn known(&self, id: AccountId) -> Result<Account> {
        self.store
            .account(id)
            .await
            .map_err(Error::Store)?
            .ok_or(Error::NotFound)
    }
}

fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

fn parse_email(text: &str) -> Result<Email> {
    Email::parse(text).ok_or_else(|| {
        Error::invalid(
            "email",
            "This is not an e-mail address. Write one like name@example.org.",
        )
    })
}

fn taken() -> Error {
    Error::invalid("email", "This address has an account already.")
}
