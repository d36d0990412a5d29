//! A pattern of one's own, as somebody writes it.

use tollgate::config::PatternSection;
use tollgate::policies::sentence;
use tollgate::redact::{Rule, built_in};
use tollgate::{Error, Result};

/// Longest name, in characters.
const LONGEST_NAME: usize = 60;

/// `others` are the patterns besides this one.
///
/// # Errors
/// [`Error::Invalid`] for a name that is none or taken, and a pattern that cannot be kept on a stream.
pub fn read(name: &str, pattern: &str, others: &[PatternSection]) -> Result<PatternSection> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        let wanted = format!("Write a name of 1 to {LONGEST_NAME} characters.");
        return Err(Error::invalid("name", wanted));
    }
    let is_taken = others.iter().any(|other| other.name == name)
        || built_in().iter().any(|rule| rule.name == name);
    if is_taken {
        return Err(Error::invalid("name", "Another rule has this name."));
    }
    let pattern = pattern.trim();
    let checked = Rule::new(name, pattern).check();
    checked.map_err(|why| Error::invalid("pattern", sentence(&why)))?;
    Ok(PatternSection {
        name: name.to_owned(),
        pattern: pattern.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_kept_is_refused_at_its_field() {
        let others = [read("invoice", "INV-[0-9]{6}", &[]).unwrap()];
        let refused = |name, pattern| match read(name, pattern, &others) {
            Err(Error::Invalid { field, message }) => (field, message),
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(" ", "a").0, "name");
        assert_eq!(refused("invoice", "a").0, "name");
        assert_eq!(refused("jwt", "a").0, "name");
        let (field, message) = refused("all", "a.*b");
        assert_eq!(field, "pattern");
        assert!(
            message.starts_with("It needs an unbounded hold-back"),
            "{message}"
        );
        let (field, message) = refused("open", "(a");
        assert_eq!(field, "pattern");
        assert_eq!(
            message,
            "This is not a regular expression: unclosed group, at character 1."
        );
    }
}
