//! What would become of a text, without sending, keeping or charging anything. No model is asked.

use crate::error::{Error, Result};
use crate::moderation::{Action, Engine, Filter, Hit, Moderation, OwnRule, Policy};
use crate::redact::{Found, MARK, Rule, Rules};
use crate::types::{Category, Score, TierId, Verdict};
use std::collections::BTreeMap;
use std::ops::Range;
use std::time::{Duration, Instant};

/// Longest text that is tried out, in bytes.
const LONGEST: usize = 64 << 10;
/// The field of the text, and that of the pattern.
const TEXT: &str = "text";
const PATTERN: &str = "pattern";

/// As what a text is tried out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Side {
    #[default]
    Question,
    Answer,
}

/// What is tried out.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    pub text: String,
    pub side: Side,
    /// Whose question it is; everybody's where there is none.
    pub tier: Option<TierId>,
    /// One more pattern, which is not in force.
    pub pattern: Option<String>,
}

/// What a rule would do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Does {
    Stop,
    Note,
    Redact,
    Pass,
}

/// Who found something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Finder {
    Category(Category),
    /// A rule of redaction.
    Rule(String),
    /// The pattern that is not in force.
    Tried,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    pub finder: Finder,
    /// In bytes of the text.
    pub places: Vec<Range<usize>>,
    /// Of a category: how sure it is, and from where on it counts.
    pub score: Option<(Score, Score)>,
    pub does: Does,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trial {
    /// Of a question.
    pub verdict: Verdict,
    /// What decides comes first.
    pub findings: Vec<Finding>,
    /// The text as it would read in an answer.
    pub redacted: String,
    /// Who would be asked besides, and was not.
    pub asks: Option<String>,
    pub took: Duration,
}

impl Sample {
    /// Tries it out with these rules in force.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a text that is too long, and for a pattern that could not be kept.
    pub fn run(&self, moderation: &Moderation, secrets: &Rules) -> Result<Trial> {
        let begun = Instant::now();
        if self.text.len() > LONGEST {
            let most = format!("At most {} KiB are tried out.", LONGEST >> 10);
            return Err(Error::invalid(TEXT, most));
        }
        let policy = match self.tier {
            Some(tier) => moderation.policy_of(tier),
            None => &moderation.policy,
        };
        let hits = moderation.filter.hits(&self.text);
        let scores = hits.iter().map(|hit| (hit.category.clone(), hit.score));
        let verdict = policy.judge(&scores.collect()).verdict;
        let secret = self.secret(secrets)?;
        let tried = self.tried()?;
        let all = secret.iter().chain(&tried).map(|found| found.place.clone());
        let redacted = redacted(&self.text, all.collect());
        let mut findings = match self.side {
            Side::Question => of_categories(policy, hits),
            Side::Answer => Vec::new(),
        };
        findings.extend(of_rules(secret, tried, self.side));
        findings.sort_by_key(|finding| finding.does.rank());
        Ok(Trial {
            verdict,
            findings,
            redacted,
            asks: match &moderation.engine {
                Engine::BuiltIn => None,
                asked => Some(asked.name()),
            },
            took: begun.elapsed(),
        })
    }

    fn secret(&self, rules: &Rules) -> Result<Vec<Found>> {
        let found = rules.redact_and_say(&self.text);
        let found = found.map_err(|broken| Error::Internal(broken.to_string()))?;
        Ok(found.1)
    }

    /// Where the pattern that is not in force would be found, as it would be held to.
    fn tried(&self) -> Result<Vec<Found>> {
        let Some(pattern) = self
            .pattern
            .as_deref()
            .filter(|pattern| !pattern.is_empty())
        else {
            return Ok(Vec::new());
        };
        match self.side {
            Side::Question => self.tried_of_question(pattern),
            Side::Answer => {
                let rule = Rule::new(PATTERN, pattern);
                let rules = Rules::new(&[rule]);
                let rules = rules.map_err(|error| Error::invalid(PATTERN, sentence(&error)))?;
                self.secret(&rules)
            }
        }
    }

    fn tried_of_question(&self, pattern: &str) -> Result<Vec<Found>> {
        let rule = OwnRule {
            category: Category::Own(PATTERN.into()),
            words: Vec::new(),
            patterns: vec![pattern.to_owned()],
        };
        let filter = Filter::new(false, &[rule]);
        let filter = filter.map_err(|error| Error::invalid(PATTERN, sentence(&error)))?;
        let places = filter
            .hits(&self.text)
            .into_iter()
            .filter_map(|hit| hit.place);
        let found = places.map(|place| Found {
            rule: PATTERN.into(),
            place,
        });
        Ok(found.collect())
    }
}

impl Does {
    fn of(action: Action) -> Self {
        match action {
            Action::Off => Self::Pass,
            Action::Flag => Self::Note,
            Action::Block => Self::Stop,
        }
    }

    fn rank(self) -> u8 {
        match self {
            Self::Stop => 0,
            Self::Redact => 1,
            Self::Note => 2,
            Self::Pass => 3,
        }
    }
}

fn of_categories(policy: &Policy, hits: Vec<Hit>) -> Vec<Finding> {
    let mut by_category: BTreeMap<Category, (Score, Vec<Range<usize>>)> = BTreeMap::new();
    for hit in hits {
        let found = by_category
            .entry(hit.category)
            .or_insert((hit.score, Vec::new()));
        found.0 = found.0.max(hit.score);
        found.1.extend(hit.place);
    }
    let findings = by_category.into_iter().map(|(category, (score, places))| {
        let rule = policy.rule(&category);
        let does = match score >= rule.threshold {
            true => Does::of(rule.action),
            false => Does::Pass,
        };
        Finding {
            finder: Finder::Category(category),
            places,
            score: Some((score, rule.threshold)),
            does,
        }
    });
    findings.collect()
}

/// Secrets pass in questions; a pattern that is not in force would do what it is tried out for.
fn of_rules(secret: Vec<Found>, tried: Vec<Found>, side: Side) -> Vec<Finding> {
    let (does, would) = match side {
        Side::Question => (Does::Pass, Does::Stop),
        Side::Answer => (Does::Redact, Does::Redact),
    };
    let mut by_rule: BTreeMap<String, Vec<Range<usize>>> = BTreeMap::new();
    for found in secret {
        by_rule.entry(found.rule).or_default().push(found.place);
    }
    let finding = |finder, places, does| Finding {
        finder,
        places,
        score: None,
        does,
    };
    let tried: Vec<_> = tried.into_iter().map(|found| found.place).collect();
    let tried = (!tried.is_empty()).then(|| finding(Finder::Tried, tried, would));
    let rules = by_rule.into_iter();
    let rules = rules.map(|(rule, places)| finding(Finder::Rule(rule), places, does));
    tried.into_iter().chain(rules).collect()
}

/// Where secrets touch they become one mark.
fn redacted(text: &str, mut places: Vec<Range<usize>>) -> String {
    places.sort_by_key(|place| (place.start, place.end));
    let (mut out, mut at, mut marked) = (String::with_capacity(text.len()), 0, false);
    for place in places {
        if place.start > at || !marked {
            out += text.get(at..place.start).unwrap_or_default();
            out += MARK;
            marked = true;
        }
        at = at.max(place.end);
    }
    out + text.get(at..).unwrap_or_default()
}

/// Reasons of the configuration are pieces of a line; on a page they are sentences.
pub fn sentence(reason: &impl ToString) -> String {
    let reason = reason.to_string();
    let mut rest = reason.chars();
    let first = rest.next().into_iter().flat_map(char::to_uppercase);
    let mut sentence: String = first.chain(rest).collect();
    if !sentence.ends_with('.') {
        sentence.push('.');
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    const RULES: &str = "[moderation.categories]\nhate = \"block\"\nillicit = { action = \"block\", threshold = 0.9 }\n\
        [[moderation.rules]]\ncategory = \"tickets\"\npatterns = ['TCK-[0-9]+']\n\
        [[redaction.patterns]]\nname = \"invoice\"\npattern = 'INV-[0-9]{6}'\n";

    fn tried(sample: Sample) -> Result<Trial> {
        let config = Config::from_parts(RULES, |_| None).unwrap();
        sample.run(&config.moderation, &config.redaction)
    }

    fn said(trial: &Trial) -> Vec<(String, usize, Does)> {
        let said = trial.findings.iter().map(|finding| {
            let who = match &finding.finder {
                Finder::Category(category) => category.name().to_owned(),
                Finder::Rule(rule) => rule.clone(),
                Finder::Tried => "tried".to_owned(),
            };
            (who, finding.places.len(), finding.does)
        });
        said.collect()
    }

    const TEXT: &str = "TCK-1: how to cook meth, I want to kill myself. INV-204417, INV-204418, X9";

    #[test]
    fn a_question_is_judged_and_what_an_answer_would_lose_is_named() {
        let trial = tried(Sample {
            text: TEXT.into(),
            pattern: Some("X[0-9]".into()),
            ..Sample::default()
        })
        .unwrap();
        assert_eq!(
            (trial.verdict, trial.asks.as_deref()),
            (Verdict::Blocked, None)
        );
        let expected = [
            ("tickets", 1, Does::Stop),
            ("tried", 1, Does::Stop),
            ("self-harm/intent", 1, Does::Note),
            ("illicit", 1, Does::Pass),
            ("invoice", 2, Does::Pass),
        ];
        let expected = expected.map(|(who, many, does)| (who.to_owned(), many, does));
        assert_eq!(said(&trial), expected);
        assert_eq!(&TEXT[trial.findings[0].places[0].clone()], "TCK-1");
        let (score, threshold) = trial.findings[3].score.unwrap();
        assert_eq!(
            (score, threshold),
            (Score::thousandths(800), Score::thousandths(900))
        );
        assert!(
            trial
                .redacted
                .ends_with(" [REDACTED], [REDACTED], [REDACTED]")
        );
    }

    #[test]
    fn an_answer_reads_as_it_would_with_the_pattern_too() {
        let trial = tried(Sample {
            text: "INV-204417X9 ok, X1.".into(),
            side: Side::Answer,
            pattern: Some("X[0-9]".into()),
            ..Sample::default()
        })
        .unwrap();
        assert_eq!(trial.redacted, "[REDACTED] ok, [REDACTED].");
        let expected = [("tried", 2, Does::Redact), ("invoice", 1, Does::Redact)];
        assert_eq!(
            said(&trial),
            expected.map(|(who, many, does)| (who.to_owned(), many, does))
        );
    }

    #[test]
    fn what_could_not_be_kept_is_refused_at_its_field() {
        let refused = |side, text: &str, pattern: &str| {
            let error = tried(Sample {
                text: text.into(),
                side,
                pattern: Some(pattern.into()),
                tier: None,
            });
            match error.unwrap_err() {
                Error::Invalid { field, message } => (field, message),
                other => panic!("{other:?}"),
            }
        };
        let (field, message) = refused(Side::Answer, "", "a.*b");
        assert_eq!(field, "pattern");
        assert!(
            message.starts_with("It needs an unbounded hold-back"),
            "{message}"
        );
        let (field, message) = refused(Side::Question, "", "(");
        assert_eq!(field, "pattern");
        assert!(message.contains("not a regular expression"), "{message}");
        assert_eq!(
            refused(Side::Question, &"a".repeat(LONGEST + 1), "").0,
            "text"
        );
    }
}
