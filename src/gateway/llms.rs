//! Which models there are, and which of them are open to whom.

use super::{Caller, Gateway};
use crate::error::{Error, Result};
use crate::types::{Llm, LlmName};

impl Gateway {
    pub fn llms(&self) -> Vec<Llm> {
        self.routes.llms()
    }

    /// Those that the caller's tier opens, and the key that was shown.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn llms_of(&self, caller: &Caller) -> Result<Vec<Llm>> {
        let tier = self.store.tier_of(caller.id()).await;
        let tier = tier.map_err(Error::Store)?;
        let mut llms = self.llms();
        llms.retain(|llm| {
            let open = tier.as_ref().is_some_and(|tier| tier.opens(&llm.name));
            open && caller.may_ask(&llm.name)
        });
        Ok(llms)
    }

    /// A model with the price in force.
    ///
    /// # Errors
    /// [`Error::NoProvider`] if there is no such model, [`Error::NoPrice`] if it has no price yet.
    pub fn llm(&self, name: &LlmName) -> Result<Llm> {
        self.routes.find(name).map(|route| route.llm)
    }

    /// Whether there is such a model, also one that may not be asked yet.
    pub fn knows(&self, name: &LlmName) -> bool {
        self.routes.knows(name)
    }
}
