//! Who asks. A [`Caller`] can only be made from an account that is open, and an [`Admin`] only from a caller
//! who is one, so a function that takes either needs no check of its own.

use crate::error::{Error, Result};
use crate::types::{Account, AccountId, KeyId, Role, Status};

/// An open account that was recognised by its session or by an API key.
#[derive(Clone, Debug)]
pub struct Caller {
    account: Account,
    /// That it showed, if it is a program.
    key: Option<KeyId>,
}

impl Caller {
    /// # Errors
    /// [`Error::Suspended`] if the account is not open.
    pub fn new(account: Account) -> Result<Self> {
        match account.status {
            Status::Active => Ok(Self { account, key: None }),
            Status::Suspended => Err(Error::Suspended),
        }
    }

    /// The same, recognised by a key of its account.
    pub fn with_key(self, key: KeyId) -> Self {
        Self {
            key: Some(key),
            ..self
        }
    }

    pub fn id(&self) -> AccountId {
        self.account.id
    }

    pub fn key(&self) -> Option<KeyId> {
        self.key
    }

    pub fn account(&self) -> &Account {
        &self.account
    }

    /// # Errors
    /// [`Error::Forbidden`] for everybody else.
    pub fn into_admin(self) -> Result<Admin> {
        match self.account.role {
            Role::Admin => Ok(Admin(self)),
            Role::Person => Err(Error::Forbidden),
        }
    }
}

/// A caller who may change how the organisation's Tollgate works.
#[derive(Clone, Debug)]
pub struct Admin(Caller);

impl Admin {
    pub fn id(&self) -> AccountId {
        self.0.id()
    }

    pub fn caller(&self) -> &Caller {
        &self.0
    }
}
