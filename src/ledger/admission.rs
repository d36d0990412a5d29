//! The one decision about a call: whether there is room for the most that it may use, within every limit.

use crate::store::{Ask, OpenCall, Pace};
use crate::types::{Limit, NanoDollars, Refusal, Timestamp};

/// One limit as it stands when a call asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Room {
    pub(crate) limit: Limit,
    pub(crate) of_key: bool,
    /// In the unit of the limit; so below.
    pub(crate) most: i64,
    pub(crate) settled: i64,
    pub(crate) held: i64,
    /// When the window began and when it turns.
    pub(crate) begun_at: Option<Timestamp>,
    pub(crate) turns_at: Option<Timestamp>,
}

/// Tokens of the first call's answer that there is room for.
///
/// # Errors
/// The first limit that the calls do not fit into.
pub(crate) fn admit(ask: &Ask, rooms: &[Room], now: Timestamp) -> Result<u64, Box<Refusal>> {
    let least = ask.least_output();
    let mut output = ask.most_output.max(least);
    for room in rooms {
        let fits = room.longest_output(ask).map(|fits| fits.min(output));
        match fits.filter(|fits| *fits >= least) {
            Some(fits) => output = fits,
            None => return Err(Box::new(room.refusal(ask, fits, now))),
        }
    }
    Ok(output)
}

/// How often the account may ask again within the hour, once this is let in.
pub(crate) fn pace(ask: &Ask, rooms: &[Room]) -> Option<Pace> {
    let hourly = rooms
        .iter()
        .filter(|room| room.limit == Limit::RequestsPerHour);
    let tightest = hourly.min_by_key(|room| room.left())?;
    Some(Pace {
        most: unsigned(tightest.most),
        left: unsigned(tightest.left().saturating_sub(ask.requests())),
        turns_at: tightest.turns_at?,
    })
}

impl Ask {
    fn least_output(&self) -> u64 {
        self.calls.first().map_or(0, |first| first.held.output)
    }

    fn requests(&self) -> i64 {
        self.calls.iter().map(|call| i64::from(call.requests)).sum()
    }

    fn tokens(&self) -> i64 {
        let tokens = self.calls.iter().map(|call| call.held.total());
        signed(tokens.fold(0, u64::saturating_add))
    }

    fn amount(&self) -> i64 {
        let amounts = self.calls.iter().map(|call| call.amount().0);
        amounts.fold(0, i64::saturating_add)
    }
}

impl Room {
    /// Whether no more is settled and held than the limit allows.
    pub(crate) fn is_kept(&self) -> bool {
        self.left() >= 0
    }

    fn left(&self) -> i64 {
        self.most
            .saturating_sub(self.settled)
            .saturating_sub(self.held)
    }

    /// What the calls want at least.
    fn wanted(&self, ask: &Ask) -> i64 {
        match self.limit {
            Limit::RequestsPerHour | Limit::AtOnce => ask.requests(),
            Limit::TokensPerDay => ask.tokens(),
            Limit::DailyBudget | Limit::MonthlyBudget => ask.amount(),
        }
    }

    /// The longest answer of the first call that fits, in tokens; `None` if not even an empty one does.
    fn longest_output(&self, ask: &Ask) -> Option<u64> {
        let wanted = self.wanted(ask);
        if wanted == 0 {
            // What uses nothing of it fits also where nothing is left.
            return Some(u64::MAX);
        }
        let first = ask.calls.first()?;
        let left = self.left();
        match self.limit {
            Limit::RequestsPerHour | Limit::AtOnce => (wanted <= left).then_some(u64::MAX),
            Limit::TokensPerDay => {
                let others = wanted.saturating_sub(signed(first.held.output));
                u64::try_from(left.saturating_sub(others)).ok()
            }
            Limit::DailyBudget | Limit::MonthlyBudget => {
                let others = wanted.saturating_sub(first.amount().0);
                let left = left.saturating_sub(others);
                first.longest_output(NanoDollars(left))
            }
        }
    }

    fn refusal(&self, ask: &Ask, fits: Option<u64>, now: Timestamp) -> Refusal {
        let would_fit = fits.filter(|fits| *fits > 0);
        Refusal {
            limit: self.limit,
            of_key: self.of_key,
            most: self.most,
            settled: self.settled,
            held: self.held,
            wanted: self.wanted(ask),
            asked_at: now,
            turns_at: self.turns_at,
            would_fit: would_fit.map(|fits| u32::try_from(fits).unwrap_or(u32::MAX)),
        }
    }
}

impl OpenCall {
    /// The longest answer that costs no more than this together with the prompt, in tokens. What they cost is
    /// rounded up once, so it is within an amount exactly if the unrounded sum is.
    fn longest_output(&self, most: NanoDollars) -> Option<u64> {
        let prompt = i128::from(self.held.prompt) * i128::from(self.price.dearest_input().0);
        let left = i128::from(most.0) * 1_000_000 - prompt;
        if left < 0 {
            return None;
        }
        match i128::from(self.price.output.0) {
            0 => Some(u64::MAX),
            each => Some(u64::try_from(left / each).unwrap_or(u64::MAX)),
        }
    }
}

fn signed(tokens: u64) -> i64 {
    i64::try_from(tokens).unwrap_or(i64::MAX)
}

fn unsigned(amount: i64) -> u64 {
    u64::try_from(amount).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Held;
    use crate::store::contract::given::open_call;
    use crate::types::{AccountId, CallId, Price};
    use proptest::prelude::*;

    fn ask(prompt: u64, least: u64, most_output: u64, price: Price) -> Ask {
        let call = OpenCall {
            held: Held {
                prompt,
                output: least,
            },
            requests: 1,
            price,
            ..open_call(AccountId::new(), CallId::new())
        };
        Ask {
            calls: vec![call],
            most_output,
        }
    }

    fn room(limit: Limit, most: i64, settled: i64, held: i64) -> Room {
        Room {
            limit,
            of_key: false,
            most,
            settled,
            held,
            begun_at: None,
            turns_at: None,
        }
    }

    #[test]
    fn a_call_without_a_length_gets_the_longest_that_fits_down_to_its_least() {
        let ask = ask(100, 256, 4_000, Price::FREE);
        let tokens = |left: i64| [room(Limit::TokensPerDay, left + 500, 400, 100)];
        assert_eq!(admit(&ask, &tokens(10_000), Timestamp(0)), Ok(4_000));
        assert_eq!(admit(&ask, &tokens(1_100), Timestamp(0)), Ok(1_000));
        assert_eq!(admit(&ask, &tokens(356), Timestamp(0)), Ok(256));
        let refused = admit(&ask, &tokens(355), Timestamp(0)).unwrap_err();
        assert_eq!((refused.wanted, refused.would_fit), (356, Some(255)));
        let refused = admit(&ask, &tokens(99), Timestamp(0)).unwrap_err();
        assert_eq!(refused.would_fit, None);
    }

    #[test]
    fn what_costs_nothing_needs_no_budget() {
        let spent = [room(Limit::DailyBudget, 10, 11, 0)];
        let free = ask(100, 10, 10, Price::FREE);
        assert_eq!(admit(&free, &spent, Timestamp(0)), Ok(10));
    }

    #[test]
    fn the_first_limit_without_room_is_named_and_the_pace_is_that_of_the_tightest() {
        let ask = ask(1, 1, 1, Price::FREE);
        let mut rooms = [
            room(Limit::RequestsPerHour, 10, 8, 1),
            room(Limit::AtOnce, 2, 0, 2),
            room(Limit::TokensPerDay, 1, 0, 0),
        ];
        rooms[0].turns_at = Some(Timestamp(7));
        let refused = admit(&ask, &rooms, Timestamp(0)).unwrap_err();
        assert_eq!(refused.limit, Limit::AtOnce);
        let pace = Pace {
            most: 10,
            left: 0,
            turns_at: Timestamp(7),
        };
        assert_eq!(super::pace(&ask, &rooms), Some(pace));
    }

    proptest! {
        /// What is granted costs no more than what is left, and one token more would.
        #[test]
        fn the_longest_answer_is_exactly_the_longest(
            prompt in 0..200_000u64,
            input in 0..20_000_000_000i64,
            output in 1..80_000_000_000i64,
            left in 0i64..20_000_000_000,
        ) {
            let price = Price {
                input: NanoDollars(input),
                output: NanoDollars(output),
                ..Price::FREE
            };
            let asked = ask(prompt, 1, 10_000_000, price);
            let rooms = [room(Limit::DailyBudget, left + 7, 3, 4)];
            let fits = |output| price.worst(prompt, output).0 <= left;
            match admit(&asked, &rooms, Timestamp(0)) {
                Ok(granted) => {
                    prop_assert!(fits(granted));
                    prop_assert!(granted == 10_000_000 || !fits(granted + 1));
                }
                Err(_) => prop_assert!(!fits(1)),
            }
        }
    }
}
