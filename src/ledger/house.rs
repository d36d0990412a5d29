//! What everybody did together, as admins see it.

use super::calls::STEP;
use super::{Ledger, Zone};
use crate::error::{Error, Result};
use crate::gateway::Admin;
use crate::store::{Dear, HouseCall, HouseNow, HouseSum, Slow};
use crate::types::{CallPlace, Day, NanoDollars, Timestamp};
use futures::{Stream, stream};
use std::collections::BTreeMap;

/// A month younger than this says nothing yet about its end.
const YOUNGEST: i64 = 24 * 3_600 * Timestamp::SECOND;
/// Weeks of which the same day says what is usual.
const WEEKS: i64 = 4;
/// Dearest and slowest.
const LISTED: u32 = 5;

/// Over which time calls are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum HouseSpan {
    #[default]
    Day,
    Week,
}

/// Calls of a part of the span.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HouseBar {
    pub from: Timestamp,
    pub sum: HouseSum,
}

#[derive(Clone, Debug)]
pub struct HouseOverview {
    /// Where the admin is: days and months are theirs.
    pub zone: Zone,
    pub now: Timestamp,
    pub today: HouseSum,
    /// Spent on an average day of the same name in the last weeks; `None` if nothing was.
    pub usual: Option<NanoDollars>,
    pub month: HouseSum,
    pub month_ends: Day,
    /// Spent when it does, if it goes on as it did so far.
    pub month_ends_at: Option<NanoDollars>,
    /// Active is who was charged something today.
    pub state: HouseNow,
    pub bars: Vec<HouseBar>,
    /// What each provider was paid today, by title.
    pub by_provider: BTreeMap<String, NanoDollars>,
    /// Of today, like the slowest.
    pub dearest: Vec<Dear>,
    pub slowest: Vec<Slow>,
}

impl HouseSpan {
    pub fn from_word(word: &str) -> Option<Self> {
        let all = [Self::Day, Self::Week];
        all.into_iter().find(|span| span.as_str() == word)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
        }
    }

    /// How many bars there are.
    const fn bars(self) -> i64 {
        match self {
            Self::Day => 48,
            Self::Week => 84,
        }
    }

    /// What each stands for.
    pub const fn minutes_a_bar(self) -> i64 {
        match self {
            Self::Day => 30,
            Self::Week => 120,
        }
    }
}

impl Ledger {
    /// # Errors
    /// If the database fails.
    pub async fn house(&self, admin: &Admin, span: HouseSpan) -> Result<HouseOverview> {
        let now = self.clock.now();
        let zone = self.zone_of(admin.id()).await?;
        let (today, month) = (zone.day(now), zone.month(now));
        let mut spans = vec![(today.start, today.end), (month.start, month.end)];
        spans.extend(same_days(&zone, now));
        let first_bar = spans.len();
        spans.extend(bars(span, now));
        let sums = self.store.house_sums(&spans).await.map_err(Error::Store)?;
        let (whole, of_bars) = sums.split_at(first_bar.min(sums.len()));
        let sum_of = |place: usize| whole.get(place).copied().unwrap_or_default();
        let starts = spans.iter().skip(first_bar).map(|(from, _)| *from);
        let month_sum = sum_of(1);
        Ok(HouseOverview {
            today: sum_of(0),
            usual: mean(whole.iter().skip(2).map(|sum| sum.cost)),
            month: month_sum,
            month_ends: zone.date(Timestamp(month.end.0 - 1)),
            month_ends_at: pace(
                month_sum.cost,
                now.0 - month.start.0,
                month.end.0 - month.start.0,
            ),
            state: self
                .store
                .house_now(today.start, now)
                .await
                .map_err(Error::Store)?,
            bars: starts
                .zip(of_bars)
                .map(|(from, sum)| HouseBar { from, sum: *sum })
                .collect(),
            by_provider: self
                .store
                .spent_by_provider(today.start)
                .await
                .map_err(Error::Store)?,
            dearest: self
                .store
                .dearest(today.start, LISTED)
                .await
                .map_err(Error::Store)?,
            slowest: self
                .store
                .slowest(today.start, LISTED)
                .await
                .map_err(Error::Store)?,
            zone,
            now,
        })
    }
}

impl Ledger {
    /// All calls of the month that has this day, oldest first, some at a time; of the month under way without
    /// a day. Each step is a transaction of its own.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn house_calls(
        &self,
        admin: &Admin,
        day: Option<Day>,
    ) -> Result<impl Stream<Item = Result<Vec<HouseCall>>> + Send + use<>> {
        let zone = self.zone_of(admin.id()).await?;
        let month = zone.month(day.map_or(self.clock.now(), |day| zone.on(day).start));
        let begin = (self.store.clone(), CallPlace::at(month.start));
        Ok(stream::try_unfold(
            begin,
            move |(store, after)| async move {
                let calls = store.house_calls(after, month.end, STEP).await;
                let calls = calls.map_err(Error::Store)?;
                let last = calls.last().map(|one| one.call.place());
                Ok(last.map(|place| (calls, (store, place))))
            },
        ))
    }
}

/// The days of the same name before today.
fn same_days(zone: &Zone, now: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> {
    let noon = zone.day(now).start.plus_seconds(12 * 3_600);
    (1..=WEEKS).map(move |week| {
        let day = zone.day(noon.plus_seconds(-week * 7 * 86_400));
        (day.start, day.end)
    })
}

/// The last of them holds the present.
fn bars(span: HouseSpan, now: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> {
    let length = span.minutes_a_bar() * 60 * Timestamp::SECOND;
    let last = now.0.div_euclid(length);
    (last - span.bars() + 1..=last)
        .map(move |bar| (Timestamp(bar * length), Timestamp((bar + 1) * length)))
}

/// Of those that are not nothing.
fn mean(of: impl Iterator<Item = NanoDollars>) -> Option<NanoDollars> {
    let spent: Vec<_> = of
        .filter(|cost| cost.0 > 0)
        .map(|cost| i128::from(cost.0))
        .collect();
    let count = i128::try_from(spent.len()).ok()?;
    let mean = spent.iter().sum::<i128>().checked_div(count)?;
    i64::try_from(mean).ok().map(NanoDollars)
}

fn pace(spent: NanoDollars, elapsed: i64, whole: i64) -> Option<NanoDollars> {
    if elapsed < YOUNGEST {
        return None;
    }
    let at_end = i128::from(spent.0) * i128::from(whole) / i128::from(elapsed);
    i64::try_from(at_end).ok().map(NanoDollars)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Day;

    fn at(day: &str, hour: i64) -> Timestamp {
        Day::parse(day).unwrap().begins().plus_seconds(hour * 3_600)
    }

    #[test]
    fn the_same_days_are_of_the_same_name_also_when_the_clock_is_changed() {
        let zone = Zone::named("Europe/Berlin").unwrap();
        let days: Vec<_> = same_days(&zone, at("2026-11-01", 12)).collect();
        let dates: Vec<_> = days
            .iter()
            .map(|(start, _)| zone.date(*start).to_string())
            .collect();
        assert_eq!(
            dates,
            ["2026-10-25", "2026-10-18", "2026-10-11", "2026-10-04"]
        );
        // The day on which the clock was set back has an hour more.
        assert_eq!(days[0].1.0 - days[0].0.0, 25 * 3_600 * Timestamp::SECOND);
    }

    #[test]
    fn bars_follow_each_other_up_to_the_present() {
        let now = at("2026-11-23", 11).plus_seconds(40 * 60);
        for span in [HouseSpan::Day, HouseSpan::Week] {
            let bars: Vec<_> = bars(span, now).collect();
            assert!(bars.windows(2).all(|two| two[0].1 == two[1].0));
            let last = bars.last().unwrap();
            assert!(last.0 <= now && now < last.1);
            let hours = (last.1.0 - bars[0].0.0) / (3_600 * Timestamp::SECOND);
            assert_eq!(hours, if span == HouseSpan::Day { 24 } else { 168 });
        }
    }

    #[test]
    fn what_is_usual_is_the_mean_of_days_on_which_something_was_spent() {
        assert_eq!(mean([NanoDollars(0), NanoDollars(0)].into_iter()), None);
        let spent = [10, 0, 20].map(NanoDollars);
        assert_eq!(mean(spent.into_iter()), Some(NanoDollars(15)));
    }

    #[test]
    fn a_month_goes_on_as_it_went_so_far() {
        let day = 86_400 * Timestamp::SECOND;
        assert_eq!(pace(NanoDollars(100), day / 2, 30 * day), None);
        assert_eq!(
            pace(NanoDollars(100), 10 * day, 30 * day),
            Some(NanoDollars(300))
        );
    }
}
