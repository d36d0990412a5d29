//! How much was decided in the last 30 days, and which categories led to it.

use super::super::model::words;
use crate::shared::routes;
use leptos::prelude::*;
use tollgate::store::Decided;
use tollgate::types::money::grouped;
use tollgate::types::{Category, Verdict};

#[component]
pub fn Numbers(decided: Decided) -> impl IntoView {
    let tiles = Verdict::ALL.map(|verdict| {
        let (word, _) = words::verdict(verdict);
        view! { <div><dt>{word}</dt><dd class="amount">{grouped(decided.of(verdict))}</dd></div> }
    });
    let mut categories: Vec<_> = decided.by_category.iter().map(|one| &one.0).collect();
    categories.dedup();
    categories.sort();
    categories.dedup();
    let mut rows: Vec<(&Category, u64, u64)> = categories
        .into_iter()
        .map(|category| {
            let by = |verdict| decided.by(category, verdict);
            (category, by(Verdict::Blocked), by(Verdict::Flagged))
        })
        .collect();
    rows.sort_by_key(|(_, stopped, noted)| std::cmp::Reverse((*stopped, *noted)));
    let rows: Vec<_> = rows.into_iter().map(row).collect();
    view! {
        <section class="card" aria-labelledby="numbers-title">
            <header class="card-head"><h2 id="numbers-title">"Last 30 days"</h2></header>
            <dl class="log-tiles">{tiles.into_iter().collect_view()}</dl>
            {(!rows.is_empty()).then(|| view! { <Categories rows/> })}
        </section>
    }
    .into_any()
}

#[component]
fn Categories(rows: Vec<AnyView>) -> impl IntoView {
    view! {
        <div class="table-card" tabindex="0" role="region" aria-label="By category">
            <table class="table">
                <caption class="sr-only">"How often each category led to a verdict"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Category"</th>
                        <th scope="col" class="end">"Stopped"</th>
                        <th scope="col" class="end">"Noted"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row((category, stopped, noted): (&Category, u64, u64)) -> AnyView {
    let name = category.name().to_owned();
    let number = |number: u64, verdict: Verdict| match number {
        0 => "0".into_any(),
        number => {
            let log = routes::moderation_of(&name, verdict.as_str());
            view! { <a href=log>{grouped(number)}</a> }.into_any()
        }
    };
    view! {
        <tr>
            <th scope="row">{category.title().to_owned()}</th>
            <td class="end">{number(stopped, Verdict::Blocked)}</td>
            <td class="end">{number(noted, Verdict::Flagged)}</td>
        </tr>
    }
    .into_any()
}
