//! What a form says of a key.

use crate::entities::limits::WrittenLimits;
use crate::entities::llm_list::Ticked;
use serde::{Deserialize, Serialize};
use tollgate::keys::KeyWishes;
use tollgate::types::Day;
use tollgate::{Error, Result};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TermsForm {
    #[serde(default)]
    pub until: String,
    #[serde(flatten)]
    pub limits: WrittenLimits,
    // Last, because it takes all that is left.
    #[serde(flatten)]
    pub llms: Ticked,
}

impl TermsForm {
    /// # Errors
    /// [`Error::Invalid`] for the first field that says nothing that is meant.
    pub fn read(self) -> Result<KeyWishes> {
        let until = match self.until.trim() {
            "" => None,
            text => Some(Day::parse(text).ok_or_else(|| {
                Error::invalid("until", "Write a day like 2026-12-31, or nothing.")
            })?),
        };
        Ok(KeyWishes {
            until,
            limits: self.limits.read()?,
            llms: self.llms.0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(body: &str) -> std::result::Result<TermsForm, serde_urlencoded::de::Error> {
        serde_urlencoded::from_str(body)
    }

    #[test]
    fn a_form_says_day_limits_and_models() {
        let read = form("until=2026-12-31&at_once=2&llm%3Aecho=on&llm%3Ameta%2Fllama-3=on");
        let wishes = read.unwrap().read().unwrap();
        assert_eq!(wishes.until, Day::parse("2026-12-31"));
        assert_eq!(wishes.limits.at_once, Some(2));
        let names: Vec<_> = wishes.llms.iter().map(|llm| llm.0.as_str()).collect();
        assert_eq!(names, ["echo", "meta/llama-3"]);
        assert_eq!(form("").unwrap().read().unwrap(), KeyWishes::default());
    }

    #[test]
    fn what_it_does_not_know_or_cannot_read_is_refused() {
        let unknown = form("at_once=2&base_url=x").unwrap_err().to_string();
        assert!(unknown.contains("unknown field `base_url`"), "{unknown}");
        let wrong = form("until=tomorrow").unwrap().read();
        assert!(matches!(wrong, Err(Error::Invalid { field: "until", .. })));
    }
}
