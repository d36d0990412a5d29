//! A budget in cents, so that what is shown adds up.

use tollgate::types::{Gauge, NanoDollars};

const CENT: i64 = NanoDollars::DOLLAR.0 / 100;

/// A budget as it is shown: settled, held and left are whole cents, and their sum is the budget's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shown {
    pub most: NanoDollars,
    /// Half a cent rounds to even.
    pub settled: NanoDollars,
    /// Rounded up: it is the most that it may cost.
    pub held: NanoDollars,
    pub left: NanoDollars,
}

impl Shown {
    pub fn of(gauge: &Gauge) -> Self {
        let standing = &gauge.standing;
        let cents = |amount: i64| NanoDollars(amount.saturating_mul(CENT));
        let most = to_even(standing.most.max(0));
        let settled = to_even(standing.settled.max(0));
        let held = (standing.held.max(0) / CENT) + i64::from(standing.held % CENT > 0);
        Self {
            most: cents(most),
            settled: cents(settled),
            held: cents(held),
            left: cents((most - settled - held).max(0)),
        }
    }

    /// How much of the gauge's length an amount is, in thousandths.
    pub fn part(&self, amount: NanoDollars) -> i64 {
        thousandths(amount.0, self.most.0)
    }
}

/// How much of `most` an amount is, in thousandths; all of it where there is nothing to have.
pub fn thousandths(amount: i64, most: i64) -> i64 {
    match most {
        ..=0 => 1_000,
        most => i64::try_from(i128::from(amount.max(0)) * 1_000 / i128::from(most))
            .unwrap_or(1_000)
            .min(1_000),
    }
}

fn to_even(amount: i64) -> i64 {
    let (cents, rest) = (amount / CENT, amount % CENT);
    let up = rest * 2 > CENT || (rest * 2 == CENT && cents % 2 == 1);
    cents + i64::from(up)
}

/// How far a budget is used: what colour it has, and the word beside it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pace {
    Calm,
    /// Most of it is used, or all of it will be before its window turns.
    Fast,
    UsedUp,
}

impl Pace {
    pub fn of(gauge: &Gauge) -> Self {
        let (settled, most) = (gauge.standing.settled, gauge.standing.most);
        let ends_early = gauge
            .forecast
            .is_some_and(|forecast| forecast.used_up_at.is_some());
        if settled >= most {
            Self::UsedUp
        } else if ends_early || thousandths(settled, most) >= 800 {
            Self::Fast
        } else {
            Self::Calm
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tollgate::types::{Forecast, Limit, Standing, Timestamp};

    fn gauge(most: i64, settled: i64, held: i64) -> Gauge {
        Gauge {
            standing: Standing {
                limit: Limit::DailyBudget,
                most,
                settled,
                held,
                begun_at: None,
                turns_at: None,
            },
            forecast: None,
        }
    }

    #[test]
    fn what_is_shown_adds_up() {
        for (most, settled, held) in [
            (10_000_000_000, 3_184_999_999, 1),
            (10_000_000_000, 3_185_000_000, 10_000_001),
            (1, 0, 0),
            (0, 0, 0),
            (10_000_000_000, 0, 0),
        ] {
            let shown = Shown::of(&gauge(most, settled, held));
            let sum = shown.settled.0 + shown.held.0 + shown.left.0;
            assert_eq!(sum, shown.most.0, "{shown:?}");
        }
        let over = Shown::of(&gauge(1_000_000_000, 1_300_000_000, 0));
        assert_eq!(
            (over.left, over.part(over.settled)),
            (NanoDollars::ZERO, 1_000)
        );
    }

    #[test]
    fn the_word_beside_it_warns_in_time() {
        assert_eq!(Pace::of(&gauge(1_000, 799, 200)), Pace::Calm);
        assert_eq!(Pace::of(&gauge(1_000, 800, 0)), Pace::Fast);
        assert_eq!(Pace::of(&gauge(1_000, 1_000, 0)), Pace::UsedUp);
        let mut soon = gauge(1_000, 100, 0);
        soon.forecast = Some(Forecast {
            at_end: NanoDollars(2_000),
            used_up_at: Some(Timestamp(1)),
        });
        assert_eq!(Pace::of(&soon), Pace::Fast);
    }
}
