//! Spans of time in which limits count: hours of UTC, and calendar days and months of an account's time zone.
//!
//! What was used is kept by quarters of an hour ([`QUARTER`]), and every offset from UTC in use since 1972 is a
//! whole number of them; so a window is always a sum of whole quarters, in any zone. When an account changes
//! its zone, the day and the month under way last until they have ended in the new zone too
//! ([`Calendar::moved_to`]): nothing is counted twice, nothing is forgotten, and nobody gets a second budget.

use crate::types::{Day, Limit, Timestamp};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan, Zoned};

/// The grain in which the store keeps what was used.
pub(crate) const QUARTER: i64 = 15 * 60 * Timestamp::SECOND;
const HOUR: i64 = 4 * QUARTER;

/// From `start` up to, but without, `end`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Window {
    pub(crate) start: Timestamp,
    pub(crate) end: Timestamp,
}

/// An account's time zone, by its IANA name: `Europe/Paris`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Zone(TimeZone);

impl Zone {
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// `None` if there is no zone of this name.
    pub fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(Self)
    }

    /// The names of all zones, in their order.
    pub fn names() -> Vec<String> {
        let all = jiff::tz::db().available();
        let mut names: Vec<_> = all.map(|name| name.as_str().to_owned()).collect();
        names.sort_unstable();
        names
    }

    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// Minutes east of UTC.
    pub fn offset(&self, at: Timestamp) -> i16 {
        let minutes = self.0.to_offset(instant(at)).seconds() / 60;
        i16::try_from(minutes).unwrap_or(0)
    }

    /// The date where the account is.
    pub fn date(&self, at: Timestamp) -> Day {
        let date = Zoned::new(instant(at), self.0.clone()).date();
        Day {
            year: date.year().into(),
            month: date.month().unsigned_abs(),
            day: date.day().unsigned_abs(),
        }
    }

    pub(crate) fn day(&self, now: Timestamp) -> Window {
        self.between(now, |date| date, 1.day())
    }

    /// The day that the calendar calls so.
    pub(crate) fn on(&self, day: Day) -> Window {
        let part = |number: u8| i8::try_from(number).unwrap_or(1);
        let year = i16::try_from(day.year).unwrap_or(i16::MAX);
        // A year that jiff does not know has no calls either.
        let date = Date::new(year, part(day.month), part(day.day)).unwrap_or(Date::MAX);
        Window {
            start: self.begin(date),
            end: self.begin(date.saturating_add(1.day())),
        }
    }

    pub(crate) fn month(&self, now: Timestamp) -> Window {
        self.between(now, Date::first_of_month, 1.month())
    }

    /// From the first moment of a date to the first moment of the date that much later. A day that begins
    /// with the change to summer time begins an hour late.
    fn between(&self, now: Timestamp, first: fn(Date) -> Date, length: Span) -> Window {
        let today = Zoned::new(instant(now), self.0.clone()).date();
        let date = first(today);
        Window {
            start: self.begin(date),
            end: self.begin(date.saturating_add(length)),
        }
    }

    fn begin(&self, date: Date) -> Timestamp {
        let begun = date.to_zoned(self.0.clone());
        // Only outside the years that jiff knows, which `instant` excludes.
        begun.map_or(Timestamp(i64::MAX), |zoned| {
            Timestamp(zoned.timestamp().as_microsecond())
        })
    }
}

/// The windows of one account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Calendar {
    pub(crate) zone: Zone,
    /// The day and the month in which the zone was last changed, up to where the new zone's begin.
    pub(crate) day: Option<Window>,
    pub(crate) month: Option<Window>,
}

/// The windows that are open at one moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Windows {
    pub(crate) hour: Window,
    pub(crate) day: Window,
    pub(crate) month: Window,
}

impl Calendar {
    #[cfg(test)]
    pub(crate) fn of(zone: Zone) -> Self {
        Self {
            zone,
            day: None,
            month: None,
        }
    }

    pub(crate) fn windows(&self, now: Timestamp) -> Windows {
        let start = now.0.div_euclid(HOUR) * HOUR;
        Windows {
            hour: Window {
                start: Timestamp(start),
                end: Timestamp(start + HOUR),
            },
            day: after(self.day, self.zone.day(now), now),
            month: after(self.month, self.zone.month(now), now),
        }
    }

    /// The calendar after a change of zone. What is under way goes on to the first midnight of the new zone
    /// that is not before its end.
    pub(crate) fn moved_to(&self, zone: Zone, now: Timestamp) -> Self {
        if zone == self.zone {
            return self.clone();
        }
        let under_way = self.windows(now);
        let until_midnight = |window: Window| {
            let day = zone.day(window.end);
            let end = match day.start == window.end {
                true => window.end,
                false => day.end,
            };
            Some(Window { end, ..window })
        };
        Self {
            day: until_midnight(under_way.day),
            month: until_midnight(under_way.month),
            zone,
        }
    }
}

/// The window of the zone, unless the one in which it was changed is still under way. A clock that was set
/// back before the change knows nothing of it.
fn after(change: Option<Window>, usual: Window, now: Timestamp) -> Window {
    match change {
        Some(change) if change.holds(now) => change,
        Some(change) if change.end <= now => Window {
            start: usual.start.max(change.end),
            ..usual
        },
        _ => usual,
    }
}

impl Windows {
    /// In which this limit is counted, unless it is one for every moment.
    pub(crate) fn of(&self, limit: Limit) -> Option<Window> {
        match limit {
            Limit::RequestsPerHour => Some(self.hour),
            Limit::TokensPerDay | Limit::DailyBudget => Some(self.day),
            Limit::MonthlyBudget => Some(self.month),
            Limit::AtOnce => None,
        }
    }
}

impl Window {
    pub(crate) fn holds(&self, time: Timestamp) -> bool {
        self.start <= time && time < self.end
    }
}

/// Times outside the years -9999 to 9999 are nobody's; the nearest one stands for them.
fn instant(time: Timestamp) -> jiff::Timestamp {
    jiff::Timestamp::from_microsecond(time.0).unwrap_or(if time.0 < 0 {
        jiff::Timestamp::MIN
    } else {
        jiff::Timestamp::MAX
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_microsecond())
    }

    fn window(start: &str, end: &str) -> Window {
        Window {
            start: at(start),
            end: at(end),
        }
    }

    #[test]
    fn a_day_is_one_of_the_accounts_zone() {
        let now = at("2026-11-23T01:30:00Z");
        assert_eq!(
            Zone::utc().day(now),
            window("2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z")
        );
        let new_york = Zone::named("America/New_York").unwrap();
        assert_eq!(
            new_york.day(now),
            window("2026-11-22T05:00:00Z", "2026-11-23T05:00:00Z")
        );
        assert_eq!(
            new_york.month(now),
            window("2026-11-01T04:00:00Z", "2026-12-01T05:00:00Z")
        );
        assert_eq!(Zone::named("Nowhere/Else"), None);
    }

    #[test]
    fn days_of_23_and_25_hours_and_leap_days() {
        let paris = Zone::named("Europe/Paris").unwrap();
        let hours = |now: &str| {
            let day = paris.day(at(now));
            (day.end.0 - day.start.0) / HOUR
        };
        assert_eq!(hours("2026-03-29T12:00:00Z"), 23);
        assert_eq!(hours("2026-10-25T12:00:00Z"), 25);
        assert_eq!(hours("2026-10-26T12:00:00Z"), 24);
        assert_eq!(
            Zone::utc().month(at("2028-02-29T23:59:59Z")),
            window("2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z")
        );
        // There is no midnight on this day.
        let cairo = Zone::named("Africa/Cairo").unwrap();
        assert_eq!(
            cairo.day(at("2026-04-24T12:00:00Z")).start,
            at("2026-04-23T22:00:00Z")
        );
    }

    #[test]
    fn after_a_change_of_zone_the_day_lasts_until_it_has_ended_in_both() {
        let calendar = Calendar::of(Zone::utc());
        let now = at("2026-11-30T20:00:00Z");
        // It is the first of December in Tokyo already.
        let tokyo = calendar.moved_to(Zone::named("Asia/Tokyo").unwrap(), now);
        let day = window("2026-11-30T00:00:00Z", "2026-12-01T15:00:00Z");
        assert_eq!(tokyo.windows(now).day, day);
        let month = window("2026-11-01T00:00:00Z", "2026-12-01T15:00:00Z");
        assert_eq!(tokyo.windows(now).month, month);
        let next = tokyo.windows(at("2026-12-01T15:00:00Z"));
        assert_eq!(
            next.day,
            window("2026-12-01T15:00:00Z", "2026-12-02T15:00:00Z")
        );
        assert_eq!(
            next.month,
            window("2026-12-01T15:00:00Z", "2026-12-31T15:00:00Z")
        );
        // Back at once: as if nothing had been.
        let back = tokyo.moved_to(Zone::utc(), now).windows(now);
        assert_eq!(
            back.day,
            window("2026-11-30T00:00:00Z", "2026-12-02T00:00:00Z")
        );
    }

    proptest! {
        /// However often the zone is changed: a window begins where the one before it ended, and it is never
        /// shorter than the zone's own, unless that begins within it.
        #[test]
        fn windows_follow_each_other_without_gap_or_overlap(
            changes in proptest::collection::vec((0..ZONES.len(), 1..100i64), 1..20),
        ) {
            let mut calendar = Calendar::of(Zone::utc());
            let mut now = at("2026-01-01T00:00:00Z");
            let (mut day, mut month) = (calendar.windows(now).day, calendar.windows(now).month);
            for (zone, hours) in changes {
                calendar = calendar.moved_to(Zone::named(ZONES[zone]).unwrap(), now);
                for _ in 0..hours {
                    now = Timestamp(now.0 + HOUR);
                    let open = calendar.windows(now);
                    follows(&mut day, open.day)?;
                    follows(&mut month, open.month)?;
                }
            }
        }
    }

    const ZONES: [&str; 6] = [
        "UTC",
        "Asia/Tokyo",
        "America/Los_Angeles",
        "Asia/Kathmandu",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
    ];

    fn follows(before: &mut Window, now: Window) -> Result<(), TestCaseError> {
        if now.start == before.start {
            // It may have been made longer, never shorter than what has passed.
            before.end = now.end;
        } else {
            prop_assert_eq!(now.start, before.end);
            *before = now;
        }
        Ok(())
    }

    #[test]
    fn in_every_zone_a_window_holds_its_moment_and_whole_quarters() {
        for name in jiff::tz::db().available() {
            let Some(zone) = Zone::named(name.as_str()) else {
                continue;
            };
            // Seven days a month for three years, so that each change of the clock is met.
            for step in 0..250 {
                let now = Timestamp(at("2025-01-01T00:07:00Z").0 + step * 104 * 4 * QUARTER);
                let Windows { hour, day, month } = Calendar::of(zone.clone()).windows(now);
                for window in [hour, day, month] {
                    assert!(window.start <= now && now < window.end, "{name} {now:?}");
                    assert_eq!(window.start.0 % QUARTER, 0, "{name} {window:?}");
                    assert_eq!(window.end.0 % QUARTER, 0, "{name} {window:?}");
                }
            }
        }
    }
}
