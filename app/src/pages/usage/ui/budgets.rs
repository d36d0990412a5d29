//! What is left of each budget, in one glance.

use super::gauge::{Pace, Shown};
use super::words;
use crate::shared::ui::badge::Badge;
use crate::shared::ui::meter::Meter;
use leptos::prelude::*;
use tollgate::types::{Gauge, Limit, Overview};

#[component]
pub fn Budgets(overview: Overview) -> impl IntoView {
    let budgets = overview
        .gauges
        .iter()
        .filter(|gauge| gauge.standing.limit.is_money());
    let budgets: Vec<_> = budgets
        .map(|gauge| view! { <Budget gauge=*gauge overview=overview.clone()/> })
        .collect();
    if budgets.is_empty() {
        return view! {
            <section class="card usage-unlimited">
                <p>"No budget limits what this account may spend."</p>
            </section>
        }
        .into_any();
    }
    view! { <section class="card budgets" aria-label="Budgets">{budgets}</section> }.into_any()
}

#[component]
fn Budget(gauge: Gauge, overview: Overview) -> impl IntoView {
    let shown = Shown::of(&gauge);
    let (tone, word) = match Pace::of(&gauge) {
        Pace::Calm => ("ok", "on pace"),
        Pace::Fast => ("warn", "fast"),
        Pace::UsedUp => ("danger", "used up"),
    };
    let title = words::left_of(gauge.standing.limit, overview.today);
    let (left, most) = (shown.left.as_sum(), shown.most.as_sum());
    let (settled, held) = (shown.settled.as_sum(), shown.held.as_sum());
    let window = match gauge.standing.limit {
        Limit::MonthlyBudget => words::month(overview.today),
        _ => "Today",
    };
    let in_words = format!("{window}: {settled} settled, {held} held, {left} left of {most}");
    let post = gauge.forecast.map(|forecast| shown.part(forecast.at_end));
    view! {
        <div class="budget">
            <header>
                <h2>{title}</h2>
                <Badge tone text=word/>
            </header>
            <p class="budget-left">
                <strong>{left}</strong>
                {format!(" of {most}")}
            </p>
            <Meter
                label=window
                in_words
                tone
                used=shown.part(shown.settled)
                held=shown.part(shown.held)
                post
            />
            <ul class="budget-legend">
                <li><span class="key-settled" aria-hidden="true"></span>{format!("{settled} settled")}</li>
                <li><span class="key-held" aria-hidden="true"></span>{format!("{held} held")}</li>
                {words::forecast(&gauge, &overview).map(|said| {
                    view! { <li><span class="key-post" aria-hidden="true"></span>{said}</li> }
                })}
            </ul>
        </div>
    }
    .into_any()
}
