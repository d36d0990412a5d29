//! Days, zones and amounts in words.

use tollgate::types::{
    Day, Days, Gauge, Limit, NanoDollars, Outcome, Overview, Purpose, Timestamp,
};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub fn month(day: Day) -> &'static str {
    MONTHS
        .get(usize::from(day.month).wrapping_sub(1))
        .unwrap_or(&"this month")
}

/// What a call was made for.
pub fn purpose(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Chat => "Chat",
        Purpose::Title => "Titles",
        Purpose::Api => "Programs",
        Purpose::Moderation => "Moderation",
        Purpose::Trial => "Trials",
    }
}

/// How a call ended, and the tone of it.
pub fn outcome(outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Complete => ("complete", "ok"),
        Outcome::Stopped => ("stopped", ""),
        Outcome::Abandoned => ("abandoned", "warn"),
        Outcome::Failed => ("failed", "danger"),
        Outcome::Cached => ("cached", "accent"),
    }
}

/// The span that is looked at.
pub fn span(days: Days, today: Day) -> &'static str {
    match days {
        Days::Week => "7 days",
        Days::Month => month(today),
        Days::Quarter => "90 days",
    }
}

/// `Free · days end at 00:00 Berlin`.
pub fn subtitle(overview: &Overview) -> String {
    let city = overview
        .zone
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .replace('_', " ");
    format!("{} · days end at 00:00 {city}", overview.tier)
}

/// `16:40` today, `24 Nov` later; in the zone of the account.
pub fn moment(at: Timestamp, overview: &Overview) -> String {
    let local = at.plus_seconds(i64::from(overview.utc_offset) * 60);
    let day = Day::of(local);
    if day != overview.today {
        return day.without_year();
    }
    let minutes = local.as_seconds().div_euclid(60).rem_euclid(24 * 60);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// `Left today`.
pub fn left_of(limit: Limit, today: Day) -> String {
    match limit {
        Limit::MonthlyBudget => format!("Left in {}", month(today)),
        _ => "Left today".into(),
    }
}

/// `$6.60 by midnight at this pace`, or `used up at 16:40 at this pace`. `None` where nothing can be said yet.
pub fn forecast(gauge: &Gauge, overview: &Overview) -> Option<String> {
    let forecast = gauge.forecast?;
    if gauge.standing.settled >= gauge.standing.most {
        let turns = gauge.standing.turns_at?;
        return Some(match gauge.standing.limit {
            Limit::MonthlyBudget => format!("opens again on {}", moment(turns, overview)),
            _ => "opens again at 00:00".into(),
        });
    }
    if let Some(at) = forecast.used_up_at {
        let at = moment(at, overview);
        let (on, at) = if at.contains(':') {
            ("at", at)
        } else {
            ("on", at)
        };
        return Some(format!("used up {on} {at} at this pace"));
    }
    if forecast.at_end == NanoDollars::ZERO {
        return None;
    }
    let by = match gauge.standing.limit {
        Limit::MonthlyBudget => {
            let last = Timestamp(gauge.standing.turns_at?.0 - 1);
            moment(last, overview)
        }
        _ => "midnight".into(),
    };
    Some(format!("{} by {by} at this pace", forecast.at_end.as_sum()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tollgate::types::{Forecast, Standing};

    fn overview() -> Overview {
        Overview {
            tier: "Free".into(),
            zone: "America/New_York".into(),
            utc_offset: -300,
            today: Day::parse("2026-11-22").unwrap(),
            gauges: Vec::new(),
            days: Vec::new(),
        }
    }

    fn gauge(limit: Limit, settled: i64, forecast: Forecast) -> Gauge {
        let turns = Day::parse("2026-12-01").unwrap().begins();
        let standing = Standing {
            limit,
            most: NanoDollars::DOLLAR.0,
            settled,
            held: 0,
            begun_at: Some(Timestamp(0)),
            turns_at: Some(turns.plus_seconds(5 * 3_600)),
        };
        Gauge {
            standing,
            forecast: Some(forecast),
        }
    }

    #[test]
    fn times_are_those_of_the_account() {
        let overview = overview();
        assert_eq!(subtitle(&overview), "Free · days end at 00:00 New York");
        let midnight = Day::parse("2026-11-23").unwrap().begins();
        assert_eq!(moment(midnight, &overview), "19:00");
        assert_eq!(
            moment(midnight.plus_seconds(6 * 3_600), &overview),
            "23 Nov"
        );
    }

    #[test]
    fn the_forecast_is_one_sentence() {
        let overview = overview();
        let said =
            |limit, settled, forecast| super::forecast(&gauge(limit, settled, forecast), &overview);
        let calm = Forecast {
            at_end: NanoDollars(600_000_000),
            used_up_at: None,
        };
        let daily = said(Limit::DailyBudget, 1, calm).unwrap();
        assert_eq!(daily, "$0.60 by midnight at this pace");
        let monthly = said(Limit::MonthlyBudget, 1, calm).unwrap();
        assert_eq!(monthly, "$0.60 by 30 Nov at this pace");
        let at = Day::parse("2026-11-22")
            .unwrap()
            .begins()
            .plus_seconds(21 * 3_600 + 2_400);
        let fast = Forecast {
            used_up_at: Some(at),
            ..calm
        };
        let daily = said(Limit::DailyBudget, 1, fast).unwrap();
        assert_eq!(daily, "used up at 16:40 at this pace");
        let over = said(Limit::MonthlyBudget, NanoDollars::DOLLAR.0, fast).unwrap();
        assert_eq!(over, "opens again on 1 Dec");
        let nothing = Forecast {
            at_end: NanoDollars::ZERO,
            used_up_at: None,
        };
        assert_eq!(said(Limit::DailyBudget, 0, nothing), None);
    }
}
