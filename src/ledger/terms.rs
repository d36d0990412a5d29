//! What an account may use at the moment a call asks: its tier, what an admin allows it apart from that, what
//! its holder allows, and what the key allows that was shown.

use super::Calendar;
use crate::types::{Limit, Limits, LlmName, NanoDollars, Status};

#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Terms {
    pub(crate) status: Status,
    /// Whether the key that was shown is still good; so if none was.
    pub(crate) key_is_good: bool,
    /// Of the account's tier.
    pub(crate) tier: Limits,
    pub(crate) tier_name: String,
    /// The models that the tier opens; all where there is no list.
    pub(crate) models: Option<Vec<LlmName>>,
    /// Where they say something, the tier's do not count.
    pub(crate) own: Limits,
    /// What the holder wants to spend a day at most.
    pub(crate) daily_cap: Option<NanoDollars>,
    pub(crate) key: Option<Limits>,
    pub(crate) calendar: Calendar,
}

/// Whose use is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Scope {
    Account,
    Key,
}

impl Terms {
    /// The limits of the account and of the key, with what was given on top of the budgets.
    pub(crate) fn limits(
        &self,
        today: NanoDollars,
        this_month: NanoDollars,
    ) -> Vec<(Scope, Limits)> {
        let allowed = self.own.or(self.tier);
        let on_top = |budget: Option<NanoDollars>, more: NanoDollars| {
            budget.map(|budget| NanoDollars(budget.0.saturating_add(more.0)))
        };
        let daily = on_top(allowed.daily_budget, today);
        let account = Limits {
            // Who caps themselves is not lifted over it by anybody.
            daily_budget: [daily, self.daily_cap].into_iter().flatten().min(),
            monthly_budget: on_top(allowed.monthly_budget, this_month),
            ..allowed
        };
        let key = self.key.map(|key| (Scope::Key, key));
        [(Scope::Account, account)].into_iter().chain(key).collect()
    }
}

impl Limits {
    /// Each limit that there is, in the order in which they are checked.
    pub(crate) fn each(&self) -> impl Iterator<Item = (Limit, i64)> {
        let tokens = |tokens| i64::try_from(tokens).unwrap_or(i64::MAX);
        [
            (
                Limit::RequestsPerHour,
                self.requests_per_hour.map(i64::from),
            ),
            (Limit::AtOnce, self.at_once.map(i64::from)),
            (Limit::TokensPerDay, self.tokens_per_day.map(tokens)),
            (Limit::DailyBudget, self.daily_budget.map(|budget| budget.0)),
            (
                Limit::MonthlyBudget,
                self.monthly_budget.map(|budget| budget.0),
            ),
        ]
        .into_iter()
        .filter_map(|(limit, most)| Some((limit, most?)))
    }
}
