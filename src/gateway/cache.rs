//! Step 4: whether the answer is known. An answer is kept under what was asked and for whom it may be an
//! answer; what says neither is not part of the key, and what says either cannot be forgotten in it.

use super::kept::Kept;
use super::{Call, Caller};
use crate::clock::Clock;
use crate::config::{CacheConfig, Sharing};
use crate::ephemeral::{Ephemeral, Held};
use crate::live::Live;
use crate::provider::Options;
use crate::redact::Rules;
use crate::types::{AccountId, TierId};
use sha2::{Digest, Sha256};
use std::fmt;
use std::sync::Arc;

/// Before the key of every answer.
const BEGIN: &str = "answer:";

/// What a call may have of the cache.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum CacheUse {
    /// An answer that is kept, or on its way to somebody else, is as good as another.
    #[default]
    Full,
    /// Another answer is wanted; it takes the place of the one that is kept.
    Renew,
    /// Nothing is taken and nothing is left behind.
    Never,
}

/// What a call had of the cache.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CacheStatus {
    /// The answer was kept.
    Hit,
    /// It was not, so a provider was asked.
    Miss,
    /// Somebody had just asked the same.
    Joined,
    /// It was not looked for.
    Bypass,
}

/// Within what an answer is shared. Made from what the admin decided, never left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Scope {
    Account(AccountId),
    Tier(TierId),
    Everyone,
}

/// What was asked and for whom the answer is one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Key([u8; 32]);

/// Where answers are kept.
#[derive(Clone)]
pub struct Cache {
    kept: Arc<dyn Ephemeral>,
    config: Live<CacheConfig>,
    clock: Clock,
}

impl Cache {
    pub fn new(kept: Arc<dyn Ephemeral>, config: CacheConfig, clock: Clock) -> Self {
        Self {
            kept,
            config: Live::new(config),
            clock,
        }
    }

    /// What an admin changed. Another room is an empty one.
    pub(super) fn take(&self, config: CacheConfig) {
        self.kept.resize(config.max_bytes);
        self.config.set(config);
    }

    /// What is kept now; `None` where that cannot be told.
    pub(super) async fn held(&self) -> Option<Held> {
        self.kept.held().await
    }

    pub(super) async fn empty(&self) {
        self.kept.remove_all(BEGIN).await;
    }

    /// `places` is where the model is served, `secrets` the rules by which its answer is redacted: by others it is
    /// another answer.
    pub(super) fn key(&self, caller: &Caller, places: &str, call: &Call, secrets: &Rules) -> Key {
        let scope = match self.config.get().sharing {
            Sharing::Account => Scope::Account(caller.id()),
            Sharing::Tier => Scope::Tier(caller.account().tier),
            Sharing::Everyone => Scope::Everyone,
        };
        key(scope, &secrets.fingerprint(), places, call)
    }

    /// The answer that is kept and still fresh.
    pub(super) async fn find(&self, key: &Key) -> Option<Kept> {
        let bytes = self.kept.get(&key.to_string()).await?;
        let kept = Kept::read(&bytes)?;
        let stale = kept.at.plus(self.config.get().ttl);
        (self.clock.now() < stale).then_some(kept)
    }

    pub(super) async fn keep(&self, key: &Key, kept: &Kept) {
        let ttl = self.config.get().ttl;
        if let Some(bytes) = kept.write().filter(|_| !ttl.is_zero()) {
            self.kept.put(&key.to_string(), bytes, ttl).await;
        }
    }
}

impl CacheUse {
    /// Whether somebody else's answer will do.
    pub(super) fn takes(self) -> bool {
        self == Self::Full
    }

    /// Whether the answer is there for others.
    pub(super) fn gives(self) -> bool {
        self != Self::Never
    }
}

impl CacheStatus {
    pub(crate) const ALL: [Self; 4] = [Self::Hit, Self::Miss, Self::Joined, Self::Bypass];

    /// As far as it is known before the answer begins.
    pub(super) fn before(cache: CacheUse, joined: bool) -> Self {
        match cache {
            CacheUse::Full if joined => Self::Joined,
            CacheUse::Full => Self::Miss,
            CacheUse::Renew | CacheUse::Never => Self::Bypass,
        }
    }

    /// The word in headers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hit => "hit",
            Self::Miss => "miss",
            Self::Joined => "joined",
            Self::Bypass => "bypass",
        }
    }

    /// Whether the answer was somebody else's.
    pub fn is_free(self) -> bool {
        matches!(self, Self::Hit | Self::Joined)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(BEGIN)?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Every field is named or written whole, so that a new one cannot be forgotten. `places` is what the model's
/// name stands for.
fn key(scope: Scope, rules: &[u8; 32], places: &str, call: &Call) -> Key {
    let Call {
        id,
        purpose: _,
        answer: _,
        cache: _,
        llm,
        messages,
        max_tokens,
        at_least: _,
        options,
    } = call;
    let options = Options {
        // Who asks is in the scope.
        user: None,
        ..options.clone()
    };
    let mut canonical = Canonical::default();
    match scope {
        Scope::Account(id) => canonical.put("account").put(id.0.as_bytes()),
        Scope::Tier(id) => canonical.put("tier").put(id.0.as_bytes()),
        Scope::Everyone => canonical.put("everyone").put(""),
    };
    canonical.put(rules).put(&llm.0).put(places);
    canonical.put(max_tokens.to_le_bytes());
    match serde_json::to_vec(&(messages, options)) {
        Ok(said) => canonical.put(said),
        // What cannot be written down is like nothing else.
        Err(_) => canonical.put(id.0.as_bytes()),
    };
    Key(canonical.0.finalize().into())
}

/// Parts that cannot run into each other: each comes after its length.
#[derive(Default)]
struct Canonical(Sha256);

impl Canonical {
    fn put(&mut self, part: impl AsRef<[u8]>) -> &mut Self {
        let part = part.as_ref();
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::{Message, Tool};
    use crate::types::{AnswerId, CallId, LlmName, Purpose};
    use std::collections::HashSet;

    fn call() -> Call {
        Call {
            id: CallId::new(),
            purpose: Purpose::Api,
            answer: None,
            cache: CacheUse::Full,
            llm: LlmName("m".into()),
            messages: vec![Message::system("be brief"), Message::person("ab")],
            max_tokens: 100,
            at_least: None,
            options: Options {
                temperature: Some(0.5),
                ..Options::default()
            },
        }
    }

    fn changed(change: impl FnOnce(&mut Call)) -> Call {
        let mut call = call();
        change(&mut call);
        call
    }

    fn of(scope: Scope, call: &Call) -> Key {
        key(scope, &[0; 32], "lab/m", call)
    }

    #[test]
    fn whatever_may_change_the_answer_is_another_key() {
        let tool = Tool {
            name: "f".into(),
            description: None,
            parameters: None,
            strict: false,
        };
        let calls = [
            call(),
            changed(|call| call.llm = LlmName("n".into())),
            changed(|call| call.max_tokens = 101),
            changed(|call| call.options.temperature = Some(0.6)),
            changed(|call| call.options.temperature = None),
            changed(|call| call.options.seed = Some(0)),
            changed(|call| call.options.stop = vec!["ab".into()]),
            changed(|call| call.options.tools.push(tool)),
            changed(|call| {
                call.options.other.insert("ab".into(), 1.into());
            }),
            changed(|call| call.messages[1] = Message::person("a")),
            changed(|call| call.messages[1] = Message::model("ab")),
            changed(|call| call.messages.swap(0, 1)),
            changed(|call| {
                let said = ["a", "b"].map(Message::person);
                call.messages.splice(1.., said);
            }),
            changed(|call| call.messages[1] = Message::person("ab\"},{\"Person\":\"")),
        ];
        let account = Scope::Account(AccountId::new());
        let other = Scope::Account(AccountId::new());
        let mut keys = HashSet::new();
        let tier = Scope::Tier(TierId::FREE);
        let other_tier = Scope::Tier(TierId::PRO);
        for scope in [account, other, tier, other_tier, Scope::Everyone] {
            for (rules, places) in [([0; 32], "lab/m"), ([1; 32], "lab/m"), ([0; 32], "lab/n")] {
                keys.extend(calls.iter().map(|call| key(scope, &rules, places, call)));
            }
        }
        assert_eq!(keys.len(), 5 * 3 * calls.len());
    }

    #[test]
    fn who_is_to_have_the_answer_and_what_for_is_none_of_it() {
        let again = changed(|call| {
            call.purpose = Purpose::Chat;
            call.answer = Some(AnswerId::new());
            call.cache = CacheUse::Renew;
            call.options.user = Some("ada".into());
        });
        let scope = Scope::Everyone;
        assert_eq!(of(scope, &call()), of(scope, &again));
    }
}
