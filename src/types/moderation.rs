//! What may be wrong with a text: categories by OpenAI's names and those of an admin's own rules, and how sure
//! somebody is of each.

use super::receipt::words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// A kind of content that a policy may flag or block.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Category {
    Harassment,
    HarassmentThreatening,
    Hate,
    HateThreatening,
    Illicit,
    IllicitViolent,
    SelfHarm,
    SelfHarmInstructions,
    SelfHarmIntent,
    Sexual,
    SexualMinors,
    Violence,
    ViolenceGraphic,
    /// Of a rule that the admin wrote, or one that an engine knows and OpenAI does not.
    Own(String),
}

macro_rules! categories {
    ($($variant:ident = $name:literal, $title:literal;)+) => {
        impl Category {
            /// OpenAI's, in the order of their names.
            pub const KNOWN: [Self; 13] = [$(Self::$variant),+];

            /// As programs know it: `self-harm/intent`.
            pub fn name(&self) -> &str {
                match self { $(Self::$variant => $name,)+ Self::Own(name) => name }
            }

            /// As people read it.
            pub fn title(&self) -> &str {
                match self { $(Self::$variant => $title,)+ Self::Own(name) => name }
            }
        }

        impl From<String> for Category {
            fn from(name: String) -> Self {
                match name.as_str() { $($name => Self::$variant,)+ _ => Self::Own(name) }
            }
        }
    };
}

categories! {
    Harassment = "harassment", "harassment";
    HarassmentThreatening = "harassment/threatening", "threats against somebody";
    Hate = "hate", "hatred of a group of people";
    HateThreatening = "hate/threatening", "threats against a group of people";
    Illicit = "illicit", "help with something illegal";
    IllicitViolent = "illicit/violent", "help with violence or weapons";
    SelfHarm = "self-harm", "self-harm";
    SelfHarmInstructions = "self-harm/instructions", "instructions for self-harm";
    SelfHarmIntent = "self-harm/intent", "the intent to harm oneself";
    Sexual = "sexual", "sexual content";
    SexualMinors = "sexual/minors", "sexual content involving minors";
    Violence = "violence", "violence";
    ViolenceGraphic = "violence/graphic", "graphic violence";
}

impl From<Category> for String {
    fn from(category: Category) -> Self {
        category.name().to_owned()
    }
}

/// For people, and for programs where they know it by another name: `hatred of a group of people (hate)`.
impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (title, name) = (self.title(), self.name());
        match title == name {
            true => f.write_str(name),
            false => write!(f, "{title} ({name})"),
        }
    }
}

/// How sure an engine is, in thousandths: 0 to 1 000.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Score(u16);

impl Score {
    pub const SURE: Self = Self(1_000);

    pub const fn thousandths(thousandths: u16) -> Self {
        Self(if thousandths > 1_000 {
            1_000
        } else {
            thousandths
        })
    }

    pub const fn as_thousandths(self) -> u16 {
        self.0
    }

    /// From a share of 1; what is outside is cut. What is no number is certainty: it must not pass for
    /// innocence.
    pub fn of(share: f64) -> Self {
        if share.is_nan() {
            return Self::SURE;
        }
        // Within 0 to 1 000 by now.
        Self((share.clamp(0.0, 1.0) * 1_000.0).round() as u16)
    }
}

/// A share of 1: `0.50`, and `0.913` where two decimals do not say it.
impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 1_000, self.0 % 1_000) {
            (whole, rest) if rest % 10 == 0 => write!(f, "{whole}.{:02}", rest / 10),
            (whole, rest) => write!(f, "{whole}.{rest:03}"),
        }
    }
}

/// What was found in a text, by category.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scores(BTreeMap<Category, Score>);

impl Scores {
    /// Keeps the higher of this and what is there.
    pub fn raise(&mut self, category: Category, score: Score) {
        let known = self.0.entry(category).or_insert(score);
        *known = score.max(*known);
    }

    pub fn merge(&mut self, other: &Self) {
        for (category, score) in other.iter() {
            self.raise(category.clone(), score);
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Category, Score)> {
        self.0.iter().map(|(category, score)| (category, *score))
    }
}

impl FromIterator<(Category, Score)> for Scores {
    fn from_iter<I: IntoIterator<Item = (Category, Score)>>(found: I) -> Self {
        let mut scores = Self::default();
        for (category, score) in found {
            scores.raise(category, score);
        }
        scores
    }
}

/// What was decided about a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Passed,
    /// Let through, and noted.
    Flagged,
    /// Refused.
    Blocked,
    /// The engine failed, and the policy lets through what cannot be judged.
    FailedOpen,
    /// The engine failed, and the policy refuses what cannot be judged.
    FailedClosed,
}

impl Verdict {
    pub const ALL: [Self; 5] = [
        Self::Passed,
        Self::Flagged,
        Self::Blocked,
        Self::FailedOpen,
        Self::FailedClosed,
    ];
}

words!(Verdict {
    Passed = "passed",
    Flagged = "flagged",
    Blocked = "blocked",
    FailedOpen = "failed_open",
    FailedClosed = "failed_closed",
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_is_found_by_the_name_it_has() {
        for category in Category::KNOWN {
            assert_eq!(Category::from(category.name().to_owned()), category);
        }
        let own = Category::from("project names".to_owned());
        assert_eq!(own, Category::Own("project names".into()));
        assert_eq!(own.to_string(), "project names");
        assert_eq!(Category::Violence.to_string(), "violence");
        let hate = Category::Hate.to_string();
        assert_eq!(hate, "hatred of a group of people (hate)");
    }

    #[test]
    fn a_share_becomes_thousandths() {
        for (share, thousandths) in [
            (0.0, 0),
            (0.000_4, 0),
            (0.912_6, 913),
            (1.0, 1_000),
            (7.0, 1_000),
            (-1.0, 0),
            (f64::NAN, 1_000),
        ] {
            assert_eq!(Score::of(share), Score(thousandths), "{share}");
        }
    }

    #[test]
    fn a_score_is_written_as_a_share() {
        let written = [0, 7, 500, 913, 1_000].map(|one| Score(one).to_string());
        assert_eq!(written, ["0.00", "0.007", "0.50", "0.913", "1.00"]);
    }

    #[test]
    fn the_higher_score_counts() {
        let mut scores = Scores::default();
        for thousandths in [300, 900, 500] {
            scores.raise(Category::Hate, Score(thousandths));
        }
        let found: Vec<_> = scores.iter().collect();
        assert_eq!(found, [(&Category::Hate, Score(900))]);
    }
}
