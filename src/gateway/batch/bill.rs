//! One call's cost among those who shared it: each pays its part, and the parts are the whole.

use crate::error::Result;
use crate::gateway::attempt::Books;
use crate::gateway::charge;
use crate::store::{Charge, OpenCall};
use crate::types::{Attempt, NanoDollars, Outcome, Price, Timestamp, Tokens, Usage, UsageSource};

/// What one caller owes so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Bill {
    tokens: u64,
    pub(super) cost: NanoDollars,
    /// Whether any of it was counted by us.
    counted: bool,
    /// Who answered last.
    provider: Option<String>,
    failed_attempts: Vec<Attempt>,
}

/// How the attempts of one call of a batch go.
#[derive(Debug, Default)]
pub(super) struct Tries {
    provider: String,
    failed: Vec<Attempt>,
}

impl Books for Tries {
    fn sent_to(&mut self, provider: &str) {
        provider.clone_into(&mut self.provider);
    }

    /// Whoever answers with an error has found nothing, so nothing is owed.
    async fn failed_at(
        &mut self,
        provider: &str,
        failed: String,
        _told: Option<Tokens>,
    ) -> Result<()> {
        self.failed.push(Attempt {
            provider: provider.to_owned(),
            failed,
            cost: NanoDollars::ZERO,
        });
        Ok(())
    }

    fn charged(&self) -> NanoDollars {
        NanoDollars::ZERO
    }
}

impl Bill {
    /// Whether anything was done for it.
    pub(super) fn is_due(&self) -> bool {
        self.provider.is_some()
    }

    pub(super) fn charge(&self, call: &OpenCall, outcome: Outcome, ended_at: Timestamp) -> Charge {
        let usage = Usage {
            tokens: input(self.tokens),
            source: match self.counted {
                true => UsageSource::Counted,
                false => UsageSource::Provider,
            },
        };
        let provider = self.provider.as_ref().unwrap_or(&call.provider);
        Charge {
            provider: provider.clone(),
            // The parts are rounded together, so that they are the whole.
            cost: self.cost,
            failed_attempts: self.failed_attempts.clone(),
            ..charge(call, None, usage, outcome, ended_at)
        }
    }
}

/// One who has a part in a call.
pub(super) struct Part<'a> {
    pub(super) bill: &'a mut Bill,
    /// Tokens of their texts, as we count them.
    pub(super) counted: u64,
    /// Tokens that they hold.
    pub(super) held: u64,
}

/// Adds a call that was answered to the bills of those whose texts it held, by the tokens that we count in
/// each, and not beyond what they hold as long as the others hold enough. `told` is what the provider says was
/// used.
pub(super) fn share(tries: &Tries, told: Option<u64>, price: &Price, parts: &mut [Part<'_>]) {
    let weights: Vec<u64> = parts.iter().map(|part| part.counted.max(1)).collect();
    let left = |part: &Part<'_>| part.held.saturating_sub(part.bill.tokens);
    let room: Vec<u64> = parts.iter().map(left).collect();
    let told = told.filter(|told| *told > 0);
    let total = told.unwrap_or_else(|| parts.iter().map(|part| part.counted).sum());
    let cost = price.cost(&input(total)).0.unsigned_abs();
    let tokens = split_within(total, &weights, &room);
    let costs = match total {
        0 => split(cost, &weights),
        _ => split(cost, &tokens),
    };
    for ((Part { bill, .. }, tokens), cost) in parts.iter_mut().zip(tokens).zip(costs) {
        bill.tokens = bill.tokens.saturating_add(tokens);
        let cost = NanoDollars(i64::try_from(cost).unwrap_or(i64::MAX));
        bill.cost = NanoDollars(bill.cost.0.saturating_add(cost.0));
        bill.counted |= told.is_none();
        bill.provider = Some(tries.provider.clone());
        bill.failed_attempts.extend(tries.failed.iter().cloned());
    }
}

fn input(tokens: u64) -> Tokens {
    Tokens {
        input: tokens,
        ..Tokens::default()
    }
}

/// Splits a whole by weight. What would be more than somebody's room goes to those who have some left; only if
/// that is not enough is it everybody's again.
fn split_within(total: u64, weights: &[u64], room: &[u64]) -> Vec<u64> {
    let parts = split(total, weights);
    let within = |(part, room): (&u64, &u64)| *part.min(room);
    let mut kept: Vec<u64> = parts.iter().zip(room).map(within).collect();
    let beyond = total - kept.iter().sum::<u64>();
    let spare: Vec<u64> = room
        .iter()
        .zip(&kept)
        .map(|(room, kept)| room - kept)
        .collect();
    let is_enough =
        spare.iter().map(|spare| u128::from(*spare)).sum::<u128>() >= u128::from(beyond);
    let more = match (beyond, is_enough) {
        (0, _) => return kept,
        (_, true) => split(beyond, &spare),
        (_, false) => return parts,
    };
    for (part, more) in kept.iter_mut().zip(more) {
        *part += more;
    }
    kept
}

/// Splits a whole by weight, not all of which are zero: everybody gets the whole units that are theirs, and those
/// that are left go to the largest remainders.
fn split(total: u64, weights: &[u64]) -> Vec<u64> {
    let sum: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    if sum == 0 {
        return Vec::new();
    }
    let exact = |weight: &u64| u128::from(total) * u128::from(*weight);
    let mut parts: Vec<u64> = weights
        .iter()
        .map(|weight| u64::try_from(exact(weight) / sum).unwrap_or(u64::MAX))
        .collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|n| std::cmp::Reverse(weights.get(*n).map_or(0, exact) % sum));
    let left = total - parts.iter().sum::<u64>();
    for (n, _) in order.into_iter().zip(0..left) {
        if let Some(part) = parts.get_mut(n) {
            *part += 1;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    #[test]
    fn what_is_left_goes_to_the_largest_remainders() {
        assert_eq!(split(10, &[1, 1, 1]), [4, 3, 3]);
        assert_eq!(split(7, &[2, 5]), [2, 5]);
        assert_eq!(split(3, &[10, 10, 19]), [1, 1, 1]);
        assert_eq!(split(1, &[1, 3]), [0, 1]);
        assert_eq!(split(0, &[4, 2]), [0, 0]);
    }

    proptest! {
        #[test]
        fn the_parts_are_the_whole(
            total in any::<u64>(),
            weights in vec(1..1_000_000u64, 1..50),
        ) {
            let parts = split(total, &weights);
            prop_assert_eq!(parts.iter().map(|part| u128::from(*part)).sum::<u128>(), u128::from(total));
            let sum: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
            for (part, weight) in parts.iter().zip(&weights) {
                // Nobody is a whole unit away from the exact part.
                let exact = u128::from(total) * u128::from(*weight);
                prop_assert!((u128::from(*part) * sum).abs_diff(exact) < sum);
            }
        }

        #[test]
        fn all_bills_together_are_what_the_call_cost(
            told in proptest::option::of(0..1_000_000u64),
            counted in vec((0..10_000u64, 0..20_000u64), 1..20),
            price in 0..10_000_000_000i64,
        ) {
            let price = Price { input: NanoDollars(price), ..Price::FREE };
            let mut bills = vec![Bill::default(); counted.len()];
            let part = |(bill, (counted, more)): (_, &(u64, u64))| Part {
                bill,
                counted: *counted,
                held: counted + more,
            };
            let mut parts: Vec<_> = bills.iter_mut().zip(&counted).map(part).collect();
            share(&Tries::default(), told, &price, &mut parts);
            let all = counted.iter().map(|(counted, _)| counted).sum();
            let total = told.filter(|told| *told > 0).unwrap_or(all);
            let held: u64 = counted.iter().map(|(counted, more)| counted + more).sum();
            if total <= held {
                for (bill, (counted, more)) in bills.iter().zip(&counted) {
                    prop_assert!(bill.tokens <= counted + more);
                    let most = price.cost(&input(counted + more));
                    prop_assert!(bill.cost <= most, "{:?} > {:?}", bill.cost, most);
                }
            }
            prop_assert_eq!(bills.iter().map(|bill| bill.tokens).sum::<u64>(), total);
            let cost: NanoDollars = bills.iter().map(|bill| bill.cost).sum();
            prop_assert_eq!(cost, price.cost(&input(total)));
        }
    }
}
