//! Limits as somebody types them: an empty field is no limit.

use serde::{Deserialize, Serialize};
use std::str::FromStr;
use tollgate::types::{Limits, NanoDollars};
use tollgate::{Error, Result};

/// The fields of a form.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WrittenLimits {
    pub requests_per_hour: String,
    pub at_once: String,
    pub tokens_per_day: String,
    pub daily_budget: String,
    pub monthly_budget: String,
}

impl WrittenLimits {
    /// As they stand in the fields.
    pub fn of(limits: &Limits) -> Self {
        Self {
            requests_per_hour: text(limits.requests_per_hour),
            at_once: text(limits.at_once),
            tokens_per_day: text(limits.tokens_per_day),
            daily_budget: limits
                .daily_budget
                .map(NanoDollars::as_typed)
                .unwrap_or_default(),
            monthly_budget: limits
                .monthly_budget
                .map(NanoDollars::as_typed)
                .unwrap_or_default(),
        }
    }

    /// # Errors
    /// [`Error::Invalid`] for the first field that says nothing that is meant.
    pub fn read(&self) -> Result<Limits> {
        Ok(Limits {
            requests_per_hour: count("requests_per_hour", &self.requests_per_hour)?,
            at_once: count("at_once", &self.at_once)?,
            tokens_per_day: count("tokens_per_day", &self.tokens_per_day)?,
            daily_budget: money("daily_budget", &self.daily_budget)?,
            monthly_budget: money("monthly_budget", &self.monthly_budget)?,
        })
    }
}

fn count<T: FromStr>(field: &'static str, written: &str) -> Result<Option<T>> {
    read(written, |text| text.parse().ok())
        .ok_or_else(|| Error::invalid(field, "Write a whole number, or nothing for no limit."))
}

fn money(field: &'static str, written: &str) -> Result<Option<NanoDollars>> {
    read(written, NanoDollars::of_dollars).ok_or_else(|| {
        Error::invalid(
            field,
            "Write dollars like 10 or 0.25, or nothing for no limit.",
        )
    })
}

/// `None` if it cannot be read.
fn read<T>(written: &str, read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    match written.trim() {
        "" => Some(None),
        text => read(text).map(Some),
    }
}

fn text<T: ToString>(limit: Option<T>) -> String {
    limit.map(|limit| limit.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_the_fields_is_read_back() {
        let limits = Limits {
            requests_per_hour: Some(100),
            at_once: Some(0),
            tokens_per_day: None,
            daily_budget: Some(NanoDollars(1_500_000_000)),
            monthly_budget: Some(NanoDollars(20 * NanoDollars::DOLLAR.0)),
        };
        let written = WrittenLimits::of(&limits);
        assert_eq!(written.daily_budget, "1.50");
        assert_eq!(written.monthly_budget, "20");
        assert_eq!(written.read().unwrap(), limits);
        let exact = WrittenLimits::of(&Limits {
            daily_budget: Some(NanoDollars(1)),
            ..limits
        });
        assert_eq!(exact.daily_budget, "0.000000001");
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let wrong = |written: WrittenLimits| match written.read() {
            Err(Error::Invalid { field, .. }) => field,
            other => panic!("{other:?}"),
        };
        let none = WrittenLimits::default;
        let at_once = "-1".to_owned();
        assert_eq!(wrong(WrittenLimits { at_once, ..none() }), "at_once");
        let daily_budget = "ten".to_owned();
        let written = WrittenLimits {
            daily_budget,
            ..none()
        };
        assert_eq!(wrong(written), "daily_budget");
        assert_eq!(none().read().unwrap(), Limits::default());
    }
}
