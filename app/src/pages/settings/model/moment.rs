//! Moments as somebody reads them where they are.

use crate::shared::lib::when::{clock, local};
use tollgate::ledger::Zone;
use tollgate::types::{Day, Timestamp};

/// `today, 08:12`, `3 Nov` or, longer ago, `3 Nov 2025`.
pub fn moment(at: Timestamp, now: Timestamp, zone: &Zone) -> String {
    let local = local(at, zone.offset(at));
    let (day, today) = (Day::of(local), zone.date(now));
    if day == today {
        return format!("today, {}", clock(local));
    }
    match day.year == today.year {
        true => day.without_year(),
        false => day.in_words(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_those_of_where_somebody_is() {
        let zone = Zone::named("Europe/Berlin").unwrap();
        let now = Day::parse("2026-11-23").unwrap().begins();
        let before = |hours: i64| moment(now.plus_seconds(-3_600 * hours), now, &zone);
        assert_eq!(before(0), "today, 01:00");
        assert_eq!(before(1), "today, 00:00");
        assert_eq!(before(2), "22 Nov");
        assert_eq!(before(24 * 365), "23 Nov 2025");
    }
}
