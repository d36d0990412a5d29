//! A rule of one's own, as somebody writes it: words and patterns, one a line.

use tollgate::config::RuleSection;
use tollgate::moderation::{Filter, OwnRule};
use tollgate::policies::sentence;
use tollgate::types::Category;
use tollgate::{Error, Result};

/// Longest name of a category, in characters.
const LONGEST_NAME: usize = 60;

/// # Errors
/// [`Error::Invalid`] for the first line that cannot be kept.
pub fn read(category: &str, words: &str, patterns: &str) -> Result<RuleSection> {
    let category = category.trim();
    if category.is_empty() || category.chars().count() > LONGEST_NAME {
        let wanted = format!("Write a name of 1 to {LONGEST_NAME} characters.");
        return Err(Error::invalid("category", wanted));
    }
    let rule = RuleSection {
        category: category.to_owned(),
        words: lines(words),
        patterns: lines(patterns),
    };
    if rule.words.is_empty() && rule.patterns.is_empty() {
        return Err(Error::invalid(
            "words",
            "Write at least one word or pattern.",
        ));
    }
    for word in &rule.words {
        check("words", &rule.category, vec![word.clone()], Vec::new())?;
    }
    for pattern in &rule.patterns {
        check(
            "patterns",
            &rule.category,
            Vec::new(),
            vec![pattern.clone()],
        )?;
    }
    Ok(rule)
}

fn lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

fn check(
    field: &'static str,
    category: &str,
    words: Vec<String>,
    patterns: Vec<String>,
) -> Result<()> {
    let rule = OwnRule {
        category: Category::from(category.to_owned()),
        words,
        patterns,
    };
    match Filter::new(false, &[rule]) {
        Ok(_) => Ok(()),
        Err(error) => Err(Error::invalid(field, sentence(&error))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_one() {
        let rule = read(" names ", "Project Falcon\r\n\n  Heron ", "TCK-[0-9]+\n").unwrap();
        assert_eq!(rule.category, "names");
        assert_eq!(rule.words, ["Project Falcon", "Heron"]);
        assert_eq!(rule.patterns, ["TCK-[0-9]+"]);
    }

    #[test]
    fn what_cannot_be_kept_is_refused_at_its_field() {
        let refused = |category, words, patterns| match read(category, words, patterns) {
            Err(Error::Invalid { field, .. }) => field,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(" ", "a", ""), "category");
        assert_eq!(refused("a", "", " \n"), "words");
        assert_eq!(refused("a", "?!", ""), "words");
        assert_eq!(refused("a", "b", "ok\n(a"), "patterns");
        assert_eq!(refused("a", "", "a*"), "patterns");
    }
}
