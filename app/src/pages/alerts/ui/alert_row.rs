//! One alert in a sentence.

use crate::shared::lib::when::day_and_time_at;
use crate::shared::ui::badge::Badge;
use crate::shared::ui::icon::Icon;
use leptos::prelude::*;
use tollgate::types::{Alert, AlertLevel, BudgetKind};

#[component]
pub fn AlertRow(alert: Alert) -> impl IntoView {
    let unread = alert.read_at.is_none();
    let tone = match alert.level {
        AlertLevel::Warning => "warn",
        AlertLevel::Reached => "danger",
    };
    view! {
        <li class="alert" class:unread=unread>
            <span class=format!("alert-mark {tone}")><Icon name="warn"/></span>
            <div>
                <p>
                    <strong>{title(&alert)}</strong>
                    {unread.then(|| view! { " "<Badge tone="accent" text="unread"/> })}
                </p>
                <p class="alert-more">{more(&alert)}</p>
            </div>
            <time>{day_and_time_at(alert.raised_at, alert.utc_offset)}</time>
            {unread.then(|| view! { <Read alert/> })}
        </li>
    }
    .into_any()
}

#[component]
fn Read(alert: Alert) -> impl IntoView {
    let label = format!("Mark as read: {}", title(&alert));
    view! {
        <form method="post" action="/api/fn/read_alert">
            <input type="hidden" name="alert" value=alert.id.to_string()/>
            <button type="submit" class="btn quiet small" aria-label=label>"Mark as read"</button>
        </form>
    }
}

fn title(alert: &Alert) -> String {
    let budget = match alert.budget {
        BudgetKind::Daily => "budget of the day",
        BudgetKind::Monthly => "budget of the month",
    };
    match alert.level {
        AlertLevel::Warning => format!("80\u{a0}% of the {budget} is spent."),
        AlertLevel::Reached => format!("The {budget} is used up."),
    }
}

/// `$8.02 of $10.00 was spent. It opens again on 24 Nov, 00:00.`
fn more(alert: &Alert) -> String {
    let (settled, most) = (alert.settled.as_sum(), alert.most.as_sum());
    let end = day_and_time_at(alert.window_end, alert.utc_offset);
    format!("{settled} of {most} was spent then. The budget begins anew on {end}.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use tollgate::types::{AlertId, Day, NanoDollars};

    #[test]
    fn an_alert_says_what_was_spent_and_when_it_begins_anew() {
        let begun = Day::parse("2026-11-22")
            .unwrap()
            .begins()
            .plus_seconds(18_000);
        let alert = Alert {
            id: AlertId::new(),
            budget: BudgetKind::Daily,
            level: AlertLevel::Warning,
            window_start: begun,
            window_end: begun.plus_seconds(86_400),
            utc_offset: -300,
            settled: NanoDollars(8_020_000_000),
            most: NanoDollars(10_000_000_000),
            raised_at: begun.plus_seconds(60),
            read_at: None,
        };
        assert_eq!(
            title(&alert),
            "80\u{a0}% of the budget of the day is spent."
        );
        assert_eq!(
            more(&alert),
            "$8.02 of $10.00 was spent then. The budget begins anew on 23 Nov, 00:00."
        );
    }
}
