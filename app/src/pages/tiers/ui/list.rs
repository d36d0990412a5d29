//! All tiers, each with its limits and how many people are in it.

use crate::entities::limits::{in_words, models_in_words};
use crate::shared::routes;
use leptos::prelude::*;
use tollgate::types::money::grouped;
use tollgate::types::{TierId, TierInUse};

#[component]
pub fn List(tiers: Vec<TierInUse>, chosen: Option<TierId>) -> impl IntoView {
    let rows = tiers.into_iter().map(|one| {
        let current = (Some(one.tier.id) == chosen).then_some("true");
        let mut limits = match in_words(&one.tier.limits) {
            none if none.is_empty() => "no limits".to_owned(),
            limits => limits,
        };
        if let Some(models) = &one.tier.models {
            limits = format!("{limits} · {}", models_in_words(Some(models)));
        }
        view! {
            <li>
                <a href=routes::tier(one.tier.id) aria-current=current>
                    <span class="tier-name">{one.tier.name}</span>
                    <span class="tier-people">{grouped(one.people)} <span class="sr-only">" people"</span></span>
                    <small>{limits}</small>
                </a>
            </li>
        }
    });
    view! { <nav class="card" aria-label="Tiers"><ul class="tier-list">{rows.collect_view()}</ul></nav> }
        .into_any()
}
