//! Several patterns as one automaton, begun anew at every place of the text. It reads each byte once per
//! beginning that is still alive, and knows that a match has ended one byte later.

use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_automata::{Anchored, MatchKind};
use regex_syntax::hir::Hir;

pub(super) type Dfa = dense::DFA<Vec<u32>>;

/// Largest automaton, in bytes.
pub(super) const LARGEST: usize = 4 << 20;

/// The automaton would be larger than [`LARGEST`].
#[derive(Debug)]
pub(super) struct TooBig;

pub(super) fn automaton(patterns: &[Hir]) -> Result<Dfa, TooBig> {
    let nfa = thompson::Compiler::new()
        .configure(
            thompson::Config::new()
                .utf8(true)
                .nfa_size_limit(Some(LARGEST))
                .which_captures(WhichCaptures::None),
        )
        .build_many_from_hir(patterns)
        .map_err(|_| TooBig)?;
    dense::Builder::new()
        .configure(
            dense::Config::new()
                // The longest match counts, and every pattern's matches are seen.
                .match_kind(MatchKind::All)
                .start_kind(StartKind::Anchored)
                .accelerate(false)
                .dfa_size_limit(Some(LARGEST))
                .determinize_size_limit(Some(4 * LARGEST)),
        )
        .build_from_nfa(&nfa)
        .map_err(|_| TooBig)
}

/// What stands before a beginning, as far as `\b` and `^` care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Behind {
    Nothing,
    LineFeed,
    CarriageReturn,
    Word,
    Other,
}

impl Behind {
    const ALL: [(Self, Option<u8>); 5] = [
        (Self::Nothing, None),
        (Self::LineFeed, Some(b'\n')),
        (Self::CarriageReturn, Some(b'\r')),
        (Self::Word, Some(b'a')),
        (Self::Other, Some(b' ')),
    ];

    /// The two bytes before. A line end that is written out, as `\n` in code and in JSON, is one.
    pub(super) fn of(before: Option<u8>, last: Option<u8>) -> Self {
        match last {
            None => Self::Nothing,
            Some(b'n' | b'r' | b't') if before == Some(b'\\') => Self::LineFeed,
            Some(b'\n') => Self::LineFeed,
            Some(b'\r') => Self::CarriageReturn,
            Some(byte) if byte == b'_' || byte.is_ascii_alphanumeric() => Self::Word,
            Some(_) => Self::Other,
        }
    }
}

/// The states in which an automaton begins, one for each [`Behind`].
pub(super) fn starts(dfa: &Dfa) -> Vec<StateID> {
    let start = |&(_, byte): &(Behind, Option<u8>)| {
        let config = start::Config::new().anchored(Anchored::Yes);
        // An anchored start exists, because it was built with `StartKind::Anchored`.
        dfa.start_state(&config.look_behind(byte)).ok()
    };
    Behind::ALL.iter().filter_map(start).collect()
}

/// An automaton and the rules that its patterns stand for.
pub(super) struct Machine {
    pub(super) dfa: Dfa,
    /// By number of the pattern.
    pub(super) rules: Vec<usize>,
    /// A match is a secret without a further look, see [`super::bound::hold_back`].
    pub(super) sure: bool,
    /// After the first byte, by what stands behind it.
    first: Vec<StateID>,
}

impl Machine {
    pub(super) fn new(dfa: Dfa, rules: Vec<usize>, sure: bool) -> Self {
        let step = |start: &StateID| (0..=255).map(|byte| dfa.next_state(*start, byte)).collect();
        let first: Vec<Vec<StateID>> = starts(&dfa).iter().map(step).collect();
        Self {
            first: first.concat(),
            dfa,
            rules,
            sure,
        }
    }

    /// The state after the first byte, if a pattern can begin with it here.
    pub(super) fn begin(&self, behind: Behind, byte: u8) -> Option<StateID> {
        let state = self.first[(behind as usize) << 8 | usize::from(byte)];
        (!self.dfa.is_dead_state(state)).then_some(state)
    }
}
