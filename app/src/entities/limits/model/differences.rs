//! What two versions of a tier differ in.

use super::words::{limit, models_in_words};
use std::iter::once;
use tollgate::types::money::grouped;
use tollgate::types::{Limit, Limits, LlmName, NanoDollars, NewTier};

/// A setting, as it was and as it became.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    pub what: &'static str,
    pub before: String,
    pub after: String,
}

/// What is the same is left out.
pub fn differences(before: &NewTier, after: &NewTier) -> Vec<Difference> {
    let name = ("Name", before.name.clone(), after.name.clone());
    let settings = settings(&before.limits)
        .into_iter()
        .zip(settings(&after.limits));
    let settings = settings.map(|((what, before), (_, after))| (what, before, after));
    let models = models(before.models.as_ref(), after.models.as_ref());
    let all = once(name)
        .chain(settings)
        .chain([models])
        .map(|(what, before, after)| Difference {
            what,
            before,
            after,
        });
    all.filter(|one| one.before != one.after).collect()
}

/// Two lists are told by what one has and the other has not.
fn models(
    before: Option<&Vec<LlmName>>,
    after: Option<&Vec<LlmName>>,
) -> (&'static str, String, String) {
    let (Some(old), Some(new)) = (before, after) else {
        return ("Models", models_in_words(before), models_in_words(after));
    };
    let without = |these: &[LlmName], those: &[LlmName], sign: char| {
        let gone = these.iter().filter(|name| !those.contains(name));
        gone.map(|name| format!(" {sign}{}", name.0))
            .collect::<String>()
    };
    let changes = without(new, old, '+') + &without(old, new, '\u{2212}');
    let after = models_in_words(Some(new)) + &changes;
    ("Models", models_in_words(Some(old)), after)
}

fn settings(limits: &Limits) -> [(&'static str, String); 5] {
    let count = |most: Option<u64>| most.map_or_else(none, grouped);
    let money = |most: Option<NanoDollars>| most.map_or_else(none, NanoDollars::as_written);
    [
        (
            limit(Limit::RequestsPerHour),
            count(limits.requests_per_hour.map(u64::from)),
        ),
        (limit(Limit::AtOnce), count(limits.at_once.map(u64::from))),
        (limit(Limit::TokensPerDay), count(limits.tokens_per_day)),
        (limit(Limit::DailyBudget), money(limits.daily_budget)),
        (limit(Limit::MonthlyBudget), money(limits.monthly_budget)),
    ]
}

fn none() -> String {
    "no limit".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_named() {
        let tier = |at_once, budget| NewTier {
            name: "Free".into(),
            limits: Limits {
                at_once,
                daily_budget: Some(NanoDollars(budget)),
                ..Limits::default()
            },
            models: None,
        };
        let said = |before, after| {
            let all = differences(&before, &after).into_iter();
            let all = all.map(|one| format!("{}: {} → {}", one.what, one.before, one.after));
            all.collect::<Vec<_>>().join(", ")
        };
        assert_eq!(said(tier(None, 1), tier(None, 1)), "");
        assert_eq!(
            said(tier(None, 1_000_000_000), tier(Some(2), 1_000_000_001)),
            "Answers at once: no limit → 2, Budget a day: $1.00 → $1.000\u{202f}000\u{202f}001"
        );
        let open = |names: &[&str]| NewTier {
            models: Some(names.iter().map(|name| LlmName((*name).into())).collect()),
            ..tier(None, 1)
        };
        assert_eq!(
            said(tier(None, 1), open(&["a", "b"])),
            "Models: all → 2 models"
        );
        assert_eq!(
            said(open(&["a", "b"]), open(&["b", "c"])),
            "Models: 2 models → 2 models +c \u{2212}a"
        );
    }
}
