//! What was spent by day: bars, their legend, and the same as a table.

use super::by_day::{Bars, DayTable};
use super::stack::{By, Stack};
use super::words;
use crate::shared::routes;
use leptos::prelude::*;
use tollgate::types::{Days, Overview};

#[component]
pub fn Spend(overview: Overview, days: Days, by: By) -> impl IntoView {
    let stack = Stack::of(&overview.days, by);
    let links = [By::Model, By::Purpose].map(|each| {
        let current = (each == by).then_some("true");
        view! {
            <a class="segment" href=routes::usage(days.as_str(), each.word()) aria-current=current>
                {each.shown()}
            </a>
        }
    });
    let span = words::span(days, overview.today);
    let body = if stack.series.is_empty() {
        view! {
            <p class="usage-nothing">
                {format!("Nothing was spent in {}. ", in_span(days, span))}
                <a href=routes::HOME>"Ask something"</a>
            </p>
        }
        .into_any()
    } else {
        view! {
            <div class="spend">
                <Bars stack=stack.clone() today=overview.today/>
                <Legend stack=stack.clone()/>
            </div>
            <details class="spend-table">
                <summary>"As table"</summary>
                <DayTable stack/>
            </details>
        }
        .into_any()
    };
    view! {
        <section class="card" aria-labelledby="spend-title">
            <header class="card-head">
                <h2 id="spend-title">"Spend by day"</h2>
                <nav class="segments" aria-label="Parts of the bars">{links}</nav>
            </header>
            {body}
        </section>
    }
    .into_any()
}

fn in_span(days: Days, span: &'static str) -> String {
    match days {
        Days::Month => span.into(),
        Days::Week | Days::Quarter => format!("the last {span}"),
    }
}

#[component]
fn Legend(stack: Stack) -> impl IntoView {
    let rows = stack.series.iter().zip(1..).map(|(series, place)| {
        view! {
            <tr>
                <th scope="row">
                    <span class=format!("key-series c{place}") aria-hidden="true"></span>
                    {series.name.clone()}
                </th>
                <td class="end">{series.total.as_sum()}</td>
                <td class="end share">{format!("{}\u{a0}%", series.percent)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <table class="spend-legend">
            <caption class="sr-only">"Sums"</caption>
            <tbody>{rows}</tbody>
            <tfoot>
                <tr>
                    <th scope="row">"Total"</th>
                    <td class="end">{stack.total.as_sum()}</td>
                    <td class="end share">"100\u{a0}%"</td>
                </tr>
            </tfoot>
        </table>
    }
    .into_any()
}
