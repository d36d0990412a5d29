//! Calls per minute as bars, and the table of the same numbers.

use super::super::model::words::rate;
use crate::shared::lib::scale::lines;
use crate::shared::lib::when::{clock, day_and_time_at, local};
use crate::shared::routes;
use leptos::prelude::*;
use tollgate::ledger::{HouseBar, HouseSpan};
use tollgate::types::Timestamp;
use tollgate::types::money::grouped;

/// Of the drawing, before it is stretched.
const BAR_SPACE: i64 = 10;
const BAR_WIDTH: i64 = 7;
const HEIGHT: i64 = 1_000;
/// One in so many bars has its time below it.
const LABEL_EVERY: usize = 12;

#[component]
pub fn Calls(bars: Vec<HouseBar>, span: HouseSpan, utc_offset: i16) -> impl IntoView {
    let links = [(HouseSpan::Day, "24 h"), (HouseSpan::Week, "7 d")].map(|(each, name)| {
        let current = (each == span).then_some("true");
        let href = routes::overview(each.as_str());
        view! { <a class="segment" href=href aria-current=current>{name}</a> }
    });
    view! {
        <section class="card" aria-labelledby="calls-title">
            <header class="card-head">
                <h2 id="calls-title">"Calls per minute"</h2>
                <span class="calls-legend">
                    <span><span class="key-series c1"></span>"answered"</span>
                    <span><span class="key-series failed"></span>"failed"</span>
                </span>
                <nav class="segments" aria-label="Span of the bars">{links.into_iter().collect_view()}</nav>
            </header>
            <Bars bars=bars.clone() span utc_offset/>
            <details class="calls-table">
                <summary>"As table"</summary>
                <BarTable bars span utc_offset/>
            </details>
        </section>
    }
    .into_any()
}

#[component]
fn Bars(bars: Vec<HouseBar>, span: HouseSpan, utc_offset: i16) -> impl IntoView {
    let minutes = span.minutes_a_bar();
    let per_minute =
        |calls: u64| i64::try_from(calls).unwrap_or(i64::MAX / 1_000) * 1_000 / minutes;
    let highest = bars
        .iter()
        .map(|bar| per_minute(bar.sum.answered + bar.sum.failed));
    let lines = lines(highest.max().unwrap_or_default().max(1_000));
    let top = lines.last().copied().unwrap_or(1).max(1);
    let width = BAR_SPACE * i64::try_from(bars.len()).unwrap_or(1).max(1);
    let scale = lines.iter().rev().map(|line| {
        view! { <div><span>{rate(*line)}</span></div> }
    });
    let drawn = bars.iter().zip(0..).map(|(bar, place)| {
        let left = place * BAR_SPACE + (BAR_SPACE - BAR_WIDTH) / 2;
        let answered = per_minute(bar.sum.answered) * HEIGHT / top;
        let failed = per_minute(bar.sum.failed) * HEIGHT / top;
        view! {
            <g>
                <rect class="c1" x=left y=HEIGHT - answered width=BAR_WIDTH height=answered></rect>
                <rect class="failed" x=left y=HEIGHT - answered - failed width=BAR_WIDTH height=failed></rect>
                <title>{about(bar, span, utc_offset)}</title>
            </g>
        }
    });
    let labels = bars.iter().enumerate().map(|(place, bar)| {
        let label =
            (place % LABEL_EVERY == LABEL_EVERY / 2).then(|| named(bar.from, span, utc_offset));
        view! { <span>{label}</span> }
    });
    view! {
        <div class="bars">
            <div class="bars-plot">
                <div class="bars-lines" aria-hidden="true">{scale.collect_view()}</div>
                <svg role="img" aria-label=finding(&bars, span) viewBox=format!("0 0 {width} {HEIGHT}") preserveAspectRatio="none">
                    {drawn.collect_view()}
                </svg>
            </div>
            <div class="bars-days" aria-hidden="true">{labels.collect_view()}</div>
        </div>
    }
    .into_any()
}

/// What is to be seen, in a sentence.
fn finding(bars: &[HouseBar], span: HouseSpan) -> String {
    let answered: u64 = bars.iter().map(|bar| bar.sum.answered).sum();
    let failed: u64 = bars.iter().map(|bar| bar.sum.failed).sum();
    let span = match span {
        HouseSpan::Day => "24 hours",
        HouseSpan::Week => "7 days",
    };
    let (answered, failed) = (grouped(answered), grouped(failed));
    format!("In the last {span}, {answered} calls were answered and {failed} failed.")
}

fn about(bar: &HouseBar, span: HouseSpan, utc_offset: i16) -> String {
    let from = named(bar.from, span, utc_offset);
    let (answered, failed) = (grouped(bar.sum.answered), grouped(bar.sum.failed));
    format!("{from}: {answered} answered, {failed} failed")
}

/// `11:30`, or with its day where there are several.
fn named(at: Timestamp, span: HouseSpan, utc_offset: i16) -> String {
    match span {
        HouseSpan::Day => clock(local(at, utc_offset)),
        HouseSpan::Week => day_and_time_at(at, utc_offset),
    }
}

/// Newest first, without the times in which nobody asked.
#[component]
fn BarTable(bars: Vec<HouseBar>, span: HouseSpan, utc_offset: i16) -> impl IntoView {
    let asked = bars
        .iter()
        .rev()
        .filter(|bar| bar.sum.answered + bar.sum.failed > 0);
    let rows = asked.map(|bar| {
        view! {
            <tr>
                <th scope="row">{named(bar.from, span, utc_offset)}</th>
                <td class="end">{grouped(bar.sum.answered)}</td>
                <td class="end">{grouped(bar.sum.failed)}</td>
                <td class="end">{grouped(bar.sum.cached)}</td>
                <td class="end">{bar.sum.cost.as_sum()}</td>
            </tr>
        }
    });
    view! {
        <div class="table-card" tabindex="0" role="region" aria-label="Calls, as table">
            <table class="table">
                <caption class="sr-only">"Calls, newest first"</caption>
                <thead>
                    <tr>
                        <th scope="col">"From"</th>
                        <th scope="col" class="end">"Answered"</th>
                        <th scope="col" class="end">"Failed"</th>
                        <th scope="col" class="end">"Of the cache"</th>
                        <th scope="col" class="end">"Spent"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
