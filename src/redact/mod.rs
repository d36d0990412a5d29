//! What a model must not give away: keys, private keys, passwords, card numbers and an admin's own patterns
//! become [`MARK`], while the answer streams. Pure: text in, text out.
//!
//! A [`Rule`] is a regular expression and becomes an automaton. At every place where a rule can begin, its
//! automaton is run; all that it recognises is secret, and where secrets touch they become one mark. So no
//! rule can hide a secret from another, and the result is a function of the text alone, however it was cut.
//!
//! Text is held back only while it may still turn out to be a secret. How long that can be is read off the
//! automaton when the rule is made ([`HOLD_BACK`] at most), and a rule without such a bound is refused. What
//! is known to be secret already is swallowed as it comes, so a secret itself may be of any length.

mod bound;
mod built_in;
mod card;
mod machine;
mod rule;
mod rules;
mod stream;

#[cfg(test)]
mod tests;

pub use built_in::built_in;
pub use rule::{Rule, RuleError};
pub use rules::{Rules, RulesError};
pub use stream::{Found, Redactor};

/// What stands in place of a secret.
pub const MARK: &str = "[REDACTED]";

/// Most bytes of an answer that may be held back at any time.
pub const HOLD_BACK: usize = 256;

/// An automaton gave up. What was not given out by then never is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the answer could not be searched for secrets")]
pub struct Broken;
