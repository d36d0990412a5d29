//! A box for each tier, ticked where it may use the model.

use super::super::model::tier_fields::{OPEN, SEEN};
use crate::shared::server::Sent;
use leptos::prelude::*;
use tollgate::types::{LlmName, Tier};

#[component]
pub fn TierBoxes(sent: Sent, tiers: Vec<Tier>, llm: LlmName) -> impl IntoView {
    let boxes = tiers.into_iter().map(|tier| {
        let (open, seen) = (format!("{OPEN}{}", tier.id), format!("{SEEN}{}", tier.id));
        let checked = sent.ticked(&open, tier.opens(&llm));
        let all = tier.models.is_none().then_some("all models");
        view! {
            <label class="llm-box">
                <input type="hidden" name=seen value=tier.version.to_string()/>
                <input type="checkbox" name=open checked=checked/>
                <span>{tier.name} " " <small>{all}</small></span>
            </label>
        }
    });
    view! {
        <fieldset class="llm-boxes model-tiers">
            <legend class="sr-only">"Tiers"</legend>
            <div>{boxes.collect_view()}</div>
        </fieldset>
    }
    .into_any()
}
