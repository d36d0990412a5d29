//! Limits in one line.

use tollgate::types::money::grouped;
use tollgate::types::{Limit, Limits, LlmName, NanoDollars};

pub fn limit(limit: Limit) -> &'static str {
    match limit {
        Limit::RequestsPerHour => "Requests an hour",
        Limit::AtOnce => "Answers at once",
        Limit::TokensPerDay => "Tokens a day",
        Limit::DailyBudget => "Budget a day",
        Limit::MonthlyBudget => "Budget a month",
    }
}

/// In the unit of the limit.
pub fn amount(limit: Limit, amount: i64) -> String {
    match limit.is_money() {
        true => NanoDollars(amount).as_sum(),
        false => grouped(amount.max(0).unsigned_abs()),
    }
}

/// `100 requests an hour · $1.00 a day`; nothing where there is no limit.
pub fn in_words(limits: &Limits) -> String {
    let count = |most: Option<u64>, what: &str| Some(format!("{} {what}", grouped(most?)));
    let parts = [
        count(limits.requests_per_hour.map(u64::from), "requests an hour"),
        count(limits.at_once.map(u64::from), "at once"),
        count(limits.tokens_per_day, "tokens a day"),
        limits
            .daily_budget
            .map(|most| format!("{} a day", most.as_sum())),
        limits
            .monthly_budget
            .map(|most| format!("{} a month", most.as_sum())),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// `all`, `none`, `3 models`.
pub fn models_in_words(models: Option<&Vec<LlmName>>) -> String {
    match models.map(Vec::len) {
        None => "all".to_owned(),
        Some(0) => "none".to_owned(),
        Some(1) => "1 model".to_owned(),
        Some(count) => format!("{count} models"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tollgate::types::NanoDollars;

    #[test]
    fn limits_are_said_in_one_line() {
        assert_eq!(in_words(&Limits::default()), "");
        let limits = Limits {
            requests_per_hour: Some(1_000),
            daily_budget: Some(NanoDollars::DOLLAR),
            ..Limits::default()
        };
        assert_eq!(
            in_words(&limits),
            "1\u{202f}000 requests an hour · $1.00 a day"
        );
    }
}
