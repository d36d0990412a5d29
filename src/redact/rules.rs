//! The rules that are in force, put together so that a text is read once for all of them.

use super::machine::{Behind, Machine, automaton};
use super::rule::{Compiled, Rule, RuleError};
use super::{Broken, Found, Redactor, built_in};
use sha2::{Digest, Sha256};
use std::fmt;
use std::sync::{Arc, LazyLock};

/// Rules in force; cheap to clone. Without any, every text stays as it is.
#[derive(Clone)]
pub struct Rules(Source);

#[derive(Clone)]
enum Source {
    /// Put together when they are first needed: that takes longer than all else at the start.
    BuiltIn,
    Chosen(Arc<Inner>),
}

pub(super) struct Inner {
    pub(super) rules: Vec<Compiled>,
    pub(super) machines: Vec<Machine>,
    /// Whether any machine can begin with a byte, by what stands behind it.
    begins: Vec<bool>,
    hold_back: usize,
    fingerprint: [u8; 32],
}

/// A rule that is refused, and why. Without a name: all of them together are too much.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct RulesError {
    pub rule: Option<String>,
    pub why: RuleError,
}

impl Rules {
    /// # Errors
    /// The first rule that cannot be kept on a stream.
    pub fn new(rules: &[Rule]) -> Result<Self, RulesError> {
        let mut compiled = Vec::with_capacity(rules.len());
        for rule in rules {
            compiled.push(rule.compile().map_err(|why| RulesError {
                rule: Some(rule.name.clone()),
                why,
            })?);
        }
        let machines = machines(&compiled).map_err(|why| RulesError { rule: None, why })?;
        let fingerprint = fingerprint(rules);
        let inner = Inner::new(compiled, machines, fingerprint);
        Ok(Self(Source::Chosen(Arc::new(inner))))
    }

    /// All built-in rules.
    pub fn built_in() -> Self {
        Self(Source::BuiltIn)
    }

    /// The same for the same rules, in every process: what was redacted by others is another text.
    pub fn fingerprint(&self) -> [u8; 32] {
        static BUILT_IN: LazyLock<[u8; 32]> = LazyLock::new(|| fingerprint(&built_in()));
        match &self.0 {
            Source::BuiltIn => *BUILT_IN,
            Source::Chosen(inner) => inner.fingerprint,
        }
    }

    /// Puts the rules together now, so that no answer waits for it.
    pub fn warm_up(&self) {
        self.inner();
    }

    #[expect(
        clippy::expect_used,
        reason = "what is built in does not change, and a test puts it together"
    )]
    pub(super) fn inner(&self) -> &Inner {
        static BUILT_IN: LazyLock<Rules> =
            LazyLock::new(|| Rules::new(&built_in()).expect("the built-in rules can be kept"));
        match &self.0 {
            Source::BuiltIn => BUILT_IN.inner(),
            Source::Chosen(inner) => inner,
        }
    }

    /// The names of the rules in force, each once.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let rules = &self.inner().rules;
        let is_first =
            |&number: &usize| number == 0 || rules[number - 1].name != rules[number].name;
        let firsts = (0..rules.len()).filter(is_first);
        firsts.map(|number| rules[number].name.as_str())
    }

    /// Most bytes that these rules hold back at any time.
    pub fn hold_back(&self) -> usize {
        self.inner().hold_back
    }

    /// A whole text at once.
    ///
    /// # Errors
    /// If an automaton gives up; then nothing may be given out.
    pub fn redact(&self, text: &str) -> Result<String, Broken> {
        let mut redactor = Redactor::new(self);
        let mut redacted = redactor.push(text.to_owned())?;
        redacted += &redactor.finish()?;
        Ok(redacted)
    }

    /// The same with what each mark in it stands for.
    ///
    /// # Errors
    /// As [`Rules::redact`].
    pub fn redact_and_say(&self, text: &str) -> Result<(String, Vec<Found>), Broken> {
        let mut redactor = Redactor::with_places(self);
        let mut redacted = redactor.push(text.to_owned())?;
        redacted += &redactor.finish()?;
        Ok((redacted, redactor.into_places()))
    }

    /// Rules whose automaton gives up at a byte, for tests of what happens then.
    #[cfg(test)]
    pub(crate) fn that_break_at(byte: u8) -> Self {
        use regex_automata::dfa::{StartKind, dense};
        let config = dense::Config::new()
            .start_kind(StartKind::Anchored)
            .quit(byte, true);
        let dfa = dense::Builder::new().configure(config).build("ab").unwrap();
        let rule = Rule::new("breaks", "ab").compile().unwrap();
        let machine = Machine::new(dfa, vec![0], true);
        let inner = Inner::new(vec![rule], vec![machine], [0; 32]);
        Self(Source::Chosen(Arc::new(inner)))
    }
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Source::BuiltIn => f.write_str("built in"),
            Source::Chosen(_) => f.debug_list().entries(self.names()).finish(),
        }
    }
}

fn fingerprint(rules: &[Rule]) -> [u8; 32] {
    Sha256::digest(format!("{rules:?}")).into()
}

/// Rules of a kind share a machine. Those that keep their beginning and those that look at a match once more
/// are apart, so that at one and the same place no rule decides for another.
fn machines(rules: &[Compiled]) -> Result<Vec<Machine>, RuleError> {
    let kind = |rule: &Compiled| (rule.keep.is_some(), rule.check.is_some());
    let mut machines = Vec::new();
    for of_kind in [(false, false), (true, false), (false, true)] {
        let members: Vec<usize> = (0..rules.len())
            .filter(|&number| kind(&rules[number]) == of_kind)
            .collect();
        if members.is_empty() {
            continue;
        }
        let patterns: Vec<_> = members.iter().map(|&n| rules[n].hir.clone()).collect();
        let dfa = automaton(&patterns).map_err(|_| RuleError::TooBig)?;
        machines.push(Machine::new(dfa, members, !of_kind.1));
    }
    Ok(machines)
}

impl Inner {
    fn new(rules: Vec<Compiled>, machines: Vec<Machine>, fingerprint: [u8; 32]) -> Self {
        let kinds = [
            Behind::Nothing,
            Behind::LineFeed,
            Behind::CarriageReturn,
            Behind::Word,
            Behind::Other,
        ];
        let begins = |behind: Behind| {
            let any = |byte| machines.iter().any(|one| one.begin(behind, byte).is_some());
            (0..=255).map(any).collect::<Vec<bool>>()
        };
        Self {
            begins: kinds.map(begins).concat(),
            hold_back: rules.iter().map(|rule| rule.hold_back).max().unwrap_or(0),
            rules,
            machines,
            fingerprint,
        }
    }

    pub(super) fn begins(&self, behind: Behind, byte: u8) -> bool {
        self.begins[(behind as usize) << 8 | usize::from(byte)]
    }
}
