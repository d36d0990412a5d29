//! When people ask: on weekdays, by day, a little more every week.

use super::dice::Dice;
use crate::types::Timestamp;

/// Until now.
pub(super) const DAYS: i64 = 120;
const HOUR: i64 = 3_600 * Timestamp::SECOND;
/// Of UTC.
const HOURS: [u64; 24] = [
    1, 1, 0, 0, 0, 1, 2, 5, 9, 12, 13, 11, 8, 11, 13, 12, 11, 9, 6, 4, 3, 2, 2, 1,
];
/// From Thursday, with which 1970 began.
const WEEKDAYS: [u64; 7] = [10, 8, 2, 1, 9, 10, 10];

/// Hours, each with how much was asked up to its end.
pub(super) struct Rhythm(Vec<(Timestamp, u64)>);

impl Rhythm {
    pub(super) fn new(dice: &Dice, now: Timestamp) -> Self {
        let today = now.0.div_euclid(Timestamp::DAY);
        let mut sum = 0;
        let mut hours = Vec::new();
        for (day, age) in (today - DAYS..=today).zip(0u64..) {
            let weekday = usize::try_from(day.rem_euclid(7)).unwrap_or(0);
            let busy = WEEKDAYS[weekday] * (200 + age) * dice.between(60, 140);
            for (hour, weight) in (0i64..).zip(HOURS) {
                let start = Timestamp(day * Timestamp::DAY + hour * HOUR);
                // An answer takes some minutes at most.
                if start.0 + HOUR + HOUR / 4 <= now.0 {
                    sum += busy * weight;
                    hours.push((start, sum));
                }
            }
        }
        Self(hours)
    }

    fn time(&self, dice: &Dice) -> Timestamp {
        let sum = self.0.last().map_or(1, |last| last.1);
        let at = dice.between(0, sum);
        let hour = self.0.partition_point(|(_, until)| *until <= at);
        let start = self.0.get(hour).map_or(Timestamp(0), |hour| hour.0);
        let within = dice.between(0, HOUR.unsigned_abs());
        Timestamp(start.0 + i64::try_from(within).unwrap_or(0))
    }

    /// So many, oldest first.
    pub(super) fn times(&self, dice: &Dice, count: usize) -> Vec<Timestamp> {
        let mut times: Vec<_> = (0..count).map(|_| self.time(dice)).collect();
        times.sort_unstable();
        times
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::contract::given::NOW;

    #[test]
    fn nights_and_sundays_are_quiet_and_nothing_is_still_to_come() {
        let dice = Dice::new(1);
        let times = Rhythm::new(&dice, NOW).times(&dice, 20_000);
        assert!(times.is_sorted() && times[19_999] < NOW);
        assert!(times[0] >= Timestamp(NOW.0 - (DAYS + 1) * Timestamp::DAY));
        let of = |fits: &dyn Fn(i64) -> bool| times.iter().filter(|at| fits(at.0)).count();
        let sundays = of(&|at| at.div_euclid(Timestamp::DAY).rem_euclid(7) == 3);
        let mondays = of(&|at| at.div_euclid(Timestamp::DAY).rem_euclid(7) == 4);
        let nights = of(&|at| at.div_euclid(HOUR).rem_euclid(24) < 6);
        assert!(sundays * 4 < mondays, "{sundays} {mondays}");
        assert!(nights * 10 < times.len() && nights > 0, "{nights}");
    }
}
