//! Who asks. A [`Caller`] can only be made from an account that is open, and an [`Admin`] only from a caller
//! who is one, so a function that takes either needs no check of its own.

use crate::error::{Error, Result};
use crate::types::{Account, AccountId, KeyId, LlmName, Role, Status};
use std::sync::Arc;

/// An open account that was recognised by its session or by an API key.
#[derive(Clone, Debug)]
pub struct Caller {
    account: Account,
    /// That it showed, if it is a program.
    key: Option<ShownKey>,
}

#[derive(Clone, Debug)]
struct ShownKey {
    id: KeyId,
    /// The models that it opens; all where there is no list.
    llms: Option<Arc<[LlmName]>>,
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

    /// The same, recognised by a key of its account that opens these models, or all.
    pub fn with_key(self, id: KeyId, llms: Option<Arc<[LlmName]>>) -> Self {
        Self {
            key: Some(ShownKey { id, llms }),
            ..self
        }
    }

    pub fn id(&self) -> AccountId {
        self.account.id
    }

    pub fn key(&self) -> Option<KeyId> {
        self.key.as_ref().map(|key| key.id)
    }

    /// Whether the key that was shown opens this model; so if none was.
    pub fn may_ask(&self, llm: &LlmName) -> bool {
        let list = self.key.as_ref().and_then(|key| key.llms.as_ref());
        list.is_none_or(|list| list.contains(llm))
    }

    /// # Errors
    /// [`Error::ClosedModel`] if the key that was shown does not open this model.
    pub(super) fn check(&self, llm: &LlmName) -> Result<()> {
        let closed = || Error::ClosedModel { llm: llm.0.clone() };
        self.may_ask(llm).then_some(()).ok_or_else(closed)
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
