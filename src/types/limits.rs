//! How much an account may use, and what a caller is told who may not use more.

use super::receipt::words;
use super::{NanoDollars, Timestamp, money::grouped};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::time::Duration;

/// What an account, or one of its keys, may use. `None` is no limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Questions in an hour of the clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requests_per_hour: Option<u32>,
    /// Answers that are written at the same time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_once: Option<u32>,
    /// Of prompts and answers, in a calendar day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens_per_day: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub daily_budget: Option<NanoDollars>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub monthly_budget: Option<NanoDollars>,
}

/// One of the limits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    RequestsPerHour,
    AtOnce,
    TokensPerDay,
    DailyBudget,
    MonthlyBudget,
}

/// A limit that a call does not fit into. Amounts are in the unit of the limit: requests, answers, tokens or
/// nano-dollars.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Refusal {
    pub limit: Limit,
    /// It is one of the key's and not of its account.
    pub of_key: bool,
    pub most: i64,
    pub settled: i64,
    /// What calls that are under way may still use.
    pub held: i64,
    /// The most that this call might use.
    pub wanted: i64,
    pub asked_at: Timestamp,
    /// When the window turns; `None` where only the end of another answer makes room.
    pub turns_at: Option<Timestamp>,
    /// Longest answer to the same prompt that there is room for, in tokens.
    pub would_fit: Option<u32>,
}

/// When to try again if only the end of another answer makes room.
const SOON: Duration = Duration::from_secs(5);

impl Limits {
    /// These, and the other's where these say nothing.
    pub fn or(self, other: Self) -> Self {
        Self {
            requests_per_hour: self.requests_per_hour.or(other.requests_per_hour),
            at_once: self.at_once.or(other.at_once),
            tokens_per_day: self.tokens_per_day.or(other.tokens_per_day),
            daily_budget: self.daily_budget.or(other.daily_budget),
            monthly_budget: self.monthly_budget.or(other.monthly_budget),
        }
    }
}

words!(Limit {
    RequestsPerHour = "requests_per_hour",
    AtOnce = "at_once",
    TokensPerDay = "tokens_per_day",
    DailyBudget = "daily_budget",
    MonthlyBudget = "monthly_budget",
});

impl Limit {
    /// Whether it is about money, and not about how often or how much.
    pub fn is_money(self) -> bool {
        matches!(self, Self::DailyBudget | Self::MonthlyBudget)
    }

    /// Whether an answer that is kept uses nothing of it.
    pub fn spares_what_is_kept(self) -> bool {
        self.is_money() || self == Self::TokensPerDay
    }

    fn amount(self, amount: i64) -> String {
        match self {
            Self::DailyBudget | Self::MonthlyBudget => NanoDollars(amount).as_call(),
            _ => grouped(amount.unsigned_abs()),
        }
    }
}

impl Refusal {
    /// What is neither settled nor held.
    pub fn left(&self) -> i64 {
        (self.most.saturating_sub(self.settled))
            .saturating_sub(self.held)
            .max(0)
    }

    /// Whether the call would fit if all that is under way used nothing: then it is worth a try soon.
    pub fn waits_for_others(&self) -> bool {
        self.held > 0 && self.settled.saturating_add(self.wanted) <= self.most
    }

    pub fn retry_after(&self) -> Option<Duration> {
        if self.waits_for_others() {
            return Some(SOON);
        }
        self.turns_at.map(|then| self.asked_at.until(then))
    }
}

impl fmt::Display for Refusal {
    /// Which limit, what is left of it, when it frees, and what would fit.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = if self.of_key {
            "This key"
        } else {
            "Your account"
        };
        let most = match self.limit.is_money() {
            true => NanoDollars(self.most).as_sum(),
            false => self.limit.amount(self.most),
        };
        match self.limit {
            Limit::RequestsPerHour => write!(f, "{of} may ask {most} times an hour."),
            Limit::AtOnce => write!(f, "{of} may have {most} answers written at the same time."),
            Limit::TokensPerDay => write!(f, "{of} may use {most} tokens a day."),
            Limit::DailyBudget => write!(f, "{of} may spend {most} a day."),
            Limit::MonthlyBudget => write!(f, "{of} may spend {most} a month."),
        }?;
        let amount = |amount| self.limit.amount(amount);
        match self.limit {
            Limit::RequestsPerHour | Limit::AtOnce => {}
            _ => {
                let (left, wanted) = (amount(self.left()), amount(self.wanted));
                write!(f, " {left} is left, and this may take up to {wanted}.")?;
            }
        }
        if self.waits_for_others() {
            write!(f, " Answers that are being written hold ")?;
            match self.limit {
                Limit::AtOnce | Limit::RequestsPerHour => write!(f, "the rest")?,
                _ => write!(f, "{}", amount(self.held))?,
            }
            return write!(f, "; try again when one of them has ended.");
        }
        if let Some(then) = self.turns_at {
            write!(f, " It starts anew in {}.", span(self.asked_at.until(then)))?;
        }
        if let Some(tokens) = self.would_fit {
            let tokens = grouped(tokens.into());
            write!(f, " An answer of at most {tokens} tokens would fit now.")?;
        }
        Ok(())
    }
}

/// A wait as people say it, rounded up to the minute: `3 h 20 min`.
fn span(wait: Duration) -> String {
    let minutes = wait.as_secs().div_ceil(60).max(1);
    let (days, hours, minutes) = (minutes / 1_440, minutes / 60 % 24, minutes % 60);
    match (days, hours, minutes) {
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, 0) => format!("{hours} h"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (1, hours, _) => format!("1 day {hours} h"),
        (days, hours, _) => format!("{days} days {hours} h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(settled: i64, held: i64, wanted: i64) -> Refusal {
        Refusal {
            limit: Limit::DailyBudget,
            of_key: false,
            most: 100_000_000,
            settled,
            held,
            wanted,
            asked_at: Timestamp(0),
            turns_at: Some(Timestamp(12_000 * Timestamp::SECOND)),
            would_fit: None,
        }
    }

    #[test]
    fn what_is_left_is_neither_settled_nor_held() {
        let million = 1_000_000;
        assert_eq!(refusal(60 * million, 30 * million, 1).left(), 10 * million);
        assert_eq!(refusal(i64::MAX, i64::MAX, 1).left(), 0);
    }

    #[test]
    fn a_refusal_says_what_is_left_when_it_frees_and_what_would_fit() {
        let used_up = Refusal {
            would_fit: Some(1_200),
            ..refusal(99_000_000, 0, 20_000_000)
        };
        assert_eq!(
            used_up.to_string(),
            "Your account may spend $0.10 a day. $0.0010 is left, and this may take up to $0.0200. It starts anew in 3 h 20 min. An answer of at most 1\u{202f}200 tokens would fit now."
        );
        assert_eq!(used_up.retry_after(), Some(Duration::from_secs(12_000)));
        let held = refusal(50_000_000, 49_000_000, 20_000_000);
        assert_eq!(
            held.to_string(),
            "Your account may spend $0.10 a day. $0.0010 is left, and this may take up to $0.0200. Answers that are being written hold $0.0490; try again when one of them has ended."
        );
        assert_eq!(held.retry_after(), Some(SOON));
        let often = Refusal {
            limit: Limit::RequestsPerHour,
            of_key: true,
            most: 10,
            turns_at: Some(Timestamp(90 * Timestamp::SECOND)),
            ..refusal(10, 0, 1)
        };
        assert_eq!(
            often.to_string(),
            "This key may ask 10 times an hour. It starts anew in 2 min."
        );
    }
}
