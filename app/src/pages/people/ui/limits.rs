//! How much of each limit is used, and what was spent by model.

use crate::entities::limits::{amount, limit};
use crate::shared::ui::meter::Meter;
use leptos::prelude::*;
use std::collections::BTreeMap;
use tollgate::store::PersonInDetail;
use tollgate::types::money::grouped;
use tollgate::types::{NanoDollars, Overview, Standing};

#[component]
pub fn Standings(overview: Overview, known: PersonInDetail) -> impl IntoView {
    let cap = known
        .daily_cap
        .map(|cap| format!("Caps itself at {} a day.", cap.as_sum()));
    let rows = overview
        .gauges
        .iter()
        .map(|gauge| view! { <Row standing=gauge.standing/> });
    view! {
        <section class="card" aria-labelledby="limits-title">
            <header class="card-head"><h2 id="limits-title">"Limits now"</h2><span class="page-about">{cap}</span></header>
            <div class="table-card" tabindex="0" role="region" aria-label="Limits now">
                <table class="table">
                    <caption class="sr-only">"How much of each limit is used"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Limit"</th>
                            <th scope="col" class="end">"Used"</th>
                            <th scope="col" class="end">"Held"</th>
                            <th scope="col" class="end">"Of"</th>
                            <th scope="col"><span class="sr-only">"Gauge"</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Row(standing: Standing) -> impl IntoView {
    let name = limit(standing.limit);
    let shown = |of: i64| amount(standing.limit, of);
    let (settled, held, most) = (
        shown(standing.settled),
        shown(standing.held),
        shown(standing.most),
    );
    let part = |of: i64| {
        let part = i128::from(of.max(0)) * 1_000 / i128::from(standing.most.max(1));
        i64::try_from(part).unwrap_or(1_000).min(1_000)
    };
    let used = part(standing.settled);
    let tone = match used {
        1_000 => "danger",
        800.. => "warn",
        _ => "ok",
    };
    let in_words = format!("{name}: {settled} used, {held} held, of {most}");
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class="end">{settled}</td>
            <td class="end">{held}</td>
            <td class="end">{most}</td>
            <td class="gauge-cell"><Meter label=name in_words tone used held=part(standing.held)/></td>
        </tr>
    }
    .into_any()
}

#[component]
pub fn Tables(overview: Overview, known: PersonInDetail) -> impl IntoView {
    let mut models: BTreeMap<String, (u64, u64, NanoDollars)> = BTreeMap::new();
    for spent in overview.days.iter().flat_map(|day| &day.spent) {
        let (calls, tokens, cost) = models.entry(spent.llm.0.clone()).or_default();
        *calls += spent.calls;
        *tokens += spent.tokens.total();
        *cost += spent.cost;
    }
    let rows = models.into_iter().map(|(llm, (calls, tokens, cost))| {
        view! {
            <tr>
                <th scope="row">{llm}</th>
                <td class="end">{grouped(calls)}</td>
                <td class="end">{grouped(tokens)}</td>
                <td class="end">{cost.as_sum()}</td>
            </tr>
        }
    });
    let title = format!("This month: {}", known.person.spent_this_month.as_sum());
    view! {
        <section class="card" aria-labelledby="spent-title">
            <header class="card-head"><h2 id="spent-title">{title}</h2></header>
            <div class="table-card" tabindex="0" role="region" aria-label="Spent by model">
                <table class="table">
                    <caption class="sr-only">"What was used this month, by model"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Model"</th>
                            <th scope="col" class="end">"Calls"</th>
                            <th scope="col" class="end">"Tokens"</th>
                            <th scope="col" class="end">"Cost"</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
