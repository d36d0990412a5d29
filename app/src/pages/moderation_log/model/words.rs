//! Decisions in words.

use tollgate::types::{Category, Purpose, Scores, Verdict};

/// A word for a verdict, and the tone of its badge.
pub fn verdict(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Passed => ("passed", "ok"),
        Verdict::Flagged => ("noted", "warn"),
        Verdict::Blocked => ("stopped", "danger"),
        Verdict::FailedOpen => ("not judged, went on", "warn"),
        Verdict::FailedClosed => ("not judged, stopped", "danger"),
    }
}

pub fn purpose(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Chat => "chat",
        Purpose::Title => "title",
        Purpose::Api => "program",
        Purpose::Moderation => "moderation",
        Purpose::Trial => "trial",
    }
}

/// `violence 0.83, hate 0.60`: what led to the verdict, else what was found below every threshold.
pub fn found(categories: &[Category], scores: &Scores) -> String {
    let led = |category: &Category| categories.is_empty() || categories.contains(category);
    let found = scores.iter().filter(|(category, _)| led(category));
    let found = found.map(|(category, score)| format!("{} {score}", category.title()));
    found.collect::<Vec<_>>().join(", ")
}

/// The first of the hash, enough to tell texts apart.
pub fn short(hash: &[u8; 32]) -> String {
    whole(hash)[..10].to_owned()
}

pub fn whole(hash: &[u8; 32]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tollgate::types::Score;

    #[test]
    fn what_led_to_the_verdict_is_named_with_its_score() {
        let scores = [(Category::Hate, 600), (Category::Violence, 830)];
        let scores = scores.map(|(category, score)| (category, Score::thousandths(score)));
        let scores: Scores = scores.into_iter().collect();
        assert_eq!(found(&[Category::Violence], &scores), "violence 0.83");
        let all = found(&[], &scores);
        assert_eq!(all, "hatred of a group of people 0.60, violence 0.83");
        assert_eq!(short(&[0xab; 32]), "ababababab");
    }
}
