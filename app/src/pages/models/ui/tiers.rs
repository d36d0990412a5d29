//! Which tiers may use a model.

use crate::features::manage_models::TierBoxes;
use crate::shared::server::Sent;
use leptos::prelude::*;
use tollgate::types::{LlmName, Tier};

#[component]
pub fn OpenTo(llm: LlmName, tiers: Vec<Tier>, sent: Sent) -> impl IntoView {
    let name = llm.0.clone();
    view! {
        <section class="card" aria-labelledby="open-title">
            <header class="card-head"><h2 id="open-title">"Who may use it"</h2></header>
            <form class="model-form" method="post" action="/api/fn/set_model_tiers">
                <div class="card-body">
                    <input type="hidden" name="name" value=name/>
                    <TierBoxes sent tiers llm/>
                    <p class="page-about">
                        "A tier that is open to all models gets a list of its own when one is closed; models to come are then ticked one by one."
                    </p>
                    <div><button type="submit" class="btn">"Save tiers"</button></div>
                </div>
            </form>
        </section>
    }
    .into_any()
}
