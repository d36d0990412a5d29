//! What categories do, as somebody chooses it.

use crate::shared::api::{AppError, Listed};
use std::collections::BTreeMap;
use tollgate::Error;
use tollgate::config::CategorySection;
use tollgate::moderation::{Action, Policy, Rule};
use tollgate::types::Category;

/// For a tier all that is chosen, for everybody what is not usual.
pub fn read(listed: &Listed, of_tier: bool) -> Result<BTreeMap<String, CategorySection>, AppError> {
    let mut sections = BTreeMap::new();
    // A tier may follow what counts for everybody.
    for (name, action) in listed.of("action").filter(|(_, action)| !action.is_empty()) {
        let threshold = threshold(name, listed.value("from", name))?;
        let section = CategorySection {
            action: action.to_owned(),
            threshold,
        };
        if of_tier || !is_usual(name, &section) {
            sections.insert(name.to_owned(), section);
        }
    }
    Ok(sections)
}

fn threshold(name: &str, written: &str) -> Result<Option<f64>, AppError> {
    if written.is_empty() {
        return Ok(None);
    }
    let read = written.replace(',', ".").parse();
    match read {
        Ok(share) if (0.001..=1.0).contains(&share) => Ok(Some(share)),
        _ => Err(at(
            format!("from.{name}"),
            "Write a number from 0.001 to 1.",
        )),
    }
}

fn is_usual(name: &str, section: &CategorySection) -> bool {
    let usual = match Category::from(name.to_owned()) {
        Category::Own(_) => Rule::new(Action::Block),
        known => Policy::default().rule(&known),
    };
    let threshold = section.threshold.unwrap_or(0.5);
    section.action == usual.action.as_str() && (threshold - 0.5).abs() < 0.000_5
}

/// An error at a field whose name the page made.
pub fn at(field: String, message: &str) -> AppError {
    let error = AppError::from(Error::invalid("request", message));
    AppError {
        field: Some(field),
        ..error
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(form: &str) -> Listed {
        serde_urlencoded::from_str(form).unwrap()
    }

    #[test]
    fn what_is_usual_is_not_written_down() {
        let form = "action.hate=flag&from.hate=0.5&action.violence=block&from.violence=0,75\
            &action.sexual%2Fminors=block&from.sexual%2Fminors=&action.tickets=block&from.tickets=0.5";
        let read = super::read(&listed(form), false).unwrap();
        let read: Vec<_> = read
            .into_iter()
            .map(|(name, one)| (name, one.action, one.threshold))
            .collect();
        assert_eq!(
            read,
            [("violence".to_owned(), "block".to_owned(), Some(0.75))]
        );
    }

    #[test]
    fn a_tier_follows_where_it_says_nothing() {
        let form = "action.hate=flag&from.hate=&action.violence=&from.violence=0.9";
        let read = super::read(&listed(form), true).unwrap();
        let names: Vec<_> = read.keys().map(String::as_str).collect();
        assert_eq!(names, ["hate"]);
    }

    #[test]
    fn what_is_no_threshold_is_refused_at_its_field() {
        for wrong in ["1.5", "0", "high", "NaN"] {
            let error = super::read(
                &listed(&format!("action.hate=flag&from.hate={wrong}")),
                false,
            );
            assert_eq!(
                error.unwrap_err().field.as_deref(),
                Some("from.hate"),
                "{wrong}"
            );
        }
    }
}
