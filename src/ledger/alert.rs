//! When a budget's alerts are due, and when it will be used up at the present pace. Decisions only; what is due
//! is raised once for each window by the store.

use crate::types::{AlertLevel, NanoDollars, Timestamp};
use std::time::Duration;

/// Of a budget that is this far spoken for, a refusal means that it is used up. What is left is too little for
/// any call.
const AS_GOOD_AS_USED: i128 = 99;

/// How a window of a budget stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// What calls have cost.
    pub settled: NanoDollars,
    /// What calls that are under way may cost at most.
    pub held: NanoDollars,
    /// The budget.
    pub most: NanoDollars,
}

/// What was spent lately.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pace {
    pub spent: NanoDollars,
    pub over: Duration,
}

impl Standing {
    /// Whether so many per cent of the budget are settled. Where nothing is, nothing is used, whatever the
    /// budget is.
    fn has_settled(&self, percent: u8) -> bool {
        let (settled, most) = (i128::from(self.settled.0), i128::from(self.most.0));
        settled > 0 && settled * 100 >= most * i128::from(percent)
    }

    /// Whether a call that was refused now was refused because the budget is used up, and not because it alone
    /// was too dear.
    fn is_spoken_for(&self) -> bool {
        let spoken_for = i128::from(self.settled.0) + i128::from(self.held.0);
        spoken_for * 100 >= i128::from(self.most.0) * AS_GOOD_AS_USED
    }
}

/// The levels that a charge has brought about, in their order: one that leaps over both brings both. Where the
/// budget itself was changed, `before` stands with the old one and `after` with the new.
pub fn newly_due(before: Standing, after: Standing) -> impl Iterator<Item = AlertLevel> {
    let is_new = move |level: &AlertLevel| {
        after.has_settled(level.percent()) && !before.has_settled(level.percent())
    };
    AlertLevel::ALL.into_iter().filter(is_new)
}

/// The level that is due because this budget has refused a call.
pub fn due_on_refusal(at: Standing) -> Option<AlertLevel> {
    at.is_spoken_for().then_some(AlertLevel::Reached)
}

/// When the whole budget will be settled if spending goes on as it did lately. `None` if that is not before the
/// window turns.
pub fn forecast(
    at: Standing,
    pace: Pace,
    now: Timestamp,
    window_end: Timestamp,
) -> Option<Timestamp> {
    let left = i128::from(at.most.0) - i128::from(at.settled.0);
    if left <= 0 {
        return (now < window_end).then_some(now);
    }
    let spent = i128::from(pace.spent.0);
    if spent <= 0 {
        return None;
    }
    let over = i128::try_from(pace.over.as_micros()).ok()?;
    // Upwards: then it is used up, and not a moment before.
    let wait = (left.checked_mul(over)?.checked_add(spent - 1)?) / spent;
    let reached = i128::from(now.0).checked_add(wait)?;
    (reached < i128::from(window_end.0)).then(|| i64::try_from(reached).map(Timestamp).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOUR: Duration = Duration::from_secs(3_600);
    const NOON: Timestamp = Timestamp(1_800_000_000_000_000);
    const MIDNIGHT: Timestamp = Timestamp(NOON.0 + 12 * 3_600 * Timestamp::SECOND);

    fn cents(cents: i64) -> NanoDollars {
        NanoDollars(cents * NanoDollars::DOLLAR.0 / 100)
    }

    /// A budget of $10, in cents.
    fn standing(settled: i64, held: i64) -> Standing {
        Standing {
            settled: cents(settled),
            held: cents(held),
            most: cents(1_000),
        }
    }

    fn due(before: i64, after: i64) -> Vec<AlertLevel> {
        newly_due(standing(before, 0), standing(after, 0)).collect()
    }

    #[test]
    fn a_level_is_due_when_it_is_passed_and_then_no_more() {
        use AlertLevel::{Reached, Warning};
        for (before, after, levels) in [
            (0, 799, &[][..]),
            (799, 800, &[Warning]),
            (800, 999, &[]),
            (999, 1_000, &[Reached]),
            (1_000, 1_700, &[]),
            (0, 1_000, &[Warning, Reached]),
            (900, 300, &[]),
        ] {
            assert_eq!(due(before, after), levels, "{before} to {after}");
        }
        let mut almost = standing(800, 0);
        almost.settled.0 -= 1;
        assert_eq!(newly_due(standing(0, 0), almost).next(), None);
    }

    #[test]
    fn what_is_only_held_is_not_used() {
        let held = newly_due(standing(100, 0), standing(100, 900));
        assert_eq!(held.count(), 0);
    }

    #[test]
    fn a_smaller_budget_is_used_sooner() {
        let before = standing(600, 0);
        let after = Standing {
            most: cents(700),
            ..before
        };
        let due: Vec<_> = newly_due(before, after).collect();
        assert_eq!(due, [AlertLevel::Warning]);
    }

    #[test]
    fn no_budget_is_used_by_nothing() {
        let nothing = Standing {
            settled: NanoDollars::ZERO,
            held: NanoDollars::ZERO,
            most: NanoDollars::ZERO,
        };
        assert_eq!(newly_due(nothing, nothing).count(), 0);
        assert_eq!(due_on_refusal(nothing), Some(AlertLevel::Reached));
    }

    #[test]
    fn a_refusal_is_told_when_nothing_is_left_and_not_when_one_call_was_too_dear() {
        for (settled, held, due) in [
            (100, 0, false),
            (980, 0, false),
            (0, 989, false),
            (990, 0, true),
            (500, 490, true),
            (0, 1_000, true),
        ] {
            let level = due_on_refusal(standing(settled, held));
            assert_eq!(level.is_some(), due, "{settled} and {held}");
        }
    }

    #[test]
    fn the_forecast_goes_on_at_the_present_pace() {
        let at = |settled, an_hour: i64| {
            let pace = Pace {
                spent: cents(an_hour),
                over: HOUR,
            };
            forecast(standing(settled, 0), pace, NOON, MIDNIGHT)
        };
        // $3 are left, at $0.90 an hour: 3 h 20 min.
        assert_eq!(at(700, 90), Some(NOON.plus_seconds(12_000)));
        assert_eq!(at(700, 0), None);
        assert_eq!(at(700, -5), None);
        assert_eq!(at(700, 25), None, "exactly when the window turns");
        assert!(at(700, 26).is_some());
        assert_eq!(at(1_000, 0), Some(NOON));
        assert_eq!(at(1_300, 1), Some(NOON));
    }

    #[test]
    fn the_largest_amounts_and_none_at_all_are_no_trouble() {
        let dear = Standing {
            settled: NanoDollars(i64::MIN),
            held: NanoDollars(i64::MAX),
            most: NanoDollars(i64::MAX),
        };
        let slow = Pace {
            spent: NanoDollars(1),
            over: Duration::MAX,
        };
        assert_eq!(forecast(dear, slow, NOON, MIDNIGHT), None);
        assert_eq!(due_on_refusal(dear), None);
        let at_once = Pace {
            spent: NanoDollars(1),
            over: Duration::ZERO,
        };
        assert_eq!(
            forecast(standing(1, 0), at_once, NOON, MIDNIGHT),
            Some(NOON)
        );
    }

    proptest! {
        /// Whatever the steps, each level is due exactly once on the way up.
        #[test]
        fn each_level_is_due_once_on_the_way_up(costs in prop::collection::vec(0i64..300, 1..40)) {
            let mut levels = Vec::new();
            let mut at = standing(0, 0);
            for cost in costs {
                let after = Standing { settled: at.settled + cents(cost), ..at };
                levels.extend(newly_due(at, after));
                at = after;
            }
            let expected: Vec<_> = AlertLevel::ALL
                .into_iter()
                .filter(|level| at.settled.0 * 100 >= at.most.0 * i64::from(level.percent()))
                .collect();
            prop_assert_eq!(levels, expected);
        }

        /// At the time of the forecast the budget is used, and a microsecond before it is not.
        #[test]
        fn the_forecast_is_exact(settled in 0i64..1_000, spent in 1i64..100_000, minutes in 1u64..600) {
            let pace = Pace { spent: cents(spent), over: Duration::from_secs(minutes * 60) };
            let at = standing(settled, 0);
            if let Some(reached) = forecast(at, pace, NOON, Timestamp(i64::MAX)) {
                let over = i128::try_from(pace.over.as_micros()).unwrap();
                let spent_by = |micros: i64| i128::from(pace.spent.0) * i128::from(micros) / over;
                let left = i128::from(at.most.0 - at.settled.0);
                prop_assert!(spent_by(reached.0 - NOON.0) >= left);
                prop_assert!(spent_by(reached.0 - NOON.0 - 1) < left);
            }
        }
    }
}
