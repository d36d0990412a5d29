//! An alert in words, for mails.

use crate::types::{Alert, AlertLevel, Day, NanoDollars, Timestamp};

/// From here on cents are exact enough.
const CENTS_FROM: NanoDollars = NanoDollars::DOLLAR;

/// A mail, as plain text.
pub(super) struct Letter {
    pub(super) subject: String,
    pub(super) body: String,
}

/// Writes to whoever holds the account.
pub(super) fn letter(name: &str, alert: &Alert, public_url: &str) -> Letter {
    let budget = alert.budget.as_str();
    let (spent, most) = amounts(alert);
    let frees = moment(alert.window_end, alert.utc_offset);
    let since = moment(alert.window_start, alert.utc_offset);
    let (subject, news) = match alert.level {
        AlertLevel::Warning => (
            format!(
                "{} % of your {budget} budget is used",
                alert.level.percent()
            ),
            format!(
                "you have spent {spent} of your {budget} budget of {most}. Once it is used up, calls that \
                 cost something are refused until it is free again."
            ),
        ),
        AlertLevel::Reached => (
            format!("Your {budget} budget is used up"),
            format!(
                "your {budget} budget of {most} is used up: {spent} is spent. Calls that cost something \
                 are refused until it is free again."
            ),
        ),
    };
    let body = format!(
        "Hello {name},\n\n{news}\n\nSpent:      {spent} since {since}\nBudget:     {most} ({budget})\n\
         Free again: {frees}\n\nWhat it was spent on: {public_url}/usage\n"
    );
    Letter {
        subject: format!("Tollgate: {subject}"),
        body,
    }
}

/// What a person asks for who wants to see whether mails come.
pub(super) fn test_letter(name: &str, public_url: &str) -> Letter {
    Letter {
        subject: "Tollgate: this is a test".into(),
        body: format!(
            "Hello {name},\n\nthis is a test that you asked for: mails about your budgets come to this \
             address. Nothing was spent.\n\nWhere to change that: {public_url}/settings/alerts\n"
        ),
    }
}

/// Both in the same number of decimals.
fn amounts(alert: &Alert) -> (String, String) {
    if alert.most < CENTS_FROM {
        (alert.settled.as_call(), alert.most.as_call())
    } else {
        (alert.settled.as_sum(), alert.most.as_sum())
    }
}

/// `24 Nov 2026, 00:00 (UTC+01:00)`.
fn moment(at: Timestamp, utc_offset: i16) -> String {
    let local = at.plus_seconds(i64::from(utc_offset) * 60);
    let minutes = local.as_seconds().div_euclid(60).rem_euclid(24 * 60);
    let zone = match utc_offset {
        0 => String::new(),
        east => {
            let (sign, minutes) = (if east < 0 { '-' } else { '+' }, east.unsigned_abs());
            format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
        }
    };
    let day = Day::of(local).in_words();
    format!("{day}, {:02}:{:02} (UTC{zone})", minutes / 60, minutes % 60)
}

/// `2026-11-24T00:00:00Z`, for programs.
pub(super) fn instant(at: Timestamp) -> String {
    let seconds = at.as_seconds().rem_euclid(86_400);
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    let day = Day::of(at);
    format!("{day}T{hours:02}:{minutes:02}:{:02}Z", seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{AlertId, BudgetKind};

    fn alert(level: AlertLevel, utc_offset: i16) -> Alert {
        let midnight = Day::parse("2026-11-23").unwrap().begins();
        let begins = midnight.plus_seconds(-60 * i64::from(utc_offset));
        Alert {
            id: AlertId::new(),
            budget: BudgetKind::Daily,
            level,
            window_start: begins,
            window_end: begins.plus_seconds(86_400),
            utc_offset,
            settled: NanoDollars(8_123_456_789),
            most: NanoDollars(10_000_000_000),
            raised_at: begins.plus_seconds(60),
            read_at: None,
        }
    }

    #[test]
    fn a_warning_says_what_is_spent_of_what_and_when_it_is_free_again() {
        let letter = letter(
            "Ada",
            &alert(AlertLevel::Warning, 60),
            "https://ai.example.org",
        );
        assert_eq!(
            letter.subject,
            "Tollgate: 80 % of your daily budget is used"
        );
        assert_eq!(
            letter.body,
            "Hello Ada,\n\nyou have spent $8.12 of your daily budget of $10.00. Once it is used up, calls \
             that cost something are refused until it is free again.\n\n\
             Spent:      $8.12 since 23 Nov 2026, 00:00 (UTC+01:00)\nBudget:     $10.00 (daily)\n\
             Free again: 24 Nov 2026, 00:00 (UTC+01:00)\n\n\
             What it was spent on: https://ai.example.org/usage\n"
        );
    }

    #[test]
    fn a_notice_says_that_nothing_goes_on() {
        let letter = letter("Ada", &alert(AlertLevel::Reached, 0), "");
        assert_eq!(letter.subject, "Tollgate: Your daily budget is used up");
        assert!(
            letter.body.contains("is used up: $8.12 is spent."),
            "{}",
            letter.body
        );
        assert!(
            letter.body.contains("24 Nov 2026, 00:00 (UTC)"),
            "{}",
            letter.body
        );
    }

    #[test]
    fn programs_get_times_as_they_are_used_to() {
        let at = Day::parse("2026-02-28")
            .unwrap()
            .begins()
            .plus_seconds(86_399);
        assert_eq!(instant(at), "2026-02-28T23:59:59Z");
        assert_eq!(instant(at.plus_seconds(1)), "2026-03-01T00:00:00Z");
    }

    #[test]
    fn a_small_budget_is_not_rounded_away() {
        let small = Alert {
            settled: NanoDollars(8_100_000),
            most: NanoDollars(10_000_000),
            ..alert(AlertLevel::Warning, -570)
        };
        assert_eq!(amounts(&small), ("$0.0081".into(), "$0.0100".into()));
        assert_eq!(
            moment(small.window_start, -570),
            "23 Nov 2026, 00:00 (UTC-09:30)"
        );
    }
}
