//! The same result by another way: every rule alone, from every place, over the whole text at once, with the
//! search that the automaton's maker wrote.

use super::super::machine::{Dfa, automaton};
use super::super::rule::Compiled;
use super::super::{MARK, Rule};
use regex_automata::dfa::{Automaton, OverlappingState};
use regex_automata::{Anchored, Input};

pub(super) struct Slow(Vec<(Compiled, Dfa)>);

pub(super) fn redact_slowly(rules: &[Rule], text: &str) -> String {
    Slow::new(rules).redact(text)
}

impl Slow {
    pub(super) fn new(rules: &[Rule]) -> Self {
        let compile = |rule: &Rule| {
            let rule = rule.compile().unwrap();
            let dfa = automaton(std::slice::from_ref(&rule.hir)).unwrap();
            (rule, dfa)
        };
        Self(rules.iter().map(compile).collect())
    }

    pub(super) fn redact(&self, text: &str) -> String {
        let mut secret = vec![false; text.len()];
        for (rule, dfa) in &self.0 {
            for start in (0..text.len()).filter(|&at| text.is_char_boundary(at)) {
                if let Some((from, to)) = found(rule, dfa, text, start) {
                    secret[from..to].fill(true);
                }
            }
        }
        let mut out = String::new();
        for (at, character) in text.char_indices() {
            match secret[at] {
                false => out.push(character),
                true if at == 0 || !secret[at - 1] => out += MARK,
                true => {}
            }
        }
        out
    }
}

/// What is secret of the matches that begin at `start`.
fn found(rule: &Compiled, dfa: &Dfa, text: &str, start: usize) -> Option<(usize, usize)> {
    let mut bytes = text.as_bytes().to_vec();
    let is_escape = start >= 2 && bytes[start - 2] == b'\\' && b"nrt".contains(&bytes[start - 1]);
    if is_escape {
        bytes[start - 1] = b'\n';
    }
    let input = Input::new(&bytes).range(start..).anchored(Anchored::Yes);
    let mut ends = Vec::new();
    let mut state = OverlappingState::start();
    loop {
        dfa.try_search_overlapping_fwd(&input, &mut state).unwrap();
        let Some(end) = state.get_match() else { break };
        ends.push(end.offset());
    }
    let before = start.checked_sub(1).map(|at| text.as_bytes()[at]);
    if let Some(check) = rule.check {
        ends.retain(|&end| check(before, &text[start..end]));
    }
    let (first, last) = (*ends.first()?, *ends.last()?);
    let kept = rule.keep.as_ref().map_or(0, |keep| {
        let input = Input::new(&bytes[start..first]).anchored(Anchored::Yes);
        keep.try_search_fwd(&input)
            .unwrap()
            .map_or(0, |end| end.offset())
    });
    Some((start + kept, last))
}
