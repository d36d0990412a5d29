//! The page below its title. Links choose the days and what the bars are made of.

use super::budgets::Budgets;
use super::spend::Spend;
use super::stack::By;
use super::tiles::Tiles;
use super::words;
use crate::shared::routes;
use leptos::prelude::*;
use tollgate::types::{Day, Days, Overview};

#[component]
pub fn Whole(overview: Overview, days: Days, by: By) -> impl IntoView {
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
