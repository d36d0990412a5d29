//! The other limits, and what was asked and saved.

use super::gauge::thousandths;
use super::words;
use crate::shared::ui::meter::Meter;
use leptos::prelude::*;
use tollgate::types::money::grouped;
use tollgate::types::{Days, Gauge, Limit, NanoDollars, Overview};

#[component]
pub fn Tiles(overview: Overview, days: Days) -> impl IntoView {
    let limits = [Limit::RequestsPerHour, Limit::TokensPerDay].map(|limit| {
        let mut gauges = overview.gauges.iter();
        let gauge = gauges.find(|gauge| gauge.standing.limit == limit);
        gauge.map(|gauge| view! { <LimitTile gauge=*gauge/> })
    });
    let spent: Vec<_> = overview.days.iter().flat_map(|day| &day.spent).collect();
    let calls: u64 = spent.iter().map(|spent| spent.calls).sum();
    let tokens: u64 = spent.iter().map(|spent| spent.tokens.total()).sum();
    let saved: NanoDollars = spent.iter().map(|spent| spent.saved).sum();
    let span = words::span(days, overview.today);
    view! {
        <section class="card tiles" aria-label="Requests, tokens and what was saved">
            {limits}
            <div class="tile">
                <h2>{format!("Saved by cache, {span}")}</h2>
                <p><strong>{saved.as_sum()}</strong></p>
            </div>
            <div class="tile">
                <h2>{format!("Calls, {span}")}</h2>
                <p><strong>{grouped(calls)}</strong></p>
                <p class="tile-more">{format!("{} tokens", grouped(tokens))}</p>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn LimitTile(gauge: Gauge) -> impl IntoView {
    let standing = gauge.standing;
    let (title, what) = match standing.limit {
        Limit::RequestsPerHour => ("Requests, this hour", "requests"),
        _ => ("Tokens, today", "tokens"),
    };
    let number = |amount: i64| grouped(amount.max(0).unsigned_abs());
    let (used, most) = (number(standing.settled), number(standing.most));
    let tone = match thousandths(standing.settled, standing.most) {
        1_000.. => "danger",
        800.. => "warn",
        _ => "ok",
    };
    let in_words = format!(
        "{title}: {used} {what} used and {} held of {most}",
        number(standing.held)
    );
    view! {
        <div class="tile">
            <h2>{title}</h2>
            <p><strong>{used}</strong>{format!(" of {most}")}</p>
            <Meter
                label=title
                in_words
                tone
                used=thousandths(standing.settled, standing.most)
                held=thousandths(standing.held, standing.most)
            />
        </div>
    }
    .into_any()
}
