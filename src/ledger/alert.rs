//! When a budget's alerts are due, and when it will be used up at the present pace. Decisions only; what is due
//! is raised once for each window by the store.

use crate::types::{AlertLevel, NanoDollars, Timestamp};
use std::time::Duration;

/// Of a budget that is used this far, in per cent, a refusal means that it is used up. What is left is too little for
/// any call.
const AS_GOOD_AS_USED: i128 = 99;

/// A budget in one of its windows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Budget {
    /// What calls have cost.
    pub settled: NanoDollars,
    /// What calls that are under way may cost at most.
    pub held: NanoDollars,
    /// The budget.
    pub most: NanoDollars,
}

impl Budget {
    /// Whether so many per cent of the budget are settled. Where nothing is, nothing is used, whatever the
    /// budget is.
    fn has_settled(&self, percent: u8) -> bool {
        let (settled, most) = (i128::from(self.settled.0), i128::from(self.most.0));
        settled > 0 && settled * 100 >= most * i128::from(percent)
    }

    /// Whether a call that was refused now was refused because the budget is used up, and not because it alone
    /// was too dear or others are under way, which may leave most of what they hold.
    fn is_as_good_as_used(&self) -> bool {
        i128::from(self.settled.0) * 100 >= i128::from(self.most.0) * AS_GOOD_AS_USED
    }
}

/// The levels that it has come to, in their order: a charge that leaps over both brings both. It does not matter
/// whether the last charge brought them about or a smaller budget: each is raised once for each window.
pub fn due(at: Budget) -> impl Iterator<Item = AlertLevel> {
    let has_come = move |level: &AlertLevel| at.has_settled(level.percent());
    AlertLevel::ALL.into_iter().filter(has_come)
}

/// The level that is due because this budget has refused a call.
pub fn due_on_refusal(at: Budget) -> Option<AlertLevel> {
    at.is_as_good_as_used().then_some(AlertLevel::Reached)
}

/// When the whole budget will be settled if `spent` goes on being spent every `over`. `None` if that is not before
/// the window turns.
pub fn forecast(
    at: Budget,
    spent: NanoDollars,
    over: Duration,
    now: Timestamp,
    window_end: Timestamp,
) -> Option<Timestamp> {
    let left = i128::from(at.most.0) - i128::from(at.settled.0);
    if left <= 0 {
        return (now < window_end).then_some(now);
    }
    let spent = i128::from(spent.0);
    if spent <= 0 {
        return None;
    }
    let over = i128::try_from(over.as_micros()).ok()?;
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
    fn budget(settled: i64, held: i64) -> Budget {
        Budget {
            settled: cents(settled),
            held: cents(held),
            most: cents(1_000),
        }
    }

    #[test]
    fn a_level_is_due_once_so_much_is_settled() {
        use AlertLevel::{Reached, Warning};
        for (settled, levels) in [
            (0, &[][..]),
            (799, &[]),
            (800, &[Warning]),
            (999, &[Warning]),
            (1_000, &[Warning, Reached]),
            (1_700, &[Warning, Reached]),
        ] {
            let due: Vec<_> = due(budget(settled, 0)).collect();
            assert_eq!(due, levels, "{settled}");
        }
        let mut almost = budget(800, 0);
        almost.settled.0 -= 1;
        assert_eq!(due(almost).next(), None);
    }

    #[test]
    fn what_is_only_held_is_not_used() {
        assert_eq!(due(budget(100, 900)).count(), 0);
    }

    #[test]
    fn no_budget_is_used_by_nothing() {
        let nothing = Budget {
            settled: NanoDollars::ZERO,
            held: NanoDollars::ZERO,
            most: NanoDollars::ZERO,
        };
        assert_eq!(due(nothing).count(), 0);
        assert_eq!(due_on_refusal(nothing), Some(AlertLevel::Reached));
    }

    #[test]
    fn a_refusal_is_told_when_nothing_is_left_and_not_when_one_call_was_too_dear() {
        for (settled, held, due) in [
            (100, 0, false),
            (980, 0, false),
            (0, 989, false),
            (990, 0, true),
            (500, 490, false),
            (0, 1_000, false),
        ] {
            let level = due_on_refusal(budget(settled, held));
            assert_eq!(level.is_some(), due, "{settled} and {held}");
        }
    }

    #[test]
    fn the_forecast_goes_on_at_the_present_pace() {
        let at = |settled, an_hour: i64| {
            forecast(budget(settled, 0), cents(an_hour), HOUR, NOON, MIDNIGHT)
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
        let dear = Budget {
            settled: NanoDollars(i64::MIN),
            held: NanoDollars(i64::MAX),
            most: NanoDollars(i64::MAX),
        };
        let one = NanoDollars(1);
        assert_eq!(forecast(dear, one, Duration::MAX, NOON, MIDNIGHT), None);
        assert_eq!(due_on_refusal(dear), None);
        let at_once = forecast(budget(1, 0), one, Duration::ZERO, NOON, MIDNIGHT);
        assert_eq!(at_once, Some(NOON));
    }

    proptest! {
        /// At the time of the forecast the budget is used, and a microsecond before it is not.
        #[test]
        fn the_forecast_is_exact(settled in 0i64..1_000, spent in 1i64..100_000, minutes in 1u64..600) {
            let (spent, over) = (cents(spent), Duration::from_secs(minutes * 60));
            let at = budget(settled, 0);
            if let Some(reached) = forecast(at, spent, over, NOON, Timestamp(i64::MAX)) {
                let over = i128::try_from(over.as_micros()).unwrap();
                let spent_by = |micros: i64| i128::from(spent.0) * i128::from(micros) / over;
                let left = i128::from(at.most.0 - at.settled.0);
                prop_assert!(spent_by(reached.0 - NOON.0) >= left);
                prop_assert!(spent_by(reached.0 - NOON.0 - 1) < left);
            }
        }
    }
}
