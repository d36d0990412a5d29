//! The form of a tier. Its two buttons send the same fields: one to this page, which shows what they would do, and
//! one to where they are saved. Enter is the first of them, so that nobody saves by it.

use super::super::model::words::people;
use super::tiers_page::FIELDS;
use crate::entities::limits::LimitFields;
use crate::shared::lib::when::when;
use crate::shared::routes;
use crate::shared::server::Sent;
use crate::shared::ui::banner::FormBanner;
use crate::shared::ui::field::Field;
use leptos::prelude::*;
use tollgate::types::{Limits, TierInUse, Timestamp};

#[component]
pub fn ChangeForm(sent: Sent, chosen: TierInUse, now: Timestamp) -> impl IntoView {
    let tier = chosen.tier;
    let version = match tier.changed_at {
        Timestamp(0) => format!("version {}", tier.version),
        at => format!("version {} · changed {}", tier.version, when(at, now)),
    };
    let (name, error) = (sent.value("name", tier.name.clone()), sent.error("name"));
    view! {
        <section class="card" aria-labelledby="tier-title">
            <header class="card-head">
                <h2 id="tier-title">{tier.name.clone()}</h2>
                <span class="page-about">{version}</span>
            </header>
            <form class="tier-form" method="post" action="/api/fn/set_tier">
                <input type="hidden" name="tier" value=tier.id.to_string()/>
                <input type="hidden" name="version" value=tier.version.to_string()/>
                <div class="card-body">
                    <Field label="Name" name="name" value=name error/>
                    <LimitFields sent current=tier.limits/>
                    <p class="page-about">"An empty field is no limit."</p>
                </div>
                <footer class="tier-foot">
                    <a class="btn quiet" href=routes::clone_of_tier(tier.id)>"Clone"</a>
                    <button type="submit" class="btn" name="preview" value="1" formmethod="get" formaction=routes::TIERS>
                        "Preview"
                    </button>
                    <button type="submit" class="btn primary">
                        {format!("Save for {}", people(chosen.people))}
                    </button>
                </footer>
            </form>
        </section>
    }
    .into_any()
}

/// `begin` is what stands in it at first.
#[component]
pub fn NewForm(sent: Sent, begin: (String, Limits)) -> impl IntoView {
    let (name, limits) = begin;
    let (name, error) = (sent.value("name", name), sent.error("name"));
    view! {
        <div class="tier-middle">
            <FormBanner text=sent.elsewhere(&FIELDS)/>
            <section class="card" aria-labelledby="tier-title">
                <header class="card-head"><h2 id="tier-title">"New tier"</h2></header>
                <form class="tier-form" method="post" action="/api/fn/create_tier">
                    <div class="card-body">
                        <Field label="Name" name="name" value=name error autofocus=true/>
                        <LimitFields sent current=limits/>
                        <p class="page-about">"An empty field is no limit."</p>
                    </div>
                    <footer class="tier-foot">
                        <a class="btn quiet" href=routes::TIERS>"Discard"</a>
                        <button type="submit" class="btn primary">"Make tier"</button>
                    </footer>
                </form>
            </section>
        </div>
    }
    .into_any()
}
