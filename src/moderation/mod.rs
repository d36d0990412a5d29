//! Whether a text is fit to be sent, pure: what a policy makes of scores, the built-in filter that gives some
//! without asking anybody, and how a chat model is asked to judge. Who is asked, and what is written down, is
//! the gateway's.

mod built_in;
mod canon;
mod filter;
pub(crate) mod guard;
mod policy;

pub use filter::{Filter, FilterError, Hit, OwnRule};
pub use guard::Guard;
pub use policy::{Action, Judgement, OnFailure, Policy, Rule};

use crate::types::{LlmName, TierId};
use std::collections::BTreeMap;

/// Who judges besides the [`Filter`], which always does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Nobody.
    BuiltIn,
    /// A model that does nothing else, as OpenAI's.
    Moderations(LlmName),
    /// A chat model.
    Guard(Guard, LlmName),
}

impl Engine {
    pub fn asks_somebody(&self) -> bool {
        *self != Self::BuiltIn
    }

    /// As decisions name it.
    pub fn name(&self) -> String {
        match self {
            Self::BuiltIn => "built-in".into(),
            Self::Moderations(llm) | Self::Guard(_, llm) => llm.0.clone(),
        }
    }
}

/// How texts are judged, for everybody.
#[derive(Clone, Debug)]
pub struct Moderation {
    pub filter: Filter,
    pub engine: Engine,
    pub policy: Policy,
    /// In place of the policy, for who is in these tiers.
    pub tiers: BTreeMap<TierId, Policy>,
}

impl Moderation {
    /// What counts for who is in this tier.
    pub fn policy_of(&self, tier: TierId) -> &Policy {
        self.tiers.get(&tier).unwrap_or(&self.policy)
    }
}
