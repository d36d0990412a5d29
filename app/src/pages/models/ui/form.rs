//! What a model is, to be changed.

use super::super::model::draft::Draft;
use crate::entities::target::Breaker;
use crate::features::manage_models::ModelFields;
use crate::shared::routes;
use crate::shared::ui::banner::FormBanner;
use leptos::prelude::*;
use tollgate::offer::OfferedModel;
use tollgate::types::TargetStatus;

const FIELDS: [&str; 3] = ["title", "context", "targets"];

#[component]
pub fn Form(known: OfferedModel, draft: Draft, providers: Vec<(String, String)>) -> impl IntoView {
    let OfferedModel {
        offered, version, ..
    } = known;
    let llm = offered.model.llm;
    let page = routes::model(&llm.name);
    if llm.local {
        return view! { <BuiltIn/> }.into_any();
    }
    let Draft { sent, rows, .. } = draft;
    view! {
        <FormBanner text=sent.elsewhere(&FIELDS)/>
        <section class="card" aria-labelledby="model-title">
            <header class="card-head">
                <h2 id="model-title">"What it is"</h2>
                <code>{llm.name.0.clone()}</code>
            </header>
            <form class="model-form" method="post" action="/api/fn/set_model">
                <input type="hidden" name="name" value=llm.name.0/>
                <input type="hidden" name="version" value=version.to_string()/>
                <div class="card-body">
                    <ModelFields sent title=llm.title context=llm.context.to_string() rows providers page/>
                    <Standing targets=offered.targets/>
                </div>
                <footer class="tier-foot">
                    <span class="page-about">"Calls under way stay where they are."</span>
                    <button type="submit" class="btn primary">"Save model"</button>
                </footer>
            </form>
        </section>
    }
    .into_any()
}

/// How the places are doing that are in force.
#[component]
fn Standing(targets: Vec<TargetStatus>) -> impl IntoView {
    let rows = targets.into_iter().map(|target| {
        let place = format!("{} · {}", target.provider, target.id.model);
        view! { <li><Breaker state=target.health/><a href=routes::provider(&target.id.provider)>{place}</a></li> }
    });
    view! { <ul class="model-standing" aria-label="How they are doing">{rows.collect_view()}</ul> }
        .into_any()
}

#[component]
fn BuiltIn() -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="model-title">
            <header class="card-head"><h2 id="model-title">"What it is"</h2></header>
            <div class="card-body"><p>"This model comes with the program and runs in its process. It costs nothing, and there is nothing to set."</p></div>
        </section>
    }
}
