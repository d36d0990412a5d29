//! Short lists: what cost most and took longest today, and what was changed last.

use crate::entities::target::duration;
use crate::shared::lib::when::{clock, day_and_time_at, local};
use crate::shared::routes;
use crate::widgets::change;
use leptos::prelude::*;
use tollgate::store::{Dear, Slow, Spender};
use tollgate::types::money::grouped;
use tollgate::types::{AuditEntry, Tier};

/// Changes that are shown.
const CHANGES: usize = 5;

#[component]
pub fn Dearest(dearest: Vec<Dear>) -> impl IntoView {
    let rows = dearest.into_iter().map(|one| {
        view! {
            <tr>
                <th scope="row">{named(&one.spender)}</th>
                <td>{one.spender.llm.0}</td>
                <td class="end">{grouped(one.calls)}</td>
                <td class="end">{one.cost.as_sum()}</td>
            </tr>
        }
    });
    let rows: Vec<_> = rows.collect();
    let body = match rows.is_empty() {
        true => view! { <p class="nothing">"Nothing was spent today."</p> }.into_any(),
        false => view! {
            <table class="table">
                <caption class="sr-only">"Dearest today, by person or key and model"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Who"</th>
                        <th scope="col">"Model"</th>
                        <th scope="col" class="end">"Calls"</th>
                        <th scope="col" class="end">"Spent"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any(),
    };
    listed(
        "Dearest today",
        "numbers only, never texts".into_any(),
        body,
    )
}

#[component]
pub fn Slowest(slowest: Vec<Slow>, utc_offset: i16) -> impl IntoView {
    let rows = slowest.into_iter().map(|one| {
        view! {
            <tr>
                <th scope="row">{named(&one.spender)}</th>
                <td>{one.spender.llm.0}</td>
                <td class="end">{clock(local(one.at, utc_offset))}</td>
                <td class="end">{duration(one.took)}</td>
            </tr>
        }
    });
    let rows: Vec<_> = rows.collect();
    let body = match rows.is_empty() {
        true => view! { <p class="nothing">"Nobody asked anything today."</p> }.into_any(),
        false => view! {
            <table class="table">
                <caption class="sr-only">"The calls that took longest today"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Who"</th>
                        <th scope="col">"Model"</th>
                        <th scope="col" class="end">"At"</th>
                        <th scope="col" class="end">"Took"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any(),
    };
    listed("Slowest today", "from asking to the end".into_any(), body)
}

#[component]
pub fn Latest(latest: Vec<AuditEntry>, tiers: Vec<Tier>, utc_offset: i16) -> impl IntoView {
    let rows = latest.into_iter().take(CHANGES).map(|entry| {
        let object = change::object(&entry, &tiers);
        view! {
            <tr>
                <td>{day_and_time_at(entry.at, utc_offset)}</td>
                <th scope="row" class="wraps">{object}<small>{change::what(entry.what)}" "{change::change(&entry)}</small></th>
                <td class="end">{entry.by.unwrap_or_else(|| "command line".into())}</td>
            </tr>
        }
    });
    let rows: Vec<_> = rows.collect();
    let body = match rows.is_empty() {
        true => view! { <p class="nothing">"Nothing was changed yet."</p> }.into_any(),
        false => view! {
            <table class="table">
                <caption class="sr-only">"Latest changes"</caption>
                <thead class="sr-only">
                    <tr><th scope="col">"When"</th><th scope="col">"What"</th><th scope="col">"Who"</th></tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any(),
    };
    let all = view! { <a href=routes::AUDIT>"Audit log"</a> }.into_any();
    listed("Latest changes", all, body)
}

fn listed(title: &'static str, aside: AnyView, body: AnyView) -> impl IntoView {
    view! {
        <section class="card" aria-label=title>
            <header class="card-head"><h2>{title}</h2><small>{aside}</small></header>
            <div class="table-card" tabindex="0" role="region" aria-label=title>{body}</div>
        </section>
    }
    .into_any()
}

/// Their name, or their key's.
fn named(spender: &Spender) -> String {
    match &spender.key {
        None => spender.name.clone(),
        Some(key) => format!("Key “{key}” of {}", spender.name),
    }
}
