//! The calls of an account as its holder looks at them: a list that can be narrowed, and each with its receipt.

use super::{
    Attempt, CallId, ChatId, KeyId, LlmName, NanoDollars, Outcome, Price, Purpose, Receipt,
    Timestamp, Usage, Verdict,
};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// A call that was charged, or that was spared a provider.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Call {
    pub id: CallId,
    pub started_at: Timestamp,
    pub ended_at: Timestamp,
    pub purpose: Purpose,
    pub llm: LlmName,
    /// Who answered, as shown.
    pub provider: String,
    pub key: Option<CallKey>,
    pub usage: Usage,
    /// Its own; attempts of it that failed and cost something are calls of their own.
    pub cost: NanoDollars,
    pub saved: NanoDollars,
    pub outcome: Outcome,
    /// Attempts that failed before it was answered.
    pub failed_attempts: Vec<Attempt>,
}

/// The key with which a call came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CallKey {
    pub id: KeyId,
    pub name: String,
}

/// A call whose end is not known yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CallUnderWay {
    pub id: CallId,
    pub started_at: Timestamp,
    pub purpose: Purpose,
    pub llm: LlmName,
    pub provider: String,
    pub key: Option<CallKey>,
    /// Tokens of the prompt as we count them.
    pub input_counted: u64,
    pub held: NanoDollars,
}

/// What calls have in common that the list can be narrowed by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CallKind {
    pub key: Option<CallKey>,
    pub purpose: Purpose,
    pub llm: LlmName,
    pub outcome: Outcome,
}

/// Which calls are wanted; what is not said does not matter.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CallFilter {
    pub llm: Option<LlmName>,
    pub purpose: Option<Purpose>,
    pub key: Option<KeyId>,
    pub outcome: Option<Outcome>,
    pub from: Option<Timestamp>,
    /// Up to, but without.
    pub until: Option<Timestamp>,
    /// All of them stand in the title of the chat that the call belongs to.
    pub title: Option<String>,
}

impl CallFilter {
    /// Whether it is about the kind of call.
    pub fn is_of_kinds(&self) -> bool {
        self.llm.is_some() || self.purpose.is_some() || self.key.is_some() || self.outcome.is_some()
    }
}

/// A place in the list of calls; written `1800000000000000-01890000-…`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct CallPlace {
    pub started_at: Timestamp,
    pub call: CallId,
}

impl CallPlace {
    /// Before all calls of this moment.
    pub fn at(started_at: Timestamp) -> Self {
        Self {
            started_at,
            call: CallId(Uuid::nil()),
        }
    }
}

impl Call {
    pub fn place(&self) -> CallPlace {
        CallPlace {
            started_at: self.started_at,
            call: self.id,
        }
    }
}

impl fmt::Display for CallPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.started_at.0, self.call)
    }
}

impl FromStr for CallPlace {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (at, call) = text.split_once('-').ok_or(())?;
        Ok(Self {
            started_at: Timestamp(at.parse().map_err(|_| ())?),
            call: call.parse().map_err(|_| ())?,
        })
    }
}

/// Which way to go through the list from a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CallsFrom {
    Newest,
    OlderThan(CallPlace),
    /// The nearest ones.
    NewerThan(CallPlace),
}

/// All that is known of one call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CallRecord {
    pub call: Call,
    /// What its tokens cost by kind, with the attempts that failed.
    pub receipt: Receipt,
    /// In force when it began; `None` if it was charged long ago, or cost nothing because the answer was known.
    pub price: Option<Price>,
    /// Not known of calls that were charged long ago, nor of those that were never held for.
    pub held: Option<NanoDollars>,
    pub judged: Option<Judged>,
    pub said: Option<Said>,
}

impl CallRecord {
    /// What was held and not used.
    pub fn given_back(&self) -> Option<NanoDollars> {
        let left = |held: NanoDollars| held.0.saturating_sub(self.call.cost.0).max(0);
        self.held.map(|held| NanoDollars(left(held)))
    }
}

/// How its text was judged before it went on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Judged {
    pub verdict: Verdict,
    pub engine: String,
    pub at: Timestamp,
}

/// The chat that holds its answer, as long as there is one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    pub chat: ChatId,
    pub title: String,
    /// How often something in the answer was replaced because it looked like a secret.
    pub redacted: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written() {
        let place = CallPlace {
            started_at: Timestamp(1_800_000_000_000_000),
            call: CallId::new(),
        };
        assert_eq!(place.to_string().parse(), Ok(place));
        for wrong in [
            "",
            "1",
            "1-",
            "-",
            "x-01890000-0000-7000-8000-000000000000",
            "1-2",
        ] {
            assert_eq!(wrong.parse::<CallPlace>(), Err(()), "{wrong}");
        }
        assert!(CallPlace::at(place.started_at) < place);
    }
}
