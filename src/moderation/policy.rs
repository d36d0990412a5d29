//! What an organisation allows: for each category what happens from which score on.

use crate::types::{Category, Score, Scores, Verdict};
use std::collections::BTreeMap;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// Nothing.
    Off,
    /// It goes on, and the decision says so.
    Flag,
    /// It is refused.
    Block,
}

impl Action {
    pub const ALL: [Self; 3] = [Self::Off, Self::Flag, Self::Block];

    /// As the configuration says it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Flag => "flag",
            Self::Block => "block",
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rule {
    pub action: Action,
    /// The lowest score that counts.
    pub threshold: Score,
}

/// What becomes of a text that nobody could judge.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum OnFailure {
    /// It is refused.
    #[default]
    Closed,
    /// It goes on, and the decision says so.
    Open,
}

impl OnFailure {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Policy {
    /// What is not the default.
    rules: BTreeMap<Category, Rule>,
    pub on_failure: OnFailure,
    /// Whether decisions keep the text beside its hash.
    pub keep_text: bool,
}

/// What a policy makes of scores.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Judgement {
    pub verdict: Verdict,
    /// The categories that led to it; none if it passed.
    pub categories: Vec<Category>,
}

impl Rule {
    /// More likely than not.
    pub const THRESHOLD: Score = Score::thousandths(500);

    pub fn new(action: Action) -> Self {
        Self {
            action,
            threshold: Self::THRESHOLD,
        }
    }

    /// Unless the admin says otherwise. People ask an assistant about everything, also about what is grim:
    /// only what nobody has a reason to ask for is refused, the rest is noted.
    fn usual(category: &Category) -> Self {
        Self::new(match category {
            Category::SexualMinors => Action::Block,
            _ => Action::Flag,
        })
    }
}

impl Policy {
    pub fn set(&mut self, category: Category, rule: Rule) {
        self.rules.insert(category, rule);
    }

    pub fn rule(&self, category: &Category) -> Rule {
        let set = self.rules.get(category).copied();
        set.unwrap_or_else(|| Rule::usual(category))
    }

    pub fn judge(&self, scores: &Scores) -> Judgement {
        let of = |action: Action| -> Vec<Category> {
            let counts = |(category, score): &(&Category, Score)| {
                let rule = self.rule(category);
                rule.action == action && *score >= rule.threshold
            };
            scores
                .iter()
                .filter(counts)
                .map(|(category, _)| category.clone())
                .collect()
        };
        for (action, verdict) in [
            (Action::Block, Verdict::Blocked),
            (Action::Flag, Verdict::Flagged),
        ] {
            let categories = of(action);
            if !categories.is_empty() {
                return Judgement {
                    verdict,
                    categories,
                };
            }
        }
        Judgement {
            verdict: Verdict::Passed,
            categories: Vec::new(),
        }
    }

    /// What becomes of a text that nobody could judge.
    pub fn unjudged(&self) -> Judgement {
        Judgement {
            verdict: match self.on_failure {
                OnFailure::Closed => Verdict::FailedClosed,
                OnFailure::Open => Verdict::FailedOpen,
            },
            categories: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(policy: &Policy, found: &[(Category, u16)]) -> (Verdict, Vec<Category>) {
        let found = found.iter().cloned();
        let scores = found.map(|(category, score)| (category, Score::thousandths(score)));
        let judgement = policy.judge(&scores.collect());
        (judgement.verdict, judgement.categories)
    }

    #[test]
    fn only_the_worst_is_refused_unless_the_admin_says_otherwise() {
        use Category::{SexualMinors, Violence};
        let policy = Policy::default();
        assert_eq!(judged(&policy, &[]).0, Verdict::Passed);
        assert_eq!(judged(&policy, &[(Violence, 499)]).0, Verdict::Passed);
        assert_eq!(judged(&policy, &[(Violence, 500)]).0, Verdict::Flagged);
        let worst = judged(&policy, &[(Violence, 990), (SexualMinors, 500)]);
        assert_eq!(worst, (Verdict::Blocked, vec![SexualMinors]));
    }

    #[test]
    fn each_category_has_its_own_action_and_threshold() {
        use Category::{Hate, SexualMinors, Violence};
        let mut policy = Policy::default();
        policy.set(SexualMinors, Rule::new(Action::Off));
        let threshold = Score::thousandths(800);
        let action = Action::Block;
        policy.set(Violence, Rule { action, threshold });
        assert_eq!(judged(&policy, &[(SexualMinors, 1_000)]).0, Verdict::Passed);
        assert_eq!(judged(&policy, &[(Violence, 799)]).0, Verdict::Passed);
        let both = judged(&policy, &[(Violence, 800), (Hate, 900)]);
        assert_eq!(both, (Verdict::Blocked, vec![Violence]));
    }

    #[test]
    fn what_nobody_could_judge_is_refused_unless_the_admin_says_otherwise() {
        let mut policy = Policy::default();
        assert_eq!(policy.unjudged().verdict, Verdict::FailedClosed);
        policy.on_failure = OnFailure::Open;
        assert_eq!(policy.unjudged().verdict, Verdict::FailedOpen);
    }
}
