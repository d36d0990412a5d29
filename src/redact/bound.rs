//! How much text a rule can need to see before it is known whether it is a secret, read off its automaton.

use super::machine::Dfa;
use regex_automata::dfa::Automaton;
use regex_automata::util::primitives::StateID;
use std::collections::{HashMap, VecDeque};

/// Most bytes that are undecided at any time, or `None` if there is no such number. A `sure` rule knows a
/// secret at the first match and only looks for its end from then on; any other has to see all of it.
///
/// A state that has not matched and may still match is one in which text is held back. If such states form
/// a circle, text can be held back for ever; otherwise the longest way through them is the bound.
pub(super) fn hold_back(dfa: &Dfa, starts: &[StateID], sure: bool) -> Option<usize> {
    let graph = Graph::of(dfa, starts, sure);
    let waits = |state: usize| !graph.matched[state];
    let mut held: Vec<usize> = graph.matched.iter().map(|m| usize::from(*m)).collect();
    let mut before = vec![0_usize; held.len()];
    for (state, followers) in graph.edges.iter().enumerate() {
        for &next in followers.iter().filter(|&&next| waits(next)) {
            if waits(state) {
                before[next] += 1;
            } else {
                held[next] = held[next].max(2);
            }
        }
    }
    let mut free: Vec<usize> = (0..held.len())
        .filter(|&state| waits(state) && before[state] == 0)
        .collect();
    let mut seen = 0;
    while let Some(state) = free.pop() {
        seen += 1;
        for &next in graph.edges[state].iter().filter(|&&next| waits(next)) {
            held[next] = held[next].max(held[state] + 1);
            before[next] -= 1;
            if before[next] == 0 {
                free.push(next);
            }
        }
    }
    let waiting = graph.matched.iter().filter(|matched| !**matched).count();
    (seen == waiting).then(|| held.into_iter().max().unwrap_or(0))
}

/// The states that can still lead to a match, and which follow which.
struct Graph {
    matched: Vec<bool>,
    edges: Vec<Vec<usize>>,
}

impl Graph {
    fn of(dfa: &Dfa, starts: &[StateID], sure: bool) -> Self {
        let mut graph = Self {
            matched: Vec::new(),
            edges: Vec::new(),
        };
        let mut known: HashMap<StateID, usize> = HashMap::new();
        let mut queue = VecDeque::new();
        let bytes: Vec<u8> = dfa
            .byte_classes()
            .representatives(0..=255)
            .filter_map(|unit| unit.as_u8())
            .collect();
        let mut number = |state: StateID, queue: &mut VecDeque<StateID>, graph: &mut Self| {
            *known.entry(state).or_insert_with(|| {
                queue.push_back(state);
                graph.matched.push(sure && dfa.is_match_state(state));
                graph.edges.push(Vec::new());
                graph.edges.len() - 1
            })
        };
        for &start in starts.iter().filter(|&&start| !dfa.is_dead_state(start)) {
            number(start, &mut queue, &mut graph);
        }
        while let Some(state) = queue.pop_front() {
            let from = number(state, &mut queue, &mut graph);
            let mut followers: Vec<StateID> = bytes
                .iter()
                .map(|&byte| dfa.next_state(state, byte))
                .filter(|&next| !dfa.is_dead_state(next))
                .collect();
            followers.sort_unstable();
            followers.dedup();
            for next in followers {
                let to = number(next, &mut queue, &mut graph);
                graph.edges[from].push(to);
            }
        }
        graph
    }
}
