//! What a model has said about a text a short while ago, so that nobody pays for the same verdict twice: a
//! question and its title, a program that sends the whole conversation each time.

use crate::clock::Clock;
use crate::types::{Scores, Timestamp};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

/// Most texts that are remembered; the oldest are forgotten first.
const MOST: usize = 2_048;
const SECONDS: i64 = 600;

type Hash = [u8; 32];

pub(super) struct Recent {
    clock: Clock,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    by_hash: HashMap<Hash, (Scores, Timestamp)>,
    in_order: VecDeque<Hash>,
}

impl Recent {
    pub(super) fn new(clock: Clock) -> Self {
        Self {
            clock,
            kept: Mutex::default(),
        }
    }

    /// What is known of these texts, and those of which nothing is, each once.
    pub(super) fn known<'a>(&self, texts: &'a [String]) -> (Scores, Vec<&'a str>) {
        let since = self.clock.now().plus_seconds(-SECONDS);
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut scores, mut unknown) = (Scores::default(), Vec::new());
        for text in texts {
            match kept.by_hash.get(&hash(text)) {
                Some((found, at)) if *at > since => scores.merge(found),
                _ if unknown.contains(&text.as_str()) => {}
                _ => unknown.push(text.as_str()),
            }
        }
        (scores, unknown)
    }

    /// Somebody else judges from now on.
    pub(super) fn forget(&self) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Kept::default();
    }

    pub(super) fn keep(&self, text: &str, scores: Scores) {
        let (hash, at) = (hash(text), self.clock.now());
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.by_hash.insert(hash, (scores, at)).is_none() {
            kept.in_order.push_back(hash);
        }
        if kept.in_order.len() > MOST
            && let Some(oldest) = kept.in_order.pop_front()
        {
            kept.by_hash.remove(&oldest);
        }
    }
}

fn hash(text: &str) -> Hash {
    Sha256::digest(text).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{Category, Score};

    fn hateful() -> Scores {
        [(Category::Hate, Score::SURE)].into_iter().collect()
    }

    #[test]
    fn a_verdict_is_remembered_for_ten_minutes() {
        let clock = Clock::fixed(Timestamp(1_800_000_000_000_000));
        let recent = Recent::new(clock.clone());
        recent.keep("a", hateful());
        let texts = ["a", "b", "b"].map(str::to_owned);
        assert_eq!(recent.known(&texts), (hateful(), vec!["b"]));
        clock.advance_seconds(599);
        assert_eq!(recent.known(&texts).1, ["b"]);
        clock.advance_seconds(1);
        assert_eq!(recent.known(&texts), (Scores::default(), vec!["a", "b"]));
    }

    #[test]
    fn who_judges_from_now_on_is_not_held_to_what_others_said() {
        let recent = Recent::new(Clock::fixed(Timestamp(1_800_000_000_000_000)));
        recent.keep("a", hateful());
        recent.forget();
        assert_eq!(recent.known(&["a".to_owned()]).1, ["a"]);
    }

    #[test]
    fn only_so_many_are_remembered_and_the_oldest_goes_first() {
        let recent = Recent::new(Clock::fixed(Timestamp(0)));
        for number in 0..=MOST {
            recent.keep(&number.to_string(), Scores::default());
            recent.keep(&number.to_string(), hateful());
        }
        let texts = [0, 1, MOST].map(|number| number.to_string());
        assert_eq!(recent.known(&texts), (hateful(), vec!["0"]));
        let kept = recent.kept.lock().unwrap();
        assert_eq!((kept.by_hash.len(), kept.in_order.len()), (MOST, MOST));
    }
}
