//! Days of the calendar, in UTC.

use super::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const SECONDS: i64 = 86_400;
/// Days from 0000-03-01 to 1970-01-01.
const EPOCH: i64 = 719_468;

/// A day as the calendar names it; written `2026-11-03`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Day {
    pub year: i64,
    /// From 1.
    pub month: u8,
    pub day: u8,
}

impl Day {
    /// The day that a time belongs to.
    pub fn of(at: Timestamp) -> Self {
        // Counted in years that begin on 1 March, so that the leap day is the last of its year. Eras have 400
        // years of 146 097 days.
        let days = at.as_seconds().div_euclid(SECONDS) + EPOCH;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = (month_from_march + 2) % 12 + 1;
        Self {
            year: era * 400 + year_of_era + i64::from(month <= 2),
            month: u8::try_from(month).unwrap_or_default(),
            day: u8::try_from(day).unwrap_or_default(),
        }
    }

    /// Reads `2026-11-03`; `None` if the calendar has no such day.
    pub fn parse(text: &str) -> Option<Self> {
        let [year, month, day] = text.split('-').collect::<Vec<_>>().try_into().ok()?;
        let digits = |part: &str, wide: usize| {
            part.len() == wide && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
            return None;
        }
        let named = Self {
            year: year.parse().ok()?,
            month: month.parse().ok()?,
            day: day.parse().ok()?,
        };
        (Self::of(named.begins()) == named).then_some(named)
    }

    /// Its midnight.
    pub fn begins(self) -> Timestamp {
        let year = self.year - i64::from(self.month <= 2);
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let month_from_march = (i64::from(self.month) + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Timestamp::default().plus_seconds((era * 146_097 + day_of_era - EPOCH) * SECONDS)
    }

    /// `3 Nov`.
    pub fn without_year(self) -> String {
        let month = MONTHS.get(usize::from(self.month).wrapping_sub(1));
        format!("{} {}", self.day, month.unwrap_or(&""))
    }

    /// As people write it: `3 Nov 2026`.
    pub fn in_words(self) -> String {
        format!("{} {}", self.without_year(), self.year)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (seconds, text) in [
            (0, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (1_793_664_000, "2026-11-03"),
            (4_107_542_399, "2100-02-28"),
            (-1, "1969-12-31"),
        ] {
            let at = Timestamp(seconds * Timestamp::SECOND);
            let day = Day::of(at);
            assert_eq!(day.to_string(), text);
            assert_eq!(Day::parse(text), Some(day));
            let since = day.begins().until(at).as_secs();
            assert!(since < 86_400, "{text}: {since}");
        }
        let day = Day::of(Timestamp(1_793_664_000 * Timestamp::SECOND));
        assert_eq!(day.in_words(), "3 Nov 2026");
    }

    #[test]
    fn every_day_of_four_centuries_begins_where_the_one_before_ends() {
        let mut begins = Day::parse("1900-01-01").unwrap().begins();
        for _ in 0..146_097 {
            assert_eq!(Day::of(begins).begins(), begins);
            begins = begins.plus_seconds(86_400);
        }
        assert_eq!(Day::of(begins).to_string(), "2300-01-01");
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "",
            "2026",
            "2026-13-01",
            "2026-00-10",
            "2026-02-29",
            "2026-1-1",
            "2026-01-01T00",
            "+026-01-01",
            "2026-01-00",
            "26-01-01",
        ] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }
}
