//! What an account used, day by day, and where its limits stand.

use super::alert::{Budget, forecast};
use super::{Ledger, Zone};
use crate::error::{Error, Result};
use crate::gateway::{Admin, Caller};
use crate::types::{
    AccountId, Days, Forecast, Gauge, NanoDollars, Overview, Spent, SpentDay, Standing, Timestamp,
};

/// A window younger than this says nothing yet about its end.
const YOUNGEST: i64 = 15 * 60 * Timestamp::SECOND;

impl Ledger {
    /// # Errors
    /// If the database fails; so below.
    pub async fn overview(&self, caller: &Caller, days: Days) -> Result<Overview> {
        self.overview_of(caller.id(), days).await
    }

    /// What an admin sees of somebody: numbers only.
    pub async fn overview_for(
        &self,
        _admin: &Admin,
        account: AccountId,
        days: Days,
    ) -> Result<Overview> {
        self.overview_of(account, days).await
    }

    async fn overview_of(&self, account: AccountId, days: Days) -> Result<Overview> {
        let now = self.clock.now();
        let tier = self.store.tier_of(account).await.map_err(Error::Store)?;
        let zone = self.zone_of(account).await?;
        let bounds = bounds(&zone, days, now);
        let spent = self
            .store
            .spent(account, &bounds)
            .await
            .map_err(Error::Store)?;
        let standing = self.store.standing(account, now).await;
        let standing = standing.map_err(Error::Store)?;
        let gauges = standing.into_iter().map(|standing| Gauge {
            forecast: outlook(standing, now),
            standing,
        });
        Ok(Overview {
            tier: tier.map_or_else(|| "no tier".into(), |tier| tier.name),
            zone: zone.name().into(),
            utc_offset: zone.offset(now),
            today: zone.date(now),
            gauges: gauges.collect(),
            days: by_day(&zone, &bounds, spent),
        })
    }
}

/// The beginnings of the days, and the end of the last.
fn bounds(zone: &Zone, days: Days, now: Timestamp) -> Vec<Timestamp> {
    let (today, month) = (zone.day(now), zone.month(now));
    let (count, end) = match days {
        Days::Week => (7, today.end),
        Days::Quarter => (90, today.end),
        // Longer than any; those before the first are left out below.
        Days::Month => (32, month.end),
    };
    let mut bounds = vec![end];
    for begun in (0..count).scan(end, |end, _| {
        *end = zone.day(Timestamp(end.0 - 1)).start;
        Some(*end)
    }) {
        bounds.push(begun);
    }
    bounds.retain(|bound| days != Days::Month || *bound >= month.start);
    bounds.reverse();
    bounds
}

fn by_day(zone: &Zone, bounds: &[Timestamp], spent: Vec<Spent>) -> Vec<SpentDay> {
    let mut spent = spent.into_iter().peekable();
    let days = bounds.iter().take(bounds.len().saturating_sub(1));
    days.map(|begun| SpentDay {
        day: zone.date(*begun),
        spent: std::iter::from_fn(|| spent.next_if(|spent| spent.from == *begun)).collect(),
    })
    .collect()
}

fn outlook(standing: Standing, now: Timestamp) -> Option<Forecast> {
    let (begun, turns) = (standing.begun_at?, standing.turns_at?);
    let elapsed = now.0.saturating_sub(begun.0);
    if !standing.limit.is_money() || elapsed < YOUNGEST {
        return None;
    }
    let at = Budget {
        settled: NanoDollars(standing.settled),
        held: NanoDollars(standing.held),
        most: NanoDollars(standing.most),
    };
    let whole = i128::from(turns.0.saturating_sub(begun.0));
    let at_end = i128::from(standing.settled) * whole / i128::from(elapsed);
    Some(Forecast {
        at_end: NanoDollars(i64::try_from(at_end).unwrap_or(i64::MAX)),
        used_up_at: forecast(at, at.settled, begun.until(now), now, turns),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{Day, Limit};

    fn at(day: &str, hour: i64) -> Timestamp {
        Day::parse(day).unwrap().begins().plus_seconds(hour * 3_600)
    }

    fn days(zone: &str, days: Days, now: Timestamp) -> Vec<String> {
        let zone = Zone::named(zone).unwrap();
        let bounds = bounds(&zone, days, now);
        assert!(bounds.is_sorted());
        let days = by_day(&zone, &bounds, Vec::new());
        days.iter().map(|day| day.day.to_string()).collect()
    }

    #[test]
    fn a_month_has_all_its_days_once_also_when_the_clock_is_changed() {
        for zone in [
            "UTC",
            "Europe/Berlin",
            "America/St_Johns",
            "Pacific/Auckland",
        ] {
            for month in ["2026-03", "2026-04", "2026-10", "2026-11"] {
                let all = days(zone, Days::Month, at(&format!("{month}-15"), 12));
                let last = if month.ends_with("04") || month.ends_with("11") {
                    30
                } else {
                    31
                };
                assert_eq!(all.len(), last, "{zone} {month}");
                assert_eq!(all[0], format!("{month}-01"));
                assert_eq!(all[last - 1], format!("{month}-{last}"));
            }
        }
        assert_eq!(days("UTC", Days::Month, at("2028-02-29", 0)).len(), 29);
    }

    #[test]
    fn a_week_and_a_quarter_end_today_where_the_account_is() {
        let week = days("Asia/Tokyo", Days::Week, at("2026-11-22", 20));
        assert_eq!((week.len(), week[6].as_str()), (7, "2026-11-23"));
        let quarter = days("UTC", Days::Quarter, at("2026-11-22", 20));
        assert_eq!((quarter.len(), quarter[89].as_str()), (90, "2026-11-22"));
        assert_eq!(quarter[0], "2026-08-25");
    }

    #[test]
    fn a_budget_goes_on_as_it_went_so_far() {
        let standing = |settled| Standing {
            limit: Limit::DailyBudget,
            most: 1_000,
            settled,
            held: 0,
            begun_at: Some(at("2026-11-23", 0)),
            turns_at: Some(at("2026-11-24", 0)),
        };
        let six = at("2026-11-23", 6);
        let slow = outlook(standing(200), six).unwrap();
        assert_eq!((slow.at_end, slow.used_up_at), (NanoDollars(800), None));
        let fast = outlook(standing(500), six).unwrap();
        assert_eq!(fast.at_end, NanoDollars(2_000));
        assert_eq!(fast.used_up_at, Some(at("2026-11-23", 12)));
        assert_eq!(outlook(standing(500), at("2026-11-23", 0)), None);
        let requests = Standing {
            limit: Limit::RequestsPerHour,
            ..standing(500)
        };
        assert_eq!(outlook(requests, six), None);
    }
}
