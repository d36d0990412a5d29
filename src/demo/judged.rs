//! What was decided about some of what was asked.

use super::Making;
use super::people::Person;
use super::rhythm::Rhythm;
use crate::error::{Error, Result};
use crate::moderation::Engine;
use crate::store::Decision;
use crate::types::{CallId, Category, DecisionId, Purpose, Score, Timestamp, Verdict};
use sha2::{Digest, Sha256};

/// Decisions that are written at once.
const PIECE: usize = 500;
/// Verdicts and categories, each with how often.
const VERDICTS: [(Verdict, u64); 3] = [
    (Verdict::Passed, 950),
    (Verdict::Flagged, 35),
    (Verdict::Blocked, 15),
];
const CATEGORIES: [(Category, u64); 5] = [
    (Category::Illicit, 9),
    (Category::Sexual, 4),
    (Category::Violence, 3),
    (Category::Harassment, 2),
    (Category::SelfHarm, 1),
];

impl Making {
    /// So many, of anybody.
    pub(super) async fn judge(&self, people: &[Person], count: usize) -> Result<()> {
        let rhythm = Rhythm::new(&self.dice, self.now);
        let times = rhythm.times(&self.dice, count);
        let decisions: Vec<_> = times
            .into_iter()
            .map(|at| self.decision(people, at))
            .collect();
        for piece in decisions.chunks(PIECE) {
            let recorded = self.store.record_decisions(piece).await;
            recorded.map_err(Error::Store)?;
        }
        Ok(())
    }

    fn decision(&self, people: &[Person], at: Timestamp) -> Decision {
        let dice = &self.dice;
        let (verdict, _) = *dice.choice(&VERDICTS, |one| one.1);
        let (category, _) = dice.choice(&CATEGORIES, |one| one.1);
        let categories = match verdict {
            Verdict::Passed => Vec::new(),
            _ => vec![category.clone()],
        };
        let score = u16::try_from(dice.between(60, 96)).unwrap_or(0) * 10;
        let scores = categories.iter().cloned();
        let scores = scores.map(|category| (category, Score::thousandths(score)));
        Decision {
            id: DecisionId(dice.id(at)),
            call: CallId(dice.id(at)),
            account: dice.choice(people, |_| 1).account,
            purpose: *dice.choice(&[Purpose::Chat, Purpose::Api], |_| 1),
            engine: Engine::BuiltIn.name(),
            text_hash: Sha256::digest(dice.id(at)).into(),
            text: None,
            verdict,
            scores: scores.collect(),
            categories,
            decided_at: at,
        }
    }
}
