//! One rule: what it looks for, and whether it can be kept on a stream.

use super::bound::hold_back;
use super::machine::{Dfa, LARGEST, automaton, starts};
use super::{HOLD_BACK, card};
use regex_syntax::hir::{Capture, Hir, HirKind, Look, Repetition};

/// A rule as it is written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub name: String,
    /// A regular expression. Its longest match is secret, but for what `keep` matches at its beginning.
    pub(super) pattern: String,
    /// The name of a secret, which is no secret itself: `password=`.
    pub(super) keep: Option<String>,
    /// The match must be the number of a card.
    pub(super) card: bool,
}

/// Why a rule is refused when it is made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    #[error("this is not a regular expression: {0}")]
    Syntax(String),
    #[error("it matches the empty text, which is everywhere")]
    Empty,
    #[error("it can never match")]
    Never,
    #[error(
        "it needs an unbounded hold-back: after its beginning any amount of text may pass before it is known whether it matches. Give each * and + before its end a most, as in {{0,40}}"
    )]
    Unbounded,
    #[error(
        "it would hold back {needed} bytes of an answer before it is known whether it matches; at most {HOLD_BACK} are allowed"
    )]
    TooLong { needed: usize },
    #[error(
        "its automaton would be larger than {} MiB. Use shorter repetitions and smaller classes, as [0-9] instead of \\d",
        LARGEST >> 20
    )]
    TooBig,
}

/// A rule that can be kept.
pub(super) struct Compiled {
    pub(super) name: String,
    pub(super) hir: Hir,
    pub(super) keep: Option<Dfa>,
    pub(super) check: Option<Check>,
    pub(super) hold_back: usize,
}

/// Looks once more at a match, and at the byte before it.
pub(super) type Check = fn(Option<u8>, &str) -> bool;

impl Rule {
    /// An admin's own rule: whatever matches is secret.
    pub fn new(name: impl Into<String>, pattern: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            pattern: pattern.into(),
            keep: None,
            card: false,
        }
    }

    /// # Errors
    /// If it cannot be kept on a stream; says why.
    pub fn check(&self) -> Result<(), RuleError> {
        self.compile().map(drop)
    }

    pub(super) fn compile(&self) -> Result<Compiled, RuleError> {
        let hir = parse(&self.pattern)?;
        match hir.properties().minimum_len() {
            None => return Err(RuleError::Never),
            Some(0) => return Err(RuleError::Empty),
            Some(_) => {}
        }
        let dfa = automaton(std::slice::from_ref(&hir)).map_err(|_| RuleError::TooBig)?;
        let needed = hold_back(&dfa, &starts(&dfa), !self.card).ok_or(RuleError::Unbounded)?;
        if needed > HOLD_BACK {
            return Err(RuleError::TooLong { needed });
        }
        let keep = match &self.keep {
            Some(keep) => Some(automaton(&[parse(keep)?]).map_err(|_| RuleError::TooBig)?),
            None => None,
        };
        Ok(Compiled {
            name: self.name.clone(),
            hir,
            keep,
            check: self.card.then_some(card::is_card),
            hold_back: needed,
        })
    }
}

fn parse(pattern: &str) -> Result<Hir, RuleError> {
    let parsed = regex_syntax::Parser::new().parse(pattern);
    parsed.map(with_ascii_words).map_err(|error| {
        use regex_syntax::Error;
        let (what, place) = match &error {
            Error::Parse(error) => (error.kind().to_string(), error.span().start.column),
            Error::Translate(error) => (error.kind().to_string(), error.span().start.column),
            _ => (error.to_string(), 1),
        };
        RuleError::Syntax(format!("{what}, at character {place}"))
    })
}

/// `\b` is a boundary of ASCII words: no automaton knows those of all scripts.
fn with_ascii_words(hir: Hir) -> Hir {
    match hir.into_kind() {
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) => Hir::literal(literal.0),
        HirKind::Class(class) => Hir::class(class),
        HirKind::Look(look) => Hir::look(match look {
            Look::WordUnicode => Look::WordAscii,
            Look::WordUnicodeNegate => Look::WordAsciiNegate,
            Look::WordStartUnicode => Look::WordStartAscii,
            Look::WordEndUnicode => Look::WordEndAscii,
            Look::WordStartHalfUnicode => Look::WordStartHalfAscii,
            Look::WordEndHalfUnicode => Look::WordEndHalfAscii,
            other => other,
        }),
        HirKind::Repetition(repetition) => Hir::repetition(Repetition {
            sub: Box::new(with_ascii_words(*repetition.sub)),
            ..repetition
        }),
        HirKind::Capture(capture) => Hir::capture(Capture {
            sub: Box::new(with_ascii_words(*capture.sub)),
            ..capture
        }),
        HirKind::Concat(parts) => Hir::concat(parts.into_iter().map(with_ascii_words).collect()),
        HirKind::Alternation(parts) => {
            Hir::alternation(parts.into_iter().map(with_ascii_words).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str) -> Result<usize, RuleError> {
        Rule::new("own", pattern)
            .compile()
            .map(|rule| rule.hold_back)
    }

    #[test]
    fn the_hold_back_follows_from_the_pattern() {
        // A match is known one byte after its end.
        for (pattern, held) in [
            ("a", 1),
            ("abc", 3),
            ("abc+", 3),
            ("a{20,}", 20),
            ("ab{0,10}c", 12),
            (r"\bab\b", 2),
            ("(?s)key=.*", 4),
            ("key(x[0-9]{5})*", 6),
        ] {
            assert_eq!(check(pattern), Ok(held), "{pattern}");
        }
    }

    #[test]
    fn what_cannot_be_kept_on_a_stream_is_refused_with_its_reason() {
        for (pattern, why) in [
            ("a*", RuleError::Empty),
            (r"\b", RuleError::Empty),
            ("x?|y", RuleError::Empty),
            (r"[a&&b]", RuleError::Never),
            ("a.*b", RuleError::Unbounded),
            (r"[a-z]+\.", RuleError::Unbounded),
            ("(?s)-----BEGIN.*-----END", RuleError::Unbounded),
            (".+\\z", RuleError::Unbounded),
            ("a.{255}", RuleError::TooLong { needed: 1_021 }),
            (r"\w{200}x", RuleError::TooBig),
        ] {
            assert_eq!(check(pattern), Err(why), "{pattern}");
        }
        let Err(RuleError::Syntax(why)) = check("ab(c") else {
            panic!("an open group");
        };
        assert_eq!(why, "unclosed group, at character 3");
        assert!(matches!(check(r"(?-u:\xFF)"), Err(RuleError::Syntax(_))));
        assert!(matches!(check(r"(?<=a)b"), Err(RuleError::Syntax(_))));
    }
}
