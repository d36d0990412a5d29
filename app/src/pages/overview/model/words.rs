//! Days and rates in words.

use tollgate::types::Day;

/// `Sunday`.
pub fn weekday(day: Day) -> &'static str {
    // The first of January 1970 was a Thursday.
    let days = day.begins().as_seconds().div_euclid(86_400);
    match (days + 4).rem_euclid(7) {
        0 => "Sunday",
        1 => "Monday",
        2 => "Tuesday",
        3 => "Wednesday",
        4 => "Thursday",
        5 => "Friday",
        _ => "Saturday",
    }
}

/// Thousandths of calls: `34`, `0.5`.
pub fn rate(thousandths: i64) -> String {
    let (whole, rest) = (thousandths / 1_000, thousandths % 1_000);
    match rest {
        0 => whole.to_string(),
        rest => format!("{whole}.{rest:03}")
            .trim_end_matches('0')
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_their_names() {
        let named = |day: &str| weekday(Day::parse(day).unwrap());
        assert_eq!(named("1970-01-01"), "Thursday");
        assert_eq!(named("2026-11-23"), "Monday");
        assert_eq!(named("2028-02-29"), "Tuesday");
    }

    #[test]
    fn a_rate_has_the_digits_that_it_needs() {
        assert_eq!(
            [0, 500, 2_000, 12_250].map(rate),
            ["0", "0.5", "2", "12.25"]
        );
    }
}
