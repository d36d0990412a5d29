//! The built-in engine: phrases and patterns, in time that grows with the text only. Phrases are found in any
//! spelling that reads the same ([`super::canon`]); patterns see the text as it is.
//!
//! It is our own because the known filters are made for the chats of games: rustrict 0.7 finds something
//! severe in every fifth paragraph of this program's source, and reads 0.3 MB a second.

use super::built_in;
use super::canon::{canon, needle, placed_canon};
use crate::types::{Category, Score, Scores};
use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::{RegexBuilder, RegexSet, RegexSetBuilder};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Largest automaton of all patterns together, in bytes.
const LARGEST: usize = 8 << 20;

/// What an admin wants found. It counts as certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnRule {
    pub category: Category,
    pub words: Vec<String>,
    /// Regular expressions.
    pub patterns: Vec<String>,
}

/// A place in a text that stands for a category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    pub category: Category,
    pub score: Score,
    /// In bytes; `None` where a word was found in a spelling whose place cannot be told.
    pub place: Option<Range<usize>>,
}

/// Why rules are refused when they are made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    #[error("there is no letter and no digit in `{0}`")]
    NoWord(String),
    #[error("`{pattern}` is not a regular expression: {why}")]
    Syntax { pattern: String, why: String },
    #[error("`{0}` matches the empty text, which is everywhere")]
    Empty(String),
    #[error("all patterns together need more than {} MiB. Use shorter repetitions and smaller classes", LARGEST >> 20)]
    TooBig,
    #[error("the words cannot be put together: {0}")]
    Words(String),
}

#[derive(Clone)]
pub struct Filter(Arc<Inner>);

struct Inner {
    phrases: AhoCorasick,
    patterns: RegexSet,
    /// What the phrases and the patterns stand for, in their order.
    by_phrase: Vec<(Category, Score)>,
    by_pattern: Vec<Category>,
}

impl Filter {
    /// The admin's rules, and the built-in phrases unless another engine judges.
    ///
    /// # Errors
    /// The first rule that cannot be kept.
    pub fn new(with_built_in: bool, own: &[OwnRule]) -> Result<Self, FilterError> {
        let mut needles = Vec::new();
        let mut by_phrase = Vec::new();
        if with_built_in {
            built_in::each(|category, score, phrase| {
                needles.extend(needle(phrase));
                by_phrase.push((category, score));
            });
        }
        let (mut patterns, mut by_pattern) = (Vec::new(), Vec::new());
        for rule in own {
            for word in &rule.words {
                needles.push(needle(word).ok_or_else(|| FilterError::NoWord(word.clone()))?);
                by_phrase.push((rule.category.clone(), Score::SURE));
            }
            for pattern in &rule.patterns {
                check(pattern)?;
                patterns.push(pattern);
                by_pattern.push(rule.category.clone());
            }
        }
        let phrases = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(needles)
            .map_err(|error| FilterError::Words(error.to_string()))?;
        Ok(Self(Arc::new(Inner {
            phrases,
            patterns: set(patterns)?,
            by_phrase,
            by_pattern,
        })))
    }

    pub fn scores(&self, text: &str) -> Scores {
        let it = &self.0;
        let canon = canon(text);
        let phrases = it.phrases.find_overlapping_iter(&canon);
        let phrases = phrases.map(|found| it.by_phrase[found.pattern().as_usize()].clone());
        let patterns = it.patterns.matches(text).into_iter();
        let patterns = patterns.map(|at| (it.by_pattern[at].clone(), Score::SURE));
        phrases.chain(patterns).collect()
    }

    /// What [`Filter::scores`] is made of, in the order of the text. Slower: for whoever tries a text out.
    pub fn hits(&self, text: &str) -> Vec<Hit> {
        let it = &self.0;
        let placed = Placed::of(text);
        let phrases = it.phrases.find_overlapping_iter(&placed.canon);
        let phrases = phrases.map(|found| {
            let (category, score) = it.by_phrase[found.pattern().as_usize()].clone();
            Hit {
                category,
                score,
                place: placed.place(found.range()),
            }
        });
        let patterns = it.patterns.matches(text).into_iter();
        let patterns = patterns.flat_map(|number| self.hits_of(number, text));
        let mut hits: Vec<_> = phrases.chain(patterns).collect();
        hits.sort_by_key(|hit| hit.place.clone().map(|place| (place.start, place.end)));
        hits.dedup();
        hits
    }

    /// A set tells which patterns match; where, each one says alone.
    fn hits_of(&self, number: usize, text: &str) -> Vec<Hit> {
        let pattern = &self.0.patterns.patterns()[number];
        let hit = |place| Hit {
            category: self.0.by_pattern[number].clone(),
            score: Score::SURE,
            place,
        };
        match RegexBuilder::new(pattern).size_limit(LARGEST).build() {
            Ok(one) => {
                let found = one.find_iter(text).map(|found| found.range());
                found.map(|place| hit(Some(place))).collect()
            }
            Err(_) => vec![hit(None)],
        }
    }
}

/// The one form of a text, and where in the text its characters come from.
struct Placed {
    canon: String,
    /// Of each character: where it begins in the one form, and in the text. None if that cannot be told.
    characters: Vec<(usize, usize)>,
}

impl Placed {
    fn of(text: &str) -> Self {
        let Some((canon, places)) = placed_canon(text) else {
            return Self {
                canon: canon(text),
                characters: Vec::new(),
            };
        };
        let begins = canon.char_indices().map(|(at, _)| at);
        let characters = begins.zip(places).collect();
        Self { canon, characters }
    }

    /// Where in the text the words stand that were found here; the spaces around them do not count.
    fn place(&self, found: Range<usize>) -> Option<Range<usize>> {
        let words = &self.canon[found.clone()];
        let start = found.start + words.len() - words.trim_start().len();
        let end = found.end - (words.len() - words.trim_end().len());
        Some(self.in_text(start)?..self.in_text(end)?)
    }

    fn in_text(&self, at: usize) -> Option<usize> {
        let found = self.characters.binary_search_by_key(&at, |one| one.0);
        found.ok().map(|number| self.characters[number].1)
    }
}

impl fmt::Debug for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (phrases, patterns) = (self.0.by_phrase.len(), self.0.by_pattern.len());
        write!(f, "Filter({phrases} phrases, {patterns} patterns)")
    }
}

fn check(pattern: &str) -> Result<(), FilterError> {
    if set([pattern])?.is_match("") {
        return Err(FilterError::Empty(pattern.into()));
    }
    Ok(())
}

fn set<P: AsRef<str>>(
    patterns: impl IntoIterator<Item = P> + Clone,
) -> Result<RegexSet, FilterError> {
    let built = RegexSetBuilder::new(patterns.clone())
        .size_limit(LARGEST)
        .build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => FilterError::TooBig,
        other => FilterError::Syntax {
            pattern: patterns
                .into_iter()
                .map(|pattern| pattern.as_ref().to_owned())
                .collect::<Vec<_>>()
                .join("`, `"),
            why: last_line(&other.to_string()),
        },
    })
}

/// The parser draws the place over several lines and says at the end what is wrong.
fn last_line(error: &str) -> String {
    let line = error.lines().last().unwrap_or(error);
    line.trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(category: &str, words: &[&str], patterns: &[&str]) -> OwnRule {
        let owned = |texts: &[&str]| texts.iter().map(|&text| text.into()).collect();
        OwnRule {
            category: Category::from(category.to_owned()),
            words: owned(words),
            patterns: owned(patterns),
        }
    }

    fn found(filter: &Filter, text: &str) -> Vec<String> {
        let scores = filter.scores(text);
        let found = scores.iter();
        found.map(|(category, _)| category.name().into()).collect()
    }

    #[test]
    fn words_are_found_in_any_spelling_and_never_inside_of_others() {
        let rule = own("names", &["Project Falcon", "ass", "炸弹"], &[]);
        let filter = Filter::new(false, &[rule]).unwrap();
        for text in [
            "What is project\nFALCON about?",
            "project-falcon",
            "Prоject Fal\u{200b}con",
            "You ass.",
            "怎么做炸弹？",
        ] {
            assert_eq!(found(&filter, text), ["names"], "{text}");
        }
        for text in [
            "projects falcon",
            "A class assessment.",
            "",
            "falcon project",
        ] {
            assert!(found(&filter, text).is_empty(), "{text}");
        }
    }

    #[test]
    fn patterns_see_the_text_as_it_is() {
        let rules = [
            own("tickets", &[], &["TCK-[0-9]{6}"]),
            own("violence", &["siege engine"], &["(?i)trebuchets?"]),
        ];
        let filter = Filter::new(false, &rules).unwrap();
        assert_eq!(found(&filter, "See TCK-123456."), ["tickets"]);
        assert!(found(&filter, "See tck-123456.").is_empty());
        let both = found(&filter, "TCK-123456: Trebuchet, a siege engine");
        assert_eq!(both, ["violence", "tickets"]);
    }

    #[test]
    fn what_is_found_has_its_place() {
        let rules = [
            own("names", &["Project Falcon", "炸弹"], &[]),
            own("tickets", &[], &["TCK-[0-9]{6}", "TCK"]),
        ];
        let filter = Filter::new(true, &rules).unwrap();
        let text =
            "Ünder “Prоject\u{200b} FALCON”: TCK-123456; 怎么做炸弹？How do I make a bo\u{ad}mb?";
        let found: Vec<_> = filter
            .hits(text)
            .into_iter()
            .map(|hit| {
                (
                    hit.category.name().to_owned(),
                    text[hit.place.unwrap()].to_owned(),
                )
            })
            .collect();
        let expected = [
            ("names", "Prоject\u{200b} FALCON"),
            ("tickets", "TCK"),
            ("tickets", "TCK-123456"),
            ("names", "炸弹"),
            ("illicit/violent", "How do I make a bo\u{ad}mb"),
        ];
        assert_eq!(
            found,
            expected.map(|(name, text)| (name.into(), text.into()))
        );
        let scores: Scores = filter
            .hits(text)
            .into_iter()
            .map(|hit| (hit.category, hit.score))
            .collect();
        assert_eq!(scores, filter.scores(text));
    }

    #[test]
    fn phrases_that_share_a_space_are_both_found() {
        let rules = [
            own("a", &["one two"], &[]),
            own("b", &["two three", "three"], &[]),
        ];
        let filter = Filter::new(false, &rules).unwrap();
        assert_eq!(found(&filter, "one two three"), ["a", "b"]);
        assert_eq!(found(&filter, "two. Three!"), ["b"]);
    }

    #[test]
    fn what_cannot_be_kept_is_refused_with_its_reason() {
        let refused = |words: &[&str], patterns: &[&str]| {
            let made = Filter::new(false, &[own("a", words, patterns)]);
            made.unwrap_err().to_string()
        };
        assert!(refused(&["?!"], &[]).contains("no letter and no digit in `?!`"));
        let syntax = refused(&[], &["ok", "(a"]);
        assert!(
            syntax.contains("`(a` is not a regular expression: unclosed group"),
            "{syntax}"
        );
        assert!(refused(&[], &["(?:a)(?=b)"]).contains("look-around"));
        assert!(refused(&[], &["a*"]).contains("empty text"));
        assert!(refused(&[], &[r"(\w{200}){200}"]).contains("8 MiB"));
    }

    #[test]
    fn time_grows_with_the_text_only() {
        // Either would take ages for an engine that goes back.
        let rule = own("a", &["a a a a a a"], &["(a+)+$", "(x+x+)+y"]);
        let filter = Filter::new(true, &[rule]).unwrap();
        let text = "a ".repeat(500_000) + &"x".repeat(100_000);
        assert_eq!(found(&filter, &text), ["a"]);
    }

    /// `cargo test --release -p tollgate --features server --lib moderation::filter -- --ignored --nocapture`
    #[test]
    #[ignore = "a measurement"]
    fn how_fast_it_is() {
        let begun = std::time::Instant::now();
        let filter = Filter::new(true, &[own("a", &["falcon"], &["TCK-[0-9]{6}"])]).unwrap();
        eprintln!("made in {:?}", begun.elapsed());
        let english = "How do I make the nightly export of a ledger faster? It takes an hour. ";
        for (name, text) in [
            ("English", english),
            ("Russian", "Как ускорить ночной экспорт? "),
        ] {
            let text = text.repeat(4_000_000 / text.len());
            let begun = std::time::Instant::now();
            assert!(found(&filter, &text).is_empty());
            let speed = text.len() as f64 / 1e6 / begun.elapsed().as_secs_f64();
            eprintln!("{name}: {speed:.0} MB/s");
        }
    }
}
