//! The usage page. Links choose the days and what the bars are made of.

use super::budgets::Budgets;
use super::calls::Calls;
use super::filter::Narrowed;
use super::spend::Spend;
use super::stack::By;
use super::tiles::Tiles;
use super::words;
use crate::shared::api::AppError;
use crate::shared::routes;
use crate::shared::server::{self, Drawn, Place};
use leptos::prelude::*;
use tollgate::types::{CallsFrom, Day, Days, Overview};

/// Seconds after which a budget that is being spent looks different.
const REFRESH: u32 = 5;

/// What the address does not say is the month, by model.
pub async fn draw(place: Place) -> Result<Drawn, AppError> {
    let days = place.said("days").and_then(Days::from_word);
    let by = place.said("by").and_then(By::from_word);
    let (days, by) = (days.unwrap_or_default(), by.unwrap_or_default());
    let caller = server::caller().await?;
    let ledger = &server::tollgate()?.ledger;
    let overview = ledger.overview(&caller, days).await?;
    let narrowed = Narrowed::of(&place, days, by);
    let mut calls = ledger.calls(&caller, &narrowed.wish, narrowed.from).await?;
    if narrowed.wrong.is_some() {
        calls = calls.without_calls();
    }
    // Who looks for something is not disturbed.
    let at_rest = !narrowed.is_narrowed() && narrowed.from == CallsFrom::Newest;
    let page = view! { <UsagePage overview days by/> <Calls page=calls narrowed/> };
    let drawn = Drawn::new("Usage", page);
    Ok(if at_rest {
        drawn.refreshed(REFRESH)
    } else {
        drawn
    })
}

#[component]
fn UsagePage(overview: Overview, days: Days, by: By) -> impl IntoView {
    view! {
        <div class="usage-head">
            <p class="usage-about">{words::subtitle(&overview)}</p>
            <SpanLinks days by today=overview.today/>
        </div>
        <Budgets overview=overview.clone()/>
        <Spend overview=overview.clone() days by/>
        <Tiles overview days/>
    }
    .into_any()
}

#[component]
fn SpanLinks(days: Days, by: By, today: Day) -> impl IntoView {
    let links = [Days::Week, Days::Month, Days::Quarter].map(|each| {
        let current = (each == days).then_some("true");
        view! {
            <a class="segment" href=routes::usage(each.as_str(), by.word()) aria-current=current>
                {words::span(each, today)}
            </a>
        }
    });
    view! { <nav class="segments" aria-label="Days">{links.into_iter().collect_view()}</nav> }
        .into_any()
}
