//! Redacts a text as it comes. All it does is decided byte by byte, so that how the text is cut can change
//! when something is given out, and never what.

use super::machine::Behind;
use super::rules::{Inner, Rules};
use super::{Broken, MARK};
use regex_automata::dfa::Automaton;
use regex_automata::util::primitives::StateID;
use std::ops::Range;

/// Positions count the bytes of the whole text.
#[derive(Clone)]
pub struct Redactor {
    rules: Rules,
    /// What has come and cannot be given out yet, and where it begins.
    text: String,
    from: usize,
    /// The two bytes before it.
    before: [Option<u8>; 2],
    runs: Vec<Run>,
    /// With more runs than this it is time to merge those that have become one.
    crowd: usize,
    secrets: Vec<Secret>,
    /// Where the last mark ends.
    marked: Option<usize>,
    /// Marks by the number of their rule.
    found: Vec<u64>,
    /// Each of them, if it is wanted.
    places: Option<Vec<Found>>,
    broken: bool,
}

/// An automaton that began somewhere and is still alive.
#[derive(Clone, Copy)]
struct Run {
    machine: usize,
    state: StateID,
    start: usize,
    /// All up to here is known to be secret.
    known: Option<usize>,
}

#[derive(Clone, Copy)]
struct Secret {
    from: usize,
    to: usize,
    rule: usize,
}

/// What a mark stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The name of its rule.
    pub rule: String,
    /// In bytes of the text.
    pub place: Range<usize>,
}

/// Runs that may be alive before it is looked whether some have become one.
const CROWD: usize = 32;

impl Redactor {
    pub fn new(rules: &Rules) -> Self {
        Self {
            found: vec![0; rules.inner().rules.len()],
            places: None,
            rules: rules.clone(),
            text: String::new(),
            from: 0,
            before: [None, None],
            runs: Vec::new(),
            crowd: CROWD,
            secrets: Vec::new(),
            marked: None,
            broken: false,
        }
    }

    /// The same, keeping where each mark stands.
    pub(super) fn with_places(rules: &Rules) -> Self {
        Self {
            places: Some(Vec::new()),
            ..Self::new(rules)
        }
    }

    pub(super) fn into_places(self) -> Vec<Found> {
        self.places.unwrap_or_default()
    }

    /// Takes a piece of the text and gives what can be given out by now.
    ///
    /// # Errors
    /// If an automaton gives up; from then on always.
    pub fn push(&mut self, piece: String) -> Result<String, Broken> {
        let rules = self.rules.clone();
        self.unless_broken(|it| {
            let mut at = it.from + it.text.len();
            if it.text.is_empty() {
                it.text = piece;
            } else {
                it.text.push_str(&piece);
            }
            let end = it.from + it.text.len();
            while at < end {
                if it.runs.is_empty() {
                    at = it.next_beginning(rules.inner(), at);
                    if at == end {
                        break;
                    }
                }
                it.read(rules.inner(), at)?;
                at += 1;
            }
            it.give_out(it.decided())
        })
    }

    /// The text has ended: gives out the rest. More text would be another one.
    ///
    /// # Errors
    /// As [`Redactor::push`].
    pub fn finish(&mut self) -> Result<String, Broken> {
        let rules = self.rules.clone();
        self.unless_broken(|it| {
            let end = it.from + it.text.len();
            for mut run in std::mem::take(&mut it.runs) {
                let dfa = &rules.inner().machines[run.machine].dfa;
                run.state = dfa.next_eoi_state(run.state);
                if dfa.is_quit_state(run.state) {
                    return Err(Broken);
                }
                if dfa.is_match_state(run.state) {
                    it.recognise(rules.inner(), &mut run, end)?;
                }
            }
            let rest = it.give_out(end)?;
            it.before = [None, None];
            it.marked = None;
            Ok(rest)
        })
    }

    /// Bytes that are held back.
    pub fn held(&self) -> usize {
        self.text.len()
    }

    /// How many marks stand for secrets of which rule; those that found something. Rules of one name may
    /// come one after another.
    pub fn found(&self) -> impl Iterator<Item = (&str, u64)> {
        let names = self
            .rules
            .inner()
            .rules
            .iter()
            .map(|rule| rule.name.as_str());
        let counts = names.zip(self.found.iter().copied());
        counts.filter(|(_, count)| *count > 0)
    }

    fn unless_broken(
        &mut self,
        step: impl FnOnce(&mut Self) -> Result<String, Broken>,
    ) -> Result<String, Broken> {
        let result = if self.broken { Err(Broken) } else { step(self) };
        if result.is_err() {
            self.broken = true;
            self.text = String::new();
            self.runs.clear();
        }
        result
    }

    fn byte(&self, at: usize) -> Option<u8> {
        match at.checked_sub(self.from) {
            Some(place) => self.text.as_bytes().get(place).copied(),
            None => self.before[2_usize.checked_sub(self.from - at)?],
        }
    }

    fn behind(&self, at: usize) -> Behind {
        let byte = |back| at.checked_sub(back).and_then(|place| self.byte(place));
        Behind::of(byte(2), byte(1))
    }

    /// The next place at which a rule can begin, or the end of the text.
    fn next_beginning(&self, rules: &Inner, at: usize) -> usize {
        let mut behind = self.behind(at);
        let mut last = at.checked_sub(1).and_then(|place| self.byte(place));
        let rest = self.text.as_bytes().iter().skip(at - self.from);
        for (ahead, &byte) in rest.enumerate() {
            if rules.begins(behind, byte) {
                return at + ahead;
            }
            behind = Behind::of(last, Some(byte));
            last = Some(byte);
        }
        self.from + self.text.len()
    }

    /// Lets every run read the byte at `at`, and begins new ones with it.
    fn read(&mut self, rules: &Inner, at: usize) -> Result<(), Broken> {
        let Some(byte) = self.byte(at) else {
            return Err(Broken);
        };
        let mut alive = 0;
        for number in 0..self.runs.len() {
            let mut run = self.runs[number];
            let dfa = &rules.machines[run.machine].dfa;
            run.state = dfa.next_state(run.state, byte);
            if dfa.is_special_state(run.state) {
                if dfa.is_dead_state(run.state) {
                    continue;
                }
                if dfa.is_quit_state(run.state) {
                    return Err(Broken);
                }
                if dfa.is_match_state(run.state) {
                    self.recognise(rules, &mut run, at)?;
                }
            }
            self.runs[alive] = run;
            alive += 1;
        }
        self.runs.truncate(alive);
        let behind = self.behind(at);
        if rules.begins(behind, byte) {
            for (machine, one) in rules.machines.iter().enumerate() {
                if let Some(state) = one.begin(behind, byte) {
                    self.runs.push(Run {
                        machine,
                        state,
                        start: at,
                        known: None,
                    });
                }
            }
            self.merge_runs(rules);
        }
        Ok(())
    }

    /// A run has matched up to `end`.
    fn recognise(&mut self, rules: &Inner, run: &mut Run, end: usize) -> Result<(), Broken> {
        let machine = &rules.machines[run.machine];
        let state = run.state;
        let patterns = (0..machine.dfa.match_len(state))
            .map(|index| machine.rules[machine.dfa.match_pattern(state, index).as_usize()]);
        if let Some(known) = run.known {
            if let Some(rule) = patterns.min() {
                self.add(known, end, rule);
                run.known = Some(end);
            }
            return Ok(());
        }
        for number in patterns {
            let rule = &rules.rules[number];
            let matched = self.text.get(run.start - self.from..end - self.from);
            let matched = matched.ok_or(Broken)?;
            if let Some(check) = rule.check {
                let before = run.start.checked_sub(1).and_then(|place| self.byte(place));
                if check(before, matched) {
                    self.add(run.start, end, number);
                }
                continue;
            }
            let kept = match &rule.keep {
                Some(keep) => longest_prefix(keep, matched.as_bytes()),
                None => 0,
            };
            self.add(run.start + kept, end, number);
            run.known = Some(end);
        }
        Ok(())
    }

    fn add(&mut self, from: usize, to: usize, rule: usize) {
        match self.secrets.last_mut() {
            Some(last) if last.from <= from && from <= last.to => last.to = last.to.max(to),
            _ => self.secrets.push(Secret { from, to, rule }),
        }
    }

    /// Runs that know a secret and are in the same state have the same future. The one that knows least
    /// stands for both. Others are few: each ends within the hold-back.
    fn merge_runs(&mut self, rules: &Inner) {
        if self.runs.len() <= self.crowd {
            return;
        }
        self.runs
            .sort_unstable_by_key(|run| (run.machine, run.state, run.known));
        self.runs.dedup_by(|next, first| {
            rules.machines[first.machine].sure
                && first.known.is_some()
                && (first.machine, first.state) == (next.machine, next.state)
        });
        self.crowd = CROWD.max(2 * self.runs.len());
    }

    /// All before it is known to be secret or known to be none.
    fn decided(&self) -> usize {
        let undecided = self.runs.iter().map(|run| run.known.unwrap_or(run.start));
        undecided.min().unwrap_or(self.from + self.text.len())
    }

    /// Gives out everything before `end`, with marks for the secrets.
    fn give_out(&mut self, end: usize) -> Result<String, Broken> {
        if self.secrets.is_empty() && end == self.from + self.text.len() {
            self.remember(end);
            self.from = end;
            return Ok(std::mem::take(&mut self.text));
        }
        let mut out = String::with_capacity(end - self.from);
        let mut at = self.from;
        self.secrets.sort_by_key(|secret| secret.from);
        for secret in &self.secrets {
            if secret.to <= at || secret.from >= end {
                continue;
            }
            let plain = at - self.from..secret.from.max(at) - self.from;
            out.push_str(self.text.get(plain).ok_or(Broken)?);
            at = at.max(secret.from);
            let to = secret.to.min(end);
            let is_new = self.marked != Some(at);
            if is_new {
                out.push_str(MARK);
                self.found[secret.rule] += 1;
            }
            if let Some(places) = &mut self.places {
                match places.last_mut().filter(|_| !is_new) {
                    Some(last) => last.place.end = to,
                    None => places.push(Found {
                        rule: self.rules.inner().rules[secret.rule].name.clone(),
                        place: at..to,
                    }),
                }
            }
            at = to;
            self.marked = Some(at);
        }
        let plain = self.text.get(at - self.from..end - self.from);
        out.push_str(plain.ok_or(Broken)?);
        self.secrets.retain(|secret| secret.to > end);
        self.remember(end);
        self.text.drain(..end - self.from);
        self.from = end;
        Ok(out)
    }

    fn remember(&mut self, end: usize) {
        let byte = |back| end.checked_sub(back).and_then(|place| self.byte(place));
        self.before = [byte(2), byte(1)];
    }
}

/// Length of the longest match at the beginning of a text.
fn longest_prefix(dfa: &super::machine::Dfa, text: &[u8]) -> usize {
    let input = regex_automata::Input::new(text).anchored(regex_automata::Anchored::Yes);
    let found = dfa.try_search_fwd(&input).ok().flatten();
    found.map_or(0, |end| end.offset())
}
