//! What categories do, as somebody chooses it.

use crate::shared::api::{AppError, Listed};
use std::collections::BTreeMap;
use tollgate::Error;
use tollgate::config::CategorySection;
use tollgate::moderation::{Action, Policy, Rule};
use tollgate::types::{Category, Score};

/// For a tier all that differs from what is `common`, for everybody what is not usual.
pub fn read(
    listed: &Listed,
    common: Option<&Policy>,
) -> Result<BTreeMap<String, CategorySection>, AppError> {
    let mut sections = BTreeMap::new();
    for (name, action) in listed.of("action") {
        let threshold = threshold(name, listed.value("from", name))?;
        let section = CategorySection {
            action: action.to_owned(),
            threshold,
        };
        let section = match common {
            Some(common) if action.is_empty() => following(common, name, section),
            Some(_) => Some(section),
            None => Some(section).filter(|section| !is_usual(name, section)),
        };
        sections.extend(section.map(|section| (name.to_owned(), section)));
    }
    Ok(sections)
}

/// What does as for everybody may still do it from another score on.
fn following(common: &Policy, name: &str, section: CategorySection) -> Option<CategorySection> {
    let rule = common.rule(&Category::from(name.to_owned()));
    let threshold = section
        .threshold
        .filter(|share| Score::of(*share) != rule.threshold);
    threshold.map(|threshold| CategorySection {
        action: rule.action.as_str().to_owned(),
        threshold: Some(threshold),
    })
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

/// Whether it would be the same without being said.
pub fn is_usual(name: &str, section: &CategorySection) -> bool {
    let usual = match Category::from(name.to_owned()) {
        Category::Own(_) => Rule::new(Action::Block),
        known => Policy::default().rule(&known),
    };
    let threshold = section.threshold.map_or(usual.threshold, Score::of);
    section.action == usual.action.as_str() && threshold == usual.threshold
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
        let read = super::read(&listed(form), None).unwrap();
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
        let form = "action.hate=flag&from.hate=&action.violence=&from.violence=0.50\
            &action.sexual=&from.sexual=0.9";
        let read = super::read(&listed(form), Some(&Policy::default())).unwrap();
        let names: Vec<_> = read.keys().map(String::as_str).collect();
        assert_eq!(names, ["hate", "sexual"]);
        let sexual = &read["sexual"];
        assert_eq!(
            (sexual.action.as_str(), sexual.threshold),
            ("flag", Some(0.9))
        );
    }

    #[test]
    fn what_is_no_threshold_is_refused_at_its_field() {
        for wrong in ["1.5", "0", "high", "NaN"] {
            let error = super::read(
                &listed(&format!("action.hate=flag&from.hate={wrong}")),
                None,
            );
            assert_eq!(
                error.unwrap_err().field.as_deref(),
                Some("from.hate"),
                "{wrong}"
            );
        }
    }
}
