//! A day as people write it.

use tollgate::types::Timestamp;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Year, month and day of a time, in UTC.
fn civil(at: Timestamp) -> (i64, usize, i64) {
    // Counted in years that begin on 1 March, so that the leap day is the last of its year. Eras have 400
    // years of 146 097 days; day 719 468 since 0000-03-01 is 1970-01-01.
    let days = at.as_seconds().div_euclid(86_400) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = usize::try_from((month_from_march + 2) % 12).unwrap_or_default();
    let year = era * 400 + year_of_era + i64::from(month < 2);
    (year, month, day)
}

/// `3 Nov 2026`.
pub(in crate::pages::people) fn shown(at: Timestamp) -> String {
    let (year, month, day) = civil(at);
    format!("{day} {} {year}", MONTHS[month])
}

/// `2026-11-03`, for `<time datetime>`.
pub(in crate::pages::people) fn machine(at: Timestamp) -> String {
    let (year, month, day) = civil(at);
    format!("{year:04}-{:02}-{day:02}", month + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (seconds, day) in [
            (0, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (1_793_664_000, "2026-11-03"),
            (4_107_542_399, "2100-02-28"),
            (-1, "1969-12-31"),
        ] {
            assert_eq!(machine(Timestamp(seconds * Timestamp::SECOND)), day);
        }
        assert_eq!(
            shown(Timestamp(1_793_664_000 * Timestamp::SECOND)),
            "3 Nov 2026"
        );
    }
}
